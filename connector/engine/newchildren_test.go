package engine_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/record"
	"source-rest-api/connector/template"
)

// A parent with a cursor: in the second sync user 3 is new, and user 1 has a new post.
type growing struct {
	second atomic.Bool
	broken atomic.Bool
	mu     sync.Mutex
	asked  []string
}

func (g *growing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	g.asked = append(g.asked, r.URL.Path)
	g.mu.Unlock()
	users := `{"id":1,"at":10},{"id":2,"at":20}`
	if g.second.Load() {
		users += `,{"id":3,"at":30}`
	}
	switch {
	case r.URL.Path == "/users":
		fmt.Fprintf(w, "[%s]", users)
	case g.broken.Load():
		http.Error(w, "no", http.StatusForbidden)
	default:
		fmt.Fprintf(w, `[{"id":"post of %s"}]`, strings.Split(r.URL.Path, "/")[2])
	}
}

func (g *growing) streams(url string) (users, posts *plan.Stream) {
	users = streamOf("users", url, "/users", "$", paginate.SinglePage{})
	users.Cursor = &cursor.Config{Path: jsonpath.Of("at")}
	posts = streamOf("posts", url, "", "$", paginate.SinglePage{})
	posts.Retriever.Requester.URL = template.New(template.Part{Text: url + "/users/"}, part(0), template.Part{Text: "/posts"})
	posts.Parent = &plan.Parent{Stream: "users", Fields: []jsonpath.Path{jsonpath.Of("id")}, Names: []string{"id"}, Keys: 1, Incremental: true}
	return users, posts
}

func statesOf(s *syncRun, names ...string) string {
	var states []string
	for _, name := range names {
		states = append(states, strings.Trim(stateOf(name, last(s.states[name])), "[]"))
	}
	return "[" + strings.Join(states, ",") + "]"
}

func TestChildrenOfAnIncrementalParentAreReadForItsNewRecords(t *testing.T) {
	api := &growing{}
	users, posts := api.streams(serve(t, api))
	all := []*plan.Stream{users, posts}
	o := options{mode: protocol.Incremental, concurrency: 2}
	first := readOf(t, t.Context(), o, all, all...)
	require.NoError(t, first.err)
	require.Len(t, first.records["posts"], 2)

	api.second.Store(true)
	api.asked = nil
	o.states = statesOf(first, "users", "posts")
	second := readOf(t, t.Context(), o, all, all...)
	require.NoError(t, second.err)
	require.Equal(t, []string{"3"}, second.ids(t, "users"))
	require.Equal(t, []string{"post of 3"}, second.ids(t, "posts"))
	require.Equal(t, []string{"/users", "/users/3/posts"}, api.asked, "one reading feeds both")
}

func TestAChildThatFailedIsReadLaterForTheRecordsThatItMissed(t *testing.T) {
	api := &growing{}
	users, posts := api.streams(serve(t, api))
	all := []*plan.Stream{users, posts}
	o := options{mode: protocol.Incremental, concurrency: 2}
	api.broken.Store(true)
	first := readOf(t, t.Context(), o, all, all...)
	require.Error(t, first.err)
	require.Equal(t, "COMPLETE", last(first.statuses["users"]))
	require.Equal(t, "INCOMPLETE", last(first.statuses["posts"]))

	api.broken.Store(false)
	api.second.Store(true)
	o.states = statesOf(first, "users", "posts")
	second := readOf(t, t.Context(), o, all, all...)
	require.NoError(t, second.err)
	require.Equal(t, []string{"3"}, second.ids(t, "users"), "its own state went on")
	require.Equal(t, []string{"post of 1", "post of 2", "post of 3"}, sorted(second.ids(t, "posts")))

	o.states = statesOf(second, "users", "posts")
	api.asked = nil
	third := readOf(t, t.Context(), o, all, all...)
	require.NoError(t, third.err)
	require.Empty(t, third.records)
	require.Equal(t, []string{"/users"}, api.asked, "both are where the API is: one reading again")
}

func TestAChildThatIsReadWholeIsReadForAllRecordsOfItsParent(t *testing.T) {
	api := &growing{}
	users, posts := api.streams(serve(t, api))
	all := []*plan.Stream{users, posts}
	o := options{mode: protocol.FullRefresh, states: stateOf("users", `{"at":15}`)}
	s := readOf(t, t.Context(), o, all, posts)
	require.NoError(t, s.err)
	require.Equal(t, []string{"post of 1", "post of 2"}, sorted(s.ids(t, "posts")))
}

func TestAStateThatIsGarbageFailsItsStreamOnly(t *testing.T) {
	api := &growing{}
	users, posts := api.streams(serve(t, api))
	all := []*plan.Stream{users, posts}
	o := options{mode: protocol.Incremental, states: stateOf("posts", `{"parent_state":5}`)}
	s := readOf(t, t.Context(), o, all, all...)
	require.Error(t, s.err)
	require.Equal(t, "COMPLETE", last(s.statuses["users"]))
	require.Equal(t, "INCOMPLETE", last(s.statuses["posts"]))
	require.Contains(t, s.errors[0], `"parent_state" can't be used`)
}

func TestWhatIsCompleteStaysSoWhenItsParentFails(t *testing.T) {
	api := &tree{users: 3, posts: 1, comments: 1, broken: "/users/2/posts/2-1/comments"}
	users, posts, comments := api.streams(serve(t, api))
	all := []*plan.Stream{users, posts, comments}
	first := readOf(t, t.Context(), options{mode: protocol.FullRefresh}, all, all...)
	require.Error(t, first.err)

	api.broken = "/users"
	o := options{mode: protocol.FullRefresh, states: statesOf(first, "users", "posts", "comments")}
	second := readOf(t, t.Context(), o, all, all...)
	require.Error(t, second.err)
	for _, stream := range []string{"users", "posts"} {
		require.Equal(t, "COMPLETE", last(second.statuses[stream]))
		require.Equal(t, `{"__ab_full_refresh_sync_complete":true}`, last(second.states[stream]))
	}
	require.Equal(t, "INCOMPLETE", last(second.statuses["comments"]))
}

func TestAllPartitionsHaveTheirRecordsInOnePlace(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/users" {
			fmt.Fprint(w, `[{"id":1},{"id":2},{"id":3},{"id":4},{"id":5},{"id":6},{"id":7},{"id":8}]`)
			return
		}
		if r.URL.Path[len("/users/")]%2 == 0 {
			fmt.Fprint(w, `{"tags":[{"id":"tag"}],"widgets":[{"id":"widget"}]}`)
			return
		}
		fmt.Fprint(w, `{"widgets":[{"id":"widget"}],"tags":[{"id":"tag"}]}`)
	}))
	users := streamOf("users", url, "/users", "$", paginate.SinglePage{})
	api := &tree{}
	_, posts, _ := api.streams(url)
	posts.Retriever.Selector, posts.Retriever.Paginator = record.Config{}, paginate.SinglePage{}
	posts.Parent.Fields, posts.Parent.Names, posts.Parent.Include = posts.Parent.Fields[:1], posts.Parent.Names[:1], nil
	s := readOf(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: 8}, []*plan.Stream{users, posts}, posts)
	require.NoError(t, s.err)
	require.Len(t, slices.Compact(s.ids(t, "posts")), 1, "one page finds out for all")
}
