package reliability_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/demo"
)

// TestOneRequestInFiveFails reads an API that answers badly, with statuses, cut bodies,
// resets and pages for people, under many seeds.
func TestOneRequestInFiveFails(t *testing.T) {
	records, size, seeds := cases(5000, 100_000), cases(100, 1000), cases(4, 12)
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			api := demo.New(demo.Options{Records: records, Faults: 0.2, Seed: uint64(seed)})
			c := demoScenario(serve(t, api), records, size, modes[seed%len(modes)]).run(t, 0)
			read := c.streams["resource"]
			require.Len(t, read.records, records)
			for i, record := range read.records {
				require.Contains(t, string(record[:30]), fmt.Sprintf(`"id":"rec_%06d"`, i+1))
			}
			require.Positive(t, api.Counts().Faults)
			t.Logf("%d records in order, %d requests, %d of them answered badly", records, api.Counts().Requests, api.Counts().Faults)
		})
	}
}

// TestAKilledReadOfABadAPIGoesOn has both at once.
func TestAKilledReadOfABadAPIGoesOn(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.mode, func(t *testing.T) {
			t.Parallel()
			url := serve(t, demo.New(demo.Options{Records: 5000, Faults: 0.2, Seed: 9}))
			killed(t, demoScenario(url, 5000, 100, mode), cases(1, 5), cases(2, 4))
		})
	}
}
