package cursor

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
)

// A world is an API whose records change, and what syncs have sent of it.
type world struct {
	t       *testing.T
	rand    *rand.Rand
	config  Config
	filters bool // the API takes the start value into account
	pages   int  // records a page
	clock   int
	write   func(clock int) string // a cursor's value
	records map[int]change         // by id
	sent    map[change]int
	state   string
}

// A change is a version of a record.
type change struct{ id, version, at int }

func (w *world) json(c change) string {
	return fmt.Sprintf(`{"id":%d,"v":%d,"at":%s}`, c.id, c.version, w.write(c.at))
}

// change changes or adds some records. Several may have the same time.
func (w *world) change(n int) {
	for range n {
		w.clock += w.rand.IntN(2)
		id := w.rand.IntN(30)
		w.records[id] = change{id, w.records[id].version + 1, w.clock}
	}
}

// list is what the API has for a request, in its order.
func (w *world) list(start json.RawMessage) (list []change) {
	from, _ := Parse(start)
	for _, one := range w.records {
		at, _ := Parse([]byte(w.write(one.at)))
		if order, ok := w.config.compare(&at, &from); w.filters && ok && order < 0 {
			continue
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b change) int {
		switch order := cmp.Compare(a.at, b.at); w.config.Order {
		case Asc:
			return cmp.Or(order, cmp.Compare(a.id, b.id))
		case Desc:
			return cmp.Or(-order, cmp.Compare(a.id, b.id))
		}
		return cmp.Compare(a.id, b.id)
	})
	return list
}

// sync reads until the end, or until it breaks off after some pages. meanwhile is done
// between two pages.
func (w *world) sync(breaksOff bool, meanwhile func()) (sent int) {
	state, err := DecodeState(json.RawMessage(w.state), w.config.Name())
	require.NoError(w.t, err)
	c := New(w.config, state)
	page := 0
	if resume := c.Resume(); resume != nil {
		require.NoError(w.t, json.Unmarshal(resume.Page, &page))
	}
	for {
		list := w.list(c.Values()[0])
		from, to := min(page*w.pages, len(list)), min((page+1)*w.pages, len(list))
		for _, one := range list[from:to] {
			pass, err := c.Pass([]byte(w.json(one)))
			require.NoError(w.t, err)
			if pass {
				w.sent[one]++
				sent++
			}
		}
		if page++; to == len(list) || c.PageDone() {
			w.state = string(c.Final())
			return sent
		}
		if w.rand.IntN(2) == 0 {
			w.state = string(c.Checkpoint(Resume{Page: json.RawMessage(fmt.Sprint(page))}))
		}
		if breaksOff && w.rand.IntN(4) == 0 {
			return sent
		}
		meanwhile()
	}
}

func (w *world) missing() (missing []change) {
	for _, one := range w.records {
		if w.sent[one] == 0 {
			missing = append(missing, one)
		}
	}
	return missing
}

func newWorld(t *testing.T, seed uint64) *world {
	random := rand.New(rand.NewPCG(seed, 0))
	return &world{
		t: t, rand: random, records: map[int]change{}, sent: map[change]int{},
		pages: 1 + random.IntN(6), filters: random.IntN(2) == 0,
		write:  func(clock int) string { return fmt.Sprint(clock) },
		config: Config{Path: jsonpath.Of("at"), PrimaryKey: [][]string{{"id"}, {"v"}}, Order: Order(random.IntN(3))},
	}
}

// Whatever the order, the size of pages and the interruptions: what all syncs sent is
// what there is, and what a state covers isn't sent again.
func TestNothingIsLostAndNothingIsRepeated(t *testing.T) {
	for seed := range uint64(400) {
		w := newWorld(t, seed)
		for range 8 {
			if !strings.Contains(w.state, keyResume) { // offsets in a list that changes lose records by themselves
				w.change(w.rand.IntN(15))
			}
			w.sync(true, func() {})
		}
		w.sync(false, func() {})
		require.Empty(t, w.missing(), "seed %d", seed)
		require.Zero(t, w.sync(false, func() {}), "seed %d: there was nothing new", seed)

		repeated := w.sent
		w.sent = map[change]int{}
		w.change(5)
		w.sync(false, func() {})
		for one, times := range w.sent {
			require.Equal(t, 1, times, "seed %d", seed)
			require.Zero(t, repeated[one], "seed %d: %v was covered by the state", seed, one)
		}
	}
}

// Records also change while they are read: what a sync may have seen only half of, the
// next one reads again.
func TestNothingIsLostThatChangesMeanwhile(t *testing.T) {
	begun := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for seed := range uint64(400) {
		w := newWorld(t, seed)
		w.config.Order, w.filters = Unknown, false
		w.write = func(clock int) string {
			return begun.Add(time.Duration(clock) * time.Second).Format(`"` + time.RFC3339 + `"`)
		}
		now := func() time.Time {
			return begun.Add(time.Duration(w.clock)*time.Second + time.Duration(w.rand.IntN(1000))*time.Millisecond)
		}
		for id := range 30 {
			w.records[id] = change{id, 1, 0}
		}
		for range 6 {
			w.config.Started = now()
			w.sync(true, func() { w.change(w.rand.IntN(4)) })
		}
		for range 2 { // a sync that goes on has its first attempt's time
			w.clock += 10
			w.config.Started = now()
			w.sync(false, func() {})
		}
		require.Empty(t, w.missing(), "seed %d", seed)
	}
}
