package rawjson_test

import (
	"bytes"
	"fmt"
	"testing"

	"source-rest-api/connector/rawjson"
)

// page makes an answer of n records of about 400 bytes each.
func page(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"data":{"id":%d,"name":"Record number %d","email":"person%d@example.com",`+
			`"created_at":"2026-01-02T03:04:05Z","updated_at":"2026-02-03T04:05:06.789Z","amount":%d.50,"active":true,`+
			`"tags":["alpha","beta","gamma"],"address":{"street":"%d Long Street","city":"Sometown","zip":"%05d","country":null},`+
			`"note":"The quick brown fox jumps over the lazy dog, \"twice\", and rests.","score":0.%d,"owner_id":%d},"meta":{"type":"record"}}`,
			i, i, i, i, i, i, i+1, i%97)
	}
	fmt.Fprintf(&b, `],"page":1,"total":%d,"next":null}`, n)
	return b.Bytes()
}

func BenchmarkScan(b *testing.B) {
	doc := page(10_000)
	records := rawjson.Target{Steps: path(key("items"), wild(), key("data")), Mode: rawjson.Elements}
	items := rawjson.Target{Steps: path(key("items")), Mode: rawjson.Elements}
	total := rawjson.Target{Steps: path(key("total")), Mode: rawjson.First}
	last := rawjson.Target{Steps: path(key("items"), idx(-1), key("data"), key("id")), Mode: rawjson.First}
	for name, targets := range map[string][]rawjson.Target{
		"items.*.data":      {records},
		"items.*.data+next": {records, total},
		"items.*.data+last": {records, last},
		"items":             {items},
		"items+last":        {items, last},
	} {
		s := rawjson.NewScanner(targets...)
		found := func(int, []byte, int64) error { return nil }
		b.Run(name+"/bytes", func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Bytes(doc, found); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/reader", func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				if err := s.Reader(bytes.NewReader(doc), found); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPeek(b *testing.B) {
	record := page(1)
	p := rawjson.NewPeeker(path(key("items"), idx(0), key("data"), key("id")),
		path(key("items"), idx(0), key("data"), key("updated_at")))
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Peek(record); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPeekMembers(b *testing.B) {
	record := []byte(`{"id":"rec_000001","created_at":"2024-01-01T00:00:00Z","at":"2024-01-01T00:00:00Z","name":"a name","note":null}`)
	p := rawjson.NewPeeker(path(key("id")), path(key("at")))
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Peek(record); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSanitize(b *testing.B) {
	record := page(1)
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	for b.Loop() {
		if _, repaired := rawjson.Sanitize(nil, record); repaired {
			b.Fatal("sound bytes repaired")
		}
	}
}
