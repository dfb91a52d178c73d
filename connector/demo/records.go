package demo

import (
	"strconv"
	"time"
)

// The clock of the records. A slot is the moment at which one record is made;
// updates fall together on every fourth, so that several records share one.
const (
	slotSeconds  = 17
	updateSlots  = 4
	latestUpdate = 6_000 // in slots after a record was made: several of the largest usual pages
)

// firstSlot is when the first record was made: 2024-01-01T00:00:00Z.
const firstSlot = 1_704_067_200

// A batch is a run of records that were added at one time.
type batch struct {
	first, end int // indexes of its first record, and past its last one
	slot       int // when its first record was made
}

// following returns the batch of n records after b, made when no record of b (and
// of the batches before it) can be updated any more.
func (b batch) following(n int) batch {
	lastUpdate := b.slot + b.end - b.first + latestUpdate + updateSlots
	return batch{first: b.end, end: b.end + n, slot: lastUpdate + 1}
}

// Names have letters of one to four bytes, and characters that are escaped in
// JSON, so that whoever changes a byte of them is found out.
var (
	names = [...]string{
		`Monthly overview`, `Übersicht für Zürich`, `Vue d’ensemble à Besançon`, `Página de inicio`,
		`東京の訪問者`, `Обзор недели`, `Landing \"spring\" \u2014 A\/B`, `Sign-up funnel \ud83d\ude80`,
		`Newsletter 🎉`, `Ürün sayfası`, `Përmbledhje javore`, `Żółta kampania`,
		`Πίνακας επισκέψεων`, `Search results, page 2`, `Prøveperiode på nettet`, `Checkout < 3 steps`,
	}
	statuses = [...]string{`active`, `paused`, `active`, `archived`}
	channels = [...]string{`search`, `email`, `referral`, `social`, `direct`, `partner`, `display`, `offline`}
	regions  = [...]string{`north`, `south`, `east`, `west`}
	devices  = [...]string{`{"type":"phone","touch":true}`, `{"type":"desktop","touch":false}`}
	tags     = [...]string{`["new","mobile"]`, `["returning"]`, `[]`, `["trial","newsletter","désabonné"]`}
	notes    = [...]string{`"checked by hand"`, `null`, `"imported, see the report of the week before"`, `null`}
)

// appendRecord appends the record of index, made at slot. It draws everything from
// one hash of the index; the first two records have every field filled, so that a
// page of two shows all types.
func appendRecord(b []byte, index, slot int) []byte {
	h := hash(uint64(index))
	b = append(b, `{"id":"rec_`...)
	b = appendPadded(b, index+1, 6)
	b = append(b, `","created_at":"`...)
	b = appendTime(b, slot)
	b = append(b, `","updated_at":"`...)
	b = appendTime(b, updated(slot, h))
	b = append(b, `","name":"`...)
	b = append(b, names[h>>8%16]...)
	b = append(b, `","status":"`...)
	b = append(b, statuses[h>>12%4]...)
	b = append(b, `","measures":{"visits":`...)
	b = strconv.AppendUint(b, h>>16%100_000, 10)
	b = append(b, `,"conversion":`...)
	b = appendCents(b, h>>24%2_000*5)
	b = append(b, `,"revenue":`...)
	b = appendCents(b, h>>32%10_000_000)
	b = append(b, `},"origin":{"channel":"`...)
	b = append(b, channels[h>>40%8]...)
	b = append(b, `","region":"`...)
	b = append(b, regions[h>>43%4]...)
	b = append(b, `","device":`...)
	b = append(b, devices[h>>45%2]...)
	b = append(b, `},"tags":`...)
	b = append(b, tags[index%4]...)
	b = append(b, `,"note":`...)
	b = append(b, notes[index%4]...)
	b = append(b, `,"verified":`...)
	b = strconv.AppendBool(b, h>>46%2 == 0)
	return append(b, '}')
}

// appendOther appends a record of the second stream: integer id, no cursor.
func appendOther(b []byte, index int) []byte {
	b = append(b, `{"id":`...)
	b = strconv.AppendInt(b, int64(index+1), 10)
	b = append(b, `,"label":"`...)
	b = append(b, names[index%len(names)]...)
	b = append(b, `","weight":`...)
	b = appendCents(b, hash(uint64(index))%10_000)
	return append(b, '}')
}

// updated returns the slot of a record's last update: soon after it was made, or
// for one in eight much later, beyond records on the pages that follow.
func updated(slot int, h uint64) int {
	at := slot
	if h%8 == 0 {
		at += int(h >> 50 % latestUpdate)
	}
	return (at + updateSlots - 1) / updateSlots * updateSlots
}

// appendTime appends the time of slot as RFC 3339 in UTC.
func appendTime(b []byte, slot int) []byte {
	return time.Unix(firstSlot+int64(slot)*slotSeconds, 0).UTC().AppendFormat(b, time.RFC3339)
}

// appendPadded appends n with zeros before it up to width digits.
func appendPadded(b []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < limit {
			for range width - 1 {
				b = append(b, '0')
			}
			break
		}
		limit *= 10
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// appendCents appends hundredths as a number with two decimals: 1250 as 12.50.
func appendCents(b []byte, hundredths uint64) []byte {
	b = strconv.AppendUint(b, hundredths/100, 10)
	rest := hundredths % 100
	return append(b, '.', byte('0'+rest/10), byte('0'+rest%10))
}

// hash spreads n over 64 bits (the finalizer of SplitMix64).
func hash(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}
