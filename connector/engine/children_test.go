package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
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
	"source-rest-api/connector/template"
)

// A tree is an API of users, their posts and the posts' comments. Users come two a
// page, posts and comments one a page.
type tree struct {
	users, posts, comments int
	broken                 string // the path that answers 500
	mu                     sync.Mutex
	asked                  map[string]int
}

func (api *tree) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	api.mu.Lock()
	if api.asked == nil {
		api.asked = map[string]int{}
	}
	api.asked[r.URL.Path]++
	api.mu.Unlock()
	if r.URL.Path == api.broken {
		http.Error(w, "out of order", http.StatusForbidden)
		return
	}
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	var rows []string
	switch len(steps) {
	case 1:
		for i := 2*page - 1; i <= min(2*page, api.users); i++ {
			rows = append(rows, fmt.Sprintf(`{"id":%d,"name":"user %d"}`, i, i))
		}
	case 3:
		if page <= api.posts {
			rows = append(rows, fmt.Sprintf(`{"id":"%s-%d","at":%d}`, steps[1], page, page))
		}
	case 5:
		if page <= api.comments {
			rows = append(rows, fmt.Sprintf(`{"id":"%s/%d"}`, steps[3], page))
		}
	}
	fmt.Fprintf(w, "[%s]", strings.Join(rows, ","))
}

// part is a parent's field in a path.
func part(index int) template.Part {
	return template.Part{Source: template.Parent, Index: index, Encoding: template.PathSegment}
}

// streams are the plan's three streams.
func (api *tree) streams(url string) (users, posts, comments *plan.Stream) {
	users = streamOf("users", url, "/users", "$", numbered())
	posts = streamOf("posts", url, "", "$", numbered())
	posts.Retriever.Requester.URL = template.New(template.Part{Text: url + "/users/"}, part(0), template.Part{Text: "/posts"})
	posts.Parent = &plan.Parent{
		Stream: "users", Fields: []jsonpath.Path{jsonpath.Of("id"), jsonpath.Of("name")}, Names: []string{"id", "name"}, Keys: 1,
		Include: []plan.Include{{Field: 0, Name: "_users_id"}, {Field: 1, Name: "_users_name"}},
	}
	comments = streamOf("comments", url, "", "$", numbered())
	comments.Retriever.Requester.URL = template.New(template.Part{Text: url + "/users/"}, part(1), template.Part{Text: "/posts/"}, part(0), template.Part{Text: "/comments"})
	comments.Parent = &plan.Parent{
		Stream: "posts", Fields: []jsonpath.Path{jsonpath.Of("id"), jsonpath.Of("_users_id")}, Names: []string{"id", "_users_id"}, Keys: 2,
	}
	return users, posts, comments
}

// truth are the ids of posts and comments.
func (api *tree) truth() (posts, comments []string) {
	for user := range api.users {
		for post := range api.posts {
			id := fmt.Sprintf("%d-%d", user+1, post+1)
			posts = append(posts, id)
			for comment := range api.comments {
				comments = append(comments, fmt.Sprintf("%s/%d", id, comment+1))
			}
		}
	}
	slices.Sort(posts)
	slices.Sort(comments)
	return posts, comments
}

func sorted(values []string) []string {
	values = slices.Clone(values)
	slices.Sort(values)
	return values
}

// readOf is read with all streams in the plan and some of them in the catalog.
func readOf(t *testing.T, ctx context.Context, o options, all []*plan.Stream, asked ...*plan.Stream) *syncRun {
	t.Helper()
	o.plan = all
	return read(t, ctx, o, asked...)
}

func TestChildrenAreReadForEachRecordOfTheirParent(t *testing.T) {
	for _, concurrency := range []int{1, 2, 8} {
		api := &tree{users: 5, posts: 3, comments: 2}
		users, posts, comments := api.streams(serve(t, api))
		all := []*plan.Stream{users, posts, comments}
		s := readOf(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: concurrency}, all, all...)
		require.NoError(t, s.err)
		wantPosts, wantComments := api.truth()
		require.Len(t, s.records["users"], 5)
		require.Equal(t, wantPosts, sorted(s.ids(t, "posts")))
		require.Equal(t, wantComments, sorted(s.ids(t, "comments")))
		require.Contains(t, s.records["posts"], `{"id":"2-1","at":1,"_users_id":2,"_users_name":"user 2"}`)
		for path, times := range api.asked {
			switch strings.Count(path, "/") {
			case 1:
				require.Equal(t, 4, times, "3 pages of users and the empty one")
			case 3:
				require.Equal(t, 4, times, path)
			}
		}
	}
}

func TestAParentThatIsNotAskedForFeedsItsChildrenInSilence(t *testing.T) {
	api := &tree{users: 3, posts: 2, comments: 1}
	users, posts, comments := api.streams(serve(t, api))
	s := readOf(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: 2}, []*plan.Stream{users, posts, comments}, comments)
	require.NoError(t, s.err)
	_, want := api.truth()
	require.Equal(t, want, sorted(s.ids(t, "comments")))
	require.Len(t, s.statuses, 1, "nothing is said of the others")
	require.Len(t, s.states, 1)
}

func TestOneReadingOfAParentFeedsAllItsChildren(t *testing.T) {
	api := &tree{users: 4, posts: 1, comments: 1}
	users, posts, _ := api.streams(serve(t, api))
	second := *posts
	second.Name = "more"
	s := readOf(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: 4}, []*plan.Stream{users, posts, &second}, posts, &second)
	require.NoError(t, s.err)
	require.Equal(t, 3, api.asked["/users"])
	require.Equal(t, sorted(s.ids(t, "posts")), sorted(s.ids(t, "more")))
	require.Len(t, s.records["more"], 4)
}

func TestAChildThatFailsStopsNeitherParentNorSibling(t *testing.T) {
	api := &tree{users: 3, posts: 2, comments: 1, broken: "/users/2/posts/2-1/comments"}
	users, posts, comments := api.streams(serve(t, api))
	all := []*plan.Stream{users, posts, comments}
	s := readOf(t, t.Context(), options{mode: protocol.FullRefresh, concurrency: 2}, all, all...)
	require.Error(t, s.err)
	require.Equal(t, "COMPLETE", last(s.statuses["users"]))
	require.Equal(t, "COMPLETE", last(s.statuses["posts"]))
	require.Equal(t, "INCOMPLETE", last(s.statuses["comments"]))
	wantPosts, _ := api.truth()
	require.Equal(t, wantPosts, sorted(s.ids(t, "posts")))
	require.NotContains(t, last(s.states["comments"]), "complete")
}

func TestAParentThatFailsFailsWhatIsReadForItsRecords(t *testing.T) {
	api := &tree{users: 3, posts: 1, comments: 1, broken: "/users"}
	users, posts, _ := api.streams(serve(t, api))
	s := readOf(t, t.Context(), options{mode: protocol.FullRefresh}, []*plan.Stream{users, posts}, posts)
	require.Error(t, s.err)
	require.Equal(t, "INCOMPLETE", last(s.statuses["posts"]))
	require.Contains(t, s.errors[0], "the stream users, whose records this one is read for, failed")
	require.Contains(t, s.errors[0], "403")
}

func TestAFieldThatTheParentLacksIsNamed(t *testing.T) {
	api := &tree{users: 3, posts: 1}
	users, posts, _ := api.streams(serve(t, api))
	posts.Parent.Fields[0], posts.Parent.Names[0] = jsonpath.Of("uuid"), "uuid"
	s := readOf(t, t.Context(), options{mode: protocol.FullRefresh}, []*plan.Stream{users, posts}, users, posts)
	require.Error(t, s.err)
	require.Contains(t, s.errors[0], "a record of users has no field uuid, which this stream is read by; it has id, name")
	require.Equal(t, "COMPLETE", last(s.statuses["users"]))
}

func TestAFamilyThatIsStoppedGoesOnWithoutLoss(t *testing.T) {
	for after := int64(1); after < 48; after += 5 {
		api := &tree{users: 7, posts: 2, comments: 2}
		users, posts, comments := api.streams(serve(t, api))
		all := []*plan.Stream{users, posts, comments}
		ctx, cancel := context.WithCancel(t.Context())
		stop := &stopAfter{cancel: cancel}
		stop.left.Store(after)
		o := options{mode: protocol.FullRefresh, concurrency: 3, stdout: stop}
		first := readOf(t, ctx, o, all, all...)
		var states []string
		for _, stream := range all {
			require.Equal(t, "INCOMPLETE", last(first.statuses[stream.Name]))
			states = append(states, strings.Trim(stateOf(stream.Name, last(first.states[stream.Name])), "[]"))
		}
		o.states, o.stdout = "["+strings.Join(states, ",")+"]", nil
		second := readOf(t, t.Context(), o, all, all...)
		require.NoError(t, second.err)
		wantPosts, wantComments := api.truth()
		union := func(stream string) []string {
			both := sorted(append(first.ids(t, stream), second.ids(t, stream)...))
			return slices.Compact(both)
		}
		require.Equal(t, wantPosts, union("posts"))
		require.Equal(t, wantComments, union("comments"))
		require.Len(t, union("users"), 7)
		require.LessOrEqual(t, len(first.ids(t, "users"))+len(second.ids(t, "users")), 7+2, "at most the page at hand twice")
	}
}

func TestAnIncrementalChildKeepsACursorForEachParent(t *testing.T) {
	var since sync.Map
	grown := atomic.Bool{}
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/users" {
			fmt.Fprint(w, `[{"id":1},{"id":2}]`)
			return
		}
		since.Store(r.URL.Path, r.URL.Query().Get("since"))
		switch {
		case r.URL.Path == "/users/1/posts" && grown.Load():
			fmt.Fprint(w, `[{"id":"a","at":10},{"id":"b","at":12}]`)
		case r.URL.Path == "/users/1/posts":
			fmt.Fprint(w, `[{"id":"a","at":10}]`)
		default:
			fmt.Fprint(w, `[{"id":"c","at":900}]`)
		}
	}))
	users := streamOf("users", url, "/users", "$", paginate.SinglePage{})
	posts := streamOf("posts", url, "", "$", paginate.SinglePage{}, plan.Param{
		Name: template.Of("since"), Value: template.New(template.Part{Source: template.Cursor, Index: template.StartValue}),
	})
	posts.Retriever.Requester.URL = template.New(template.Part{Text: url + "/users/"}, part(0), template.Part{Text: "/posts"})
	posts.Parent = &plan.Parent{Stream: "users", Fields: []jsonpath.Path{jsonpath.Of("id")}, Names: []string{"id"}, Keys: 1}
	posts.Cursor = &cursor.Config{Path: jsonpath.Of("at"), PrimaryKey: [][]string{{"id"}}}
	all := []*plan.Stream{users, posts}
	o := options{mode: protocol.Incremental, concurrency: 2}
	first := readOf(t, t.Context(), o, all, posts)
	require.NoError(t, first.err)
	require.Equal(t, []string{"a", "c"}, sorted(first.ids(t, "posts")))

	grown.Store(true)
	o.states = stateOf("posts", last(first.states["posts"]))
	second := readOf(t, t.Context(), o, all, posts)
	require.NoError(t, second.err)
	require.Equal(t, []string{"b"}, second.ids(t, "posts"), "12 is new for user 1, though user 2 is at 900")
	one, _ := since.Load("/users/1/posts")
	two, _ := since.Load("/users/2/posts")
	require.Equal(t, []any{"10", "900"}, []any{one, two})
}

func TestStepsRunBeforeChildrenSeeTheRecords(t *testing.T) {
	api := &tree{users: 4, posts: 1}
	users, posts, _ := api.streams(serve(t, api))
	users.Retriever.Steps = append(users.Retriever.Steps, only(`"id":2,`))
	all := []*plan.Stream{users, posts}
	s := readOf(t, t.Context(), options{mode: protocol.FullRefresh}, all, all...)
	require.NoError(t, s.err)
	require.Equal(t, []string{"2"}, s.ids(t, "users"))
	require.Equal(t, []string{"2-1"}, s.ids(t, "posts"))
}

// only is a step that keeps the records with a text in them.
type only string

func (o only) Apply(record []byte, emit func([]byte) error) error {
	if !bytes.Contains(record, []byte(o)) {
		return nil
	}
	return emit(record)
}

func TestAFieldFromTheParentReplacesOneOfItsName(t *testing.T) {
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/users" {
			fmt.Fprint(w, `[{"id":1.50}]`)
			return
		}
		fmt.Fprint(w, `[{"x":12.50,"_users_id":"old"},{}]`)
	}))
	api := &tree{}
	users, posts, _ := api.streams(url)
	users.Retriever.Paginator, posts.Retriever.Paginator = paginate.SinglePage{}, paginate.SinglePage{}
	posts.Parent.Fields, posts.Parent.Names = posts.Parent.Fields[:1], posts.Parent.Names[:1]
	posts.Parent.Include = posts.Parent.Include[:1]
	s := readOf(t, t.Context(), options{mode: protocol.FullRefresh}, []*plan.Stream{users, posts}, posts)
	require.NoError(t, s.err)
	require.Equal(t, []string{`{"x":12.50,"_users_id":1.50}`}, s.records["posts"])
	var row map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(s.records["posts"][0]), &row))
}
