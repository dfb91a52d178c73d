package reliability_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A family is an API of users, four a page, and of the posts of each.
type family struct {
	users, posts, size int // posts of each user, and how many a page has
}

const usersPerPage = 4

func (f family) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	page := max(number(query.Get("page")), 1)
	size, total, user := usersPerPage, f.users, ""
	if steps := strings.Split(r.URL.Path, "/"); len(steps) == 4 {
		size, total, user = f.size, f.posts, steps[2]
	}
	body := []byte("[")
	for i := (page - 1) * size; i < min(page*size, total); i++ {
		at := moment0.Add(time.Duration(i*7919%total) * time.Minute).Format(time.RFC3339)
		if at < query.Get("since") {
			continue
		}
		if len(body) > 1 {
			body = append(body, ',')
		}
		if user == "" {
			body = fmt.Appendf(body, `{"id":%d,"updated_at":%q}`, i+1, at)
		} else {
			body = fmt.Appendf(body, `{"id":"%s-%d","updated_at":%q}`, user, i+1, at)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(body, ']'))
}

// scenario reads both streams in a mode. In an incremental sync each user has a cursor
// of its own.
func (f family) scenario(url, mode string) scenario {
	paging := map[string]any{"type": "page_number", "base_page": 1, "page_param": "page", "total_path": nil}
	params := map[string]any{}
	if mode == "incremental" {
		params["since"] = map[string]any{"type": "incremental", "cursor_path": "updated_at", "initial_value": "2000-01-01T00:00:00Z"}
	}
	posts := map[string]any{"name": "posts", "include_from_parent": []string{"id"}, "endpoint": map[string]any{
		"path": "users/{resources.users.id}/posts", "paginator": paging, "params": params,
	}}
	users := map[string]any{"name": "users", "endpoint": map[string]any{"path": "users", "paginator": paging}}
	return scenario{
		job: job{
			config:  definition(url, 2, users, posts),
			catalog: []configured{{name: "users", mode: "full_refresh"}, {name: "posts", mode: mode}},
		},
		truth: map[string]int{"users": f.users, "posts": f.users * f.posts},
		loose: map[string]looseness{
			"users": {parents: usersPerPage},
			"posts": {parents: usersPerPage, always: mode == "incremental"},
		},
	}
}
