package demo

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRecordsFollowFromTheirIndex(t *testing.T) {
	small := New(Options{Records: 10, Token: token, Seed: 1})
	large := New(Options{Records: 100, Token: token, Seed: 2})
	require.Equal(t, all(t, small), all(t, large)[:10])
	first := ask(t, small, ResourcePath+"?per_page=1").Body.String()
	require.Equal(t, `{"items":[{"data":{"id":"rec_000001","created_at":"2024-01-01T00:00:00Z",`+
		`"updated_at":"2024-01-01T00:00:00Z","name":"Search results, page 2","status":"active",`+
		`"measures":{"visits":70205,"conversion":28.55,"revenue":37910.33},`+
		`"origin":{"channel":"search","region":"south","device":{"type":"desktop","touch":false}},`+
		`"tags":["new","mobile"],"note":"checked by hand","verified":true}}]}`, first)
}

// TestAcceptanceRecords holds the records that Airbyte's acceptance tests expect
// against those that the API gives.
func TestAcceptanceRecords(t *testing.T) {
	text, err := os.ReadFile("../../integration_tests/expected_records.jsonl")
	require.NoError(t, err)
	require.NotEmpty(t, text)
	want := ""
	for i := range strings.Count(string(text), "\n") {
		want += `{"stream":"resource_name","data":` + string(appendRecord(nil, i, i)) + `,"emitted_at":1704067200000}` + "\n"
	}
	require.Equal(t, want, string(text))
}

func TestRecordsAreVaried(t *testing.T) {
	found := all(t, New(Options{Records: 10_000, Token: token}))
	updates, nulls, late, bare := map[string]int{}, 0, 0, 0
	latest := ""
	for i, r := range found {
		created, err := time.Parse(time.RFC3339, r.CreatedAt)
		require.NoError(t, err)
		require.False(t, created.After(moment(t, r.UpdatedAt)), r.ID)
		if i > 0 {
			require.Greater(t, r.CreatedAt, found[i-1].CreatedAt)
		}
		require.Regexp(t, regexp.MustCompile(`^\d+\.\d\d$`), r.Measures.Revenue.String())
		require.Regexp(t, regexp.MustCompile(`^\d+\.\d\d$`), r.Measures.Conversion.String())
		updates[r.UpdatedAt]++
		if r.UpdatedAt < latest {
			late++
		}
		latest = max(latest, r.UpdatedAt)
		if r.Note == nil {
			nulls++
		}
		if len(r.Tags) == 0 {
			bare++
		}
	}
	require.Less(t, len(updates), len(found)/2, "records share their updated_at")
	require.Greater(t, late, len(found)/2, "updated_at doesn't follow the order of pages")
	require.Equal(t, len(found)/2, nulls)
	require.Equal(t, len(found)/4, bare)
}

func TestSizeOfRecords(t *testing.T) {
	api := New(Options{Records: 10_000})
	body := api.appendPage(nil, 1, 10_000)
	require.True(t, json.Valid(body))
	require.InDelta(t, 400, len(body)/10_000, 50)
	shortest, longest := len(body), 0
	for i := range 10_000 {
		size := len(appendRecord(nil, i, i))
		shortest, longest = min(shortest, size), max(longest, size)
	}
	require.Greater(t, shortest, 250)
	require.Less(t, longest, 550)
}

func TestAppendPadded(t *testing.T) {
	for n, want := range map[int]string{0: "000000", 9: "000009", 10: "000010", 99999: "099999", 100000: "100000", 1234567: "1234567"} {
		require.Equal(t, want, string(appendPadded(nil, n, 6)))
	}
}

func TestAppendCents(t *testing.T) {
	for n, want := range map[uint64]string{0: "0.00", 5: "0.05", 1250: "12.50", 99999: "999.99"} {
		require.Equal(t, want, string(appendCents(nil, n)))
	}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return parsed
}

// BenchmarkPage renders pages of 1,000 records.
func BenchmarkPage(b *testing.B) {
	api := New(Options{Records: 100_000})
	body := api.appendPage(nil, 1, 1000)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	n := 0
	for b.Loop() {
		body = api.appendPage(body[:0], n%100+1, 1000)
		n++
	}
}

// BenchmarkServe reads the same pages over a connection.
func BenchmarkServe(b *testing.B) {
	server, err := Serve(b.Context(), "127.0.0.1:0", New(Options{Records: 100_000}))
	require.NoError(b, err)
	target := server.URL + ResourcePath + "?per_page=1000&page=7"
	buffer := make([]byte, 64<<10)
	b.ReportAllocs()
	for b.Loop() {
		response, err := http.Get(target)
		require.NoError(b, err)
		b.SetBytes(response.ContentLength)
		for err == nil {
			_, err = response.Body.Read(buffer)
		}
		require.NoError(b, response.Body.Close())
	}
}
