package demo

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const token = "a-token"

// record holds the fields that the tests look at.
type record struct {
	ID        string `json:"id"`
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
	Note      *string
	Tags      []string
	Measures  struct {
		Visits     int
		Conversion json.Number
		Revenue    json.Number
	}
}

// ask sends a GET with the token and returns the answer.
func ask(t *testing.T, handler http.Handler, target string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, target, nil)
	request.Header.Set("Authorization", "Bearer "+token)
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer
}

// records reads the records out of an answer of ResourcePath.
func records(t *testing.T, body []byte) []record {
	t.Helper()
	var answer struct{ Items []struct{ Data record } }
	require.NoError(t, json.Unmarshal(body, &answer), "%s", body)
	found := make([]record, len(answer.Items))
	for i, item := range answer.Items {
		found[i] = item.Data
	}
	return found
}

// all reads the records of api in one page.
func all(t *testing.T, api *API) []record {
	t.Helper()
	return records(t, ask(t, api, ResourcePath+"?per_page=10000").Body.Bytes())
}

func TestPages(t *testing.T) {
	api := New(Options{Records: 5, Token: token})
	tests := []struct {
		query string
		want  []string
	}{
		{"", []string{"rec_000001", "rec_000002"}},
		{"?page=2", []string{"rec_000003", "rec_000004"}},
		{"?page=3", []string{"rec_000005"}},
		{"?page=4", []string{}},
		{"?page=2&per_page=3", []string{"rec_000004", "rec_000005"}},
		{"?page=1000000000&per_page=10000", []string{}},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			answer := ask(t, api, ResourcePath+test.query)
			require.Equal(t, http.StatusOK, answer.Code)
			require.Equal(t, "application/json", answer.Header().Get("Content-Type"))
			require.Equal(t, strconv.Itoa(answer.Body.Len()), answer.Header().Get("Content-Length"))
			ids := []string{}
			for _, r := range records(t, answer.Body.Bytes()) {
				ids = append(ids, r.ID)
			}
			require.Equal(t, test.want, ids)
		})
	}
	require.Equal(t, `{"items":[]}`, ask(t, api, ResourcePath+"?page=4").Body.String())
}

func TestRefusals(t *testing.T) {
	api := New(Options{Records: 5, Token: token})
	tests := []struct {
		name, method, target, authorization string
		want                                int
	}{
		{"no token", "GET", ResourcePath, "", http.StatusUnauthorized},
		{"wrong token", "GET", ResourcePath, "Bearer another", http.StatusUnauthorized},
		{"another scheme", "GET", OtherPath, "Basic " + token, http.StatusUnauthorized},
		{"page zero", "GET", ResourcePath + "?page=0", "Bearer " + token, http.StatusBadRequest},
		{"page no number", "GET", OtherPath + "?page=one", "Bearer " + token, http.StatusBadRequest},
		{"page too large", "GET", ResourcePath + "?per_page=10001", "Bearer " + token, http.StatusBadRequest},
		{"unknown path", "GET", "/v2/v1/nothing", "Bearer " + token, http.StatusNotFound},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			request := httptest.NewRequest(test.method, test.target, nil)
			request.Header.Set("Authorization", test.authorization)
			answer := httptest.NewRecorder()
			api.ServeHTTP(answer, request)
			require.Equal(t, test.want, answer.Code)
			var body struct{ Error struct{ Status int } }
			require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &body))
			require.Equal(t, test.want, body.Error.Status)
			require.NotContains(t, answer.Body.String(), token)
		})
	}
}

func TestOther(t *testing.T) {
	api := New(Options{Token: token})
	for query, want := range map[string]int{"": OtherRecords, "?page=2": 0, "?page=3&per_page=10": 5} {
		var list []struct{ ID int }
		require.NoError(t, json.Unmarshal(ask(t, api, OtherPath+query).Body.Bytes(), &list))
		require.NotNil(t, list, query)
		require.Len(t, list, want, query)
	}
}

func TestHealthNeedsNoToken(t *testing.T) {
	answer := httptest.NewRecorder()
	New(Options{Token: token}).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, HealthPath, nil))
	require.Equal(t, http.StatusNoContent, answer.Code)
}

func TestAdd(t *testing.T) {
	api := New(Options{Records: 50, Token: token})
	for range 3 {
		before := all(t, api)
		latest := ""
		for _, r := range before {
			latest = max(latest, r.UpdatedAt)
		}
		api.Add(20)
		after := all(t, api)
		require.Equal(t, before, after[:len(before)], "records that stood already must not change")
		require.Len(t, after, len(before)+20)
		require.Equal(t, len(after), api.Records())
		for _, r := range after[len(before):] {
			require.Greater(t, r.UpdatedAt, latest)
			require.GreaterOrEqual(t, r.UpdatedAt, r.CreatedAt)
		}
	}
}

func TestLatency(t *testing.T) {
	api := New(Options{Records: 1, Token: token, Latency: time.Hour})
	request := httptest.NewRequest(http.MethodGet, ResourcePath, nil)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	answer := httptest.NewRecorder()
	api.ServeHTTP(answer, request.WithContext(ctx))
	require.Zero(t, answer.Body.Len(), "the client left before the answer was due")
}

func TestCounts(t *testing.T) {
	api := New(Options{Records: 10, Token: token})
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for page := range 5 {
				ask(t, api, ResourcePath+"?page="+strconv.Itoa(page+1))
			}
			ask(t, api, OtherPath)
			api.Add(1)
			api.Counts()
		})
	}
	clients.Wait()
	want := Counts{Requests: 48, Pages: map[int]int{1: 8, 2: 8, 3: 8, 4: 8, 5: 8}}
	require.Equal(t, want, api.Counts())
	require.Equal(t, 18, api.Records())
}
