package reliability_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/demo"
)

// modes are the sync modes; the incremental one has a cursor that the user chose.
var modes = []configured{
	{mode: "full_refresh"},
	{mode: "incremental", cursor: []string{"updated_at"}},
}

// demoScenario reads the demo API's stream in pages of a size.
func demoScenario(url string, records, size int, mode configured) scenario {
	mode.name = "resource"
	config := definition(url+"/v2", 5, map[string]any{
		"name": "resource", "primary_key": "id", "endpoint": map[string]any{
			"path": "v1/resource", "params": map[string]any{"per_page": size}, "data_selector": "items.*.data",
			"paginator": map[string]any{"type": "page_number", "base_page": 1, "page_param": "page", "total_path": nil},
		},
	})
	return scenario{job: job{config: config, catalog: []configured{mode}}, truth: map[string]int{"resource": records}}
}

// killed interrupts a scenario with many seeds and tells what came of it.
func killed(t *testing.T, s scenario, seeds, kills int) {
	t.Helper()
	total, stops, again, records := 0, 0, 0, 0
	for seed := range seeds {
		l := s.interrupt(t, uint64(seed+1), kills)
		l.settled(t, s)
		total += l.kills
		stops += l.stops
		for _, a := range l.streams {
			again += a.again
			records += len(a.seen)
		}
	}
	t.Logf("%d syncs, %d SIGKILL, %d SIGTERM, %d records, %d of them came twice, 0 lost", seeds, total-stops, stops, records, again)
}

func TestAKilledReadOfTheDemoGoesOn(t *testing.T) {
	for _, mode := range modes {
		for _, size := range []int{2, 10, 100} {
			t.Run(fmt.Sprintf("%s/%d", mode.mode, size), func(t *testing.T) {
				t.Parallel()
				records := map[int]int{2: 1500, 10: 2500, 100: 4000}[size]
				url := serve(t, demo.New(demo.Options{Records: records, Latency: 200 * time.Microsecond}))
				killed(t, demoScenario(url, records, size, mode), cases(1, 6), cases(1, 4))
			})
		}
	}
}

func TestAKilledReadGoesOnWithEveryPaginator(t *testing.T) {
	for _, mode := range modes {
		for way := range paginators(50) {
			t.Run(mode.mode+"/"+way, func(t *testing.T) {
				t.Parallel()
				killedShelf(t, &shelf{records: 3500}, way, mode)
			})
		}
	}
}

// TestAKilledReadInTheOrderOfItsCursorGoesOn has states whose cursor moves with each,
// and an API that leaves out what came before.
func TestAKilledReadInTheOrderOfItsCursorGoesOn(t *testing.T) {
	for way := range paginators(50) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			killedShelf(t, &shelf{records: 3500, ordered: true}, way, configured{mode: "incremental"})
		})
	}
}

func killedShelf(t *testing.T, api *shelf, way string, mode configured) {
	t.Helper()
	mode.name = "shelf"
	config := definition(serve(t, api), 2, api.resource("shelf", way, 50))
	killed(t, scenario{
		job:   job{config: config, catalog: []configured{mode}},
		truth: map[string]int{"shelf": api.records},
	}, cases(1, 4), cases(1, 3))
}

func TestAKilledFamilyGoesOn(t *testing.T) {
	for _, mode := range []string{"full_refresh", "incremental"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			api := family{users: 40, posts: 100, size: 40}
			killed(t, api.scenario(serve(t, api), mode), cases(1, 6), cases(3, 4))
		})
	}
}

// TestALargeFamilyGoesOn has more records than a child's states with a cursor for each
// parent are apart.
func TestALargeFamilyGoesOn(t *testing.T) {
	if testing.Short() || cases(0, 1) == 0 {
		t.Skip("make long")
	}
	api := family{users: 60, posts: 1000, size: 500}
	killed(t, api.scenario(serve(t, api), "incremental"), 4, 4)
}

// TestEveryStateIsOneToGoOnFrom reads once, and again from each state that was written.
func TestEveryStateIsOneToGoOnFrom(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.mode, func(t *testing.T) {
			t.Parallel()
			records := cases(3000, 20_000)
			url := serve(t, demo.New(demo.Options{Records: records}))
			s := demoScenario(url, records, 100, mode)
			first := s.start(t)
			whole := newLedger(s)
			type stop struct {
				records int
				state   json.RawMessage
			}
			var stops []stop
			read := first.checker.streams["resource"]
			for states := 0; first.lines(t, 1); {
				if read.states > states {
					states = read.states
					stops = append(stops, stop{len(read.records), read.state})
				}
			}
			whole.enter(t, s, first.finish(t, 0))
			require.GreaterOrEqual(t, len(stops), records/1000)
			for _, at := range stops {
				again := s.job
				again.states = map[string]json.RawMessage{"resource": at.state}
				l := newLedger(s)
				l.enter(t, s, &checker{streams: map[string]*stream{"resource": {records: read.records[:at.records], covered: at.records}}})
				l.enter(t, s, again.run(t, 0))
				l.balance(t, s)
				require.Zero(t, l.streams["resource"].again)
			}
			t.Logf("%d states, %d records each, none lost, none twice", len(stops), records)
		})
	}
}

// TestANewSyncGoesOnFromOneThatWasKilled has the API grow while nobody reads.
func TestANewSyncGoesOnFromOneThatWasKilled(t *testing.T) {
	t.Parallel()
	api := demo.New(demo.Options{Records: 2500})
	s := demoScenario(serve(t, api), 2500, 100, modes[1])
	l := s.interrupt(t, 11, 2)
	api.Add(700)
	s.truth = map[string]int{"resource": 3200}
	s.states = l.states
	news := s.run(t, 0)
	require.Len(t, news.streams["resource"].records, 700)
	l.enter(t, s, news)
	l.balance(t, s)
}
