// Package demo is an analytics API that runs inside the connector's own process:
// what the demo command, the tests and the benchmarks read from.
//
// It answers in the shape {"items":[{"data":{...}}]}, asks for a bearer token, and
// on request answers late or badly. Its records are made up, follow from their
// index alone, and are rendered as bytes, so that serving them costs little beside
// the connector that reads them. What it doesn't do is keep anything, or listen
// beyond this machine.
package demo

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// The paths that the API answers at. The first two ask for the token.
const (
	ResourcePath = "/v2/v1/resource" // {"items":[{"data":{...}}]}, ?page= and ?per_page=
	OtherPath    = "/v2/v1/other"    // [{...}], whole unless ?per_page= is given
	HealthPath   = "/health"         // 204, for those who wait until the API is up
)

// MaxPerPage is the largest page size; a larger one is answered with a 400.
const MaxPerPage = 10_000

// OtherRecords is the number of records at OtherPath.
const OtherRecords = 25

// Options say how large the API is and how badly it behaves.
type Options struct {
	Records int           // at ResourcePath; below 0 counts as 0
	Latency time.Duration // before every answer
	Faults  float64       // share of the valid requests to ResourcePath answered badly, 0 to 1; see fault
	Seed    uint64        // which requests get them; the records don't depend on it
	Token   string        // the bearer token asked for; "" lets everybody in
}

// An API is the running analytics API. It is an http.Handler for many goroutines.
type API struct {
	options Options
	routes  *http.ServeMux
	batches atomic.Pointer[[]batch]
	counter counter
}

// New returns an API with the records of options.
func New(options Options) *API {
	api := &API{options: options, routes: http.NewServeMux()}
	api.batches.Store(&[]batch{{end: max(options.Records, 0)}})
	api.counter.pages = map[int]*visits{}
	api.routes.HandleFunc("GET "+ResourcePath, api.guarded(api.resource))
	api.routes.HandleFunc("GET "+OtherPath, api.guarded(api.other))
	api.routes.HandleFunc("GET "+HealthPath, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	api.routes.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, http.StatusNotFound, "there is nothing at this path")
	})
	return api
}

// ServeHTTP answers one request.
func (api *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	api.routes.ServeHTTP(w, r)
}

// Add makes n new records at ResourcePath. Each has an updated_at later than that
// of any record before this call.
func (api *API) Add(n int) {
	for n > 0 {
		old := api.batches.Load()
		last := (*old)[len(*old)-1]
		grown := append(append([]batch{}, *old...), last.following(n))
		if api.batches.CompareAndSwap(old, &grown) {
			return
		}
	}
}

// Records returns how many records stand at ResourcePath.
func (api *API) Records() int {
	batches := *api.batches.Load()
	return batches[len(batches)-1].end
}

// guarded counts the request, waits the API's latency, and passes on what carries
// the token.
func (api *API) guarded(next http.HandlerFunc) http.HandlerFunc {
	want := "Bearer " + api.options.Token
	return func(w http.ResponseWriter, r *http.Request) {
		api.counter.request()
		if !wait(r, api.options.Latency) {
			return
		}
		if api.options.Token != "" && r.Header.Get("Authorization") != want {
			w.Header().Set("WWW-Authenticate", "Bearer")
			writeError(w, http.StatusUnauthorized, "send the API token as: Authorization: Bearer TOKEN")
			return
		}
		next(w, r)
	}
}

// wait lets d pass, and reports false when the client left before that.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// writeError answers with status and a JSON body that says why.
func writeError(w http.ResponseWriter, status int, message string) {
	body := []byte(`{"error":{"status":` + strconv.Itoa(status) + `,"message":` + strconv.Quote(message) + `}}`)
	writeBody(w, status, "application/json", body)
}

func writeBody(w http.ResponseWriter, status int, contentType string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has left needs no answer
}
