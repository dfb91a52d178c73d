package paginate

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAutoFinds(t *testing.T) {
	for _, test := range []struct {
		name     string
		reply    reply
		detected string
		want     string // what the second request carries, "" for none
	}{
		{"link header before all else", reply{link: `</i?p=2>; rel="next"`, body: `{"next":"/other"}`}, `{type: header_link}`, "https://api.test/i?p=2"},
		{"link in the body", reply{body: `{"next":"/i?p=2"}`}, `{type: json_link, next_url_path: next}`, "https://api.test/i?p=2"},
		{"link in an object", reply{body: `{"_links":{"next":{"href":"/i?p=2"}}}`}, `{type: json_link, next_url_path: _links.next.href}`, "https://api.test/i?p=2"},
		{"link under a key with a dot", reply{body: `{"@odata.nextLink":"https://h/x"}`}, `{type: json_link, next_url_path: "['@odata.nextLink']"}`, "https://h/x"},
		{"link behind a cursor", reply{body: `{"next_cursor":"abc","paging":{"nextPageUrl":"/i?p=2"}}`}, `{type: json_link, next_url_path: paging.nextPageUrl}`, "https://api.test/i?p=2"},
		{"link beside a cursor in an object", reply{body: `{"paging":{"next":{"after":"Mg","link":"?after=Mg"}}}`},
			`{type: json_link, next_url_path: paging.next.link}`, "https://api.test/v1/items?after=Mg"},
		{"pages from the base shown, 1", reply{body: `{"page":1,"total_pages":3}`}, `{type: page_number, base_page: 1, page_param: page, total_path: total_pages}`, "page=2"},
		{"pages from the base shown, 0", reply{body: `{"meta":{"totalPages":3,"number":0}}`}, `{type: page_number, base_page: 0, page_param: page, total_path: meta.totalPages}`, "page=1"},
		{"pages from the stream's own parameter", reply{url: "https://api.test/i?page=1", body: `{"pages":"3"}`}, `{type: page_number, base_page: 1, page_param: page, total_path: pages}`, "page=2"},
		{"pages from the middle on", reply{body: `{"page":5,"total_pages":6}`}, `{type: page_number, base_page: 1, page_param: page, total_path: total_pages}`, "page=6"},
		{"link before pages", reply{body: `{"total_pages":3,"page":1,"next":"/i?p=2"}`}, `{type: json_link, next_url_path: next}`, "https://api.test/i?p=2"},
		{"pages before cursor", reply{body: `{"next_page":2,"total_pages":3,"page":1}`}, `{type: page_number, base_page: 1, page_param: page, total_path: total_pages}`, "page=2"},
		{"pages, none shown", reply{body: `{"pages":3}`}, `{type: page_number, base_page: 1, page_param: page, total_path: pages}`, "page=1"},
		{"one page, none shown", reply{body: `{"pages":1}`}, `{type: page_number, base_page: 0, page_param: page, total_path: pages}`, ""},
		{"last of the pages", reply{body: `{"current_page":1,"last_page":1}`}, `{type: page_number, base_page: 1, page_param: page, total_path: last_page}`, ""},
		{"cursor", reply{body: `{"next_cursor":"abc"}`}, `{type: cursor, cursor_path: next_cursor, cursor_param: cursor}`, `cursor="abc"`},
		{"cursor in cursors", reply{body: `{"cursors":{"next":"abc"}}`}, `{type: cursor, cursor_path: cursors.next, cursor_param: cursor}`, `cursor="abc"`},
		{"page token", reply{body: `{"nextPageToken":"abc"}`}, `{type: cursor, cursor_path: nextPageToken, cursor_param: pageToken}`, `pageToken="abc"`},
		{"page token with underscores", reply{body: `{"next_page_token":"abc"}`}, `{type: cursor, cursor_path: next_page_token, cursor_param: page_token}`, `page_token="abc"`},
		{"token that keeps its name", reply{body: `{"nextToken":"abc"}`}, `{type: cursor, cursor_path: nextToken, cursor_param: nextToken}`, `nextToken="abc"`},
		{"page number of the next page", reply{body: `{"next_page":2}`}, `{type: cursor, cursor_path: next_page, cursor_param: page}`, `page=2`},
		{"next beside a page", reply{body: `{"page":1,"next":2}`}, `{type: cursor, cursor_path: next, cursor_param: page}`, `page=2`},
		{"cursor in an object", reply{body: `{"paging":{"next":{"after":"Mg"}}}`}, `{type: cursor, cursor_path: paging.next.after, cursor_param: after}`, `after="Mg"`},
		{"cursor with a flag", reply{body: `{"next_cursor":"abc","has_more":false}`}, `{type: cursor, cursor_path: next_cursor, cursor_param: cursor, has_more_path: has_more}`, ""},
		{"offset", reply{body: `{"startAt":0,"maxResults":2,"total":3}`}, `{type: offset, limit: 2, offset_param: startAt, limit_param: maxResults, total_path: total}`, "startAt=2 maxResults=2"},
		{"next is null", reply{body: `{"next":null,"items":[]}`}, `{type: single_page}`, ""},
		{"other keys that begin with next", reply{body: `{"next_steps":"call","nextcheck":"/x","next":true,"nextRun":"2026-01-01"}`}, `{type: single_page}`, ""},
		{"nothing in lists", reply{body: `[{"next":"/x"}]`}, `{type: single_page}`, ""},
		{"nothing in lists of an object", reply{body: `{"items":[{"next":"/x","has_more":true}]}`}, `{type: single_page}`, ""},
		{"nothing at all", reply{}, `{type: single_page}`, ""},
		{"scalar", reply{body: `5`}, `{type: single_page}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := start(t, Auto{}, "")
			require.Empty(t, p.(Detector).Detected())
			test.reply.records = 2
			page, ok, err := next(t, p, test.reply)
			require.NoError(t, err)
			require.Equal(t, test.detected, p.(Detector).Detected())
			require.Equal(t, test.want, carried(page))
			require.Equal(t, test.want != "", ok)
		})
	}
}

// Where the API doesn't show which page it gave, page 1 may be the first one once
// more; the walk still has to reach the last page of both kinds of API.
func TestAutoReachesTheLastPageWhateverTheBase(t *testing.T) {
	body := reply{body: `{"pages":3}`, records: 2}
	again := body
	again.repeat = true
	for _, second := range []reply{body, again} {
		p := start(t, Auto{}, "")
		var asked []string
		for _, r := range []reply{body, second, body, body} {
			page, ok, err := next(t, p, r)
			require.NoError(t, err)
			if ok {
				asked = append(asked, carried(page))
			}
		}
		require.Equal(t, []string{"page=1", "page=2", "page=3"}, asked)
	}
	p := start(t, Auto{}, "")
	for _, r := range []reply{body, again} {
		_, _, err := next(t, p, r)
		require.NoError(t, err)
	}
	_, _, err := next(t, p, again)
	require.ErrorIs(t, err, ErrRepeat)
}

func TestAutoSaysWhatItCantTell(t *testing.T) {
	p := start(t, Auto{}, "")
	_, _, err := next(t, p, reply{body: `{"data":[],"has_more":true}`, records: 1})
	require.ErrorContains(t, err, "has_more says that there are more pages")

	_, _, err = start(t, Auto{}, "").Next(Answer{Records: 1})
	require.ErrorContains(t, err, "too large")

	_, _, err = next(t, start(t, Auto{}, ""), reply{body: `{"a":`, records: 1})
	require.Error(t, err)
}

func TestAutoTokensAreReadable(t *testing.T) {
	p := start(t, Auto{}, "")
	page, _, err := next(t, p, reply{body: `{"next_cursor":"a&b"}`, records: 2})
	require.NoError(t, err)
	require.Equal(t, `{"auto":{"type":"cursor","path":"next_cursor","param":"cursor"},"at":{"cursor":"a&b"}}`, string(page.Token))
	resumed := start(t, Auto{}, string(page.Token))
	require.Equal(t, p.(Detector).Detected(), resumed.(Detector).Detected())
}

func FuzzMembers(f *testing.F) {
	for _, seed := range []string{`{"next":"/a","x":{"total_pages":2,"page":1}}`, `{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}`, `[`, `{"\ud800":1}`, `{"a":"\u0000","a":2}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		p, err := Auto{}.New(nil)
		require.NoError(t, err)
		page, ok, err := p.Next(Answer{Records: 1, Document: func() ([]byte, error) { return document, nil }})
		if err != nil || !ok {
			return
		}
		again, err := Auto{}.New(page.Token)
		if err != nil || string(again.First().Token) != string(page.Token) {
			t.Fatalf("%q: token %s: %v", document, page.Token, err)
		}
	})
}
