package paginate

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
)

// A kindCase is a kind of paginator with an API of four pages.
type kindCase struct {
	name    string
	config  Config
	pages   []reply // the answers to the four pages
	wrong   string  // a body with values of the wrong type, "" where none can be
	wrongAt string  // the path that the error names
}

func bodies(format string, values ...any) []reply {
	replies := make([]reply, len(values))
	for i, value := range values {
		replies[i] = reply{body: fmt.Sprintf(format, value), records: 2}
	}
	return replies
}

func kinds() []kindCase {
	pageNumber, offset, cursor := DefaultPageNumber(), DefaultOffset(), DefaultCursor()
	offset.Limit = 2
	bodyCursor := Cursor{CursorPath: pathOf("next"), BodyPath: "page.after", HasMorePath: pathOf("more"), Size: 50, SizeParam: "size"}
	one := PageNumber{BasePage: 1, TotalPath: pathOf("pages"), BodyPath: "paging.number", Size: 2, SizeParam: "per_page"}
	links := func(rel string) []reply {
		replies := make([]reply, 4)
		for i := range 3 {
			replies[i] = reply{link: fmt.Sprintf(`</items?page=%d>; rel=%q`, i+2, rel), body: "[]", records: 2}
		}
		replies[3] = reply{link: `</items?page=1>; rel="first"`, body: "[]", records: 2}
		return replies
	}
	headers := make([]reply, 4)
	for i := range 3 {
		headers[i] = reply{header: http.Header{"Next": {fmt.Sprint("c", i)}}, records: 2}
	}
	scroll := Cursor{CursorPath: pathOf("scroll"), StopAfterEmptyPage: true}
	return []kindCase{
		{name: "page number", config: pageNumber, pages: bodies(`{"total":%d}`, 4, 4, 4, 4), wrong: `{"total":[]}`, wrongAt: "total"},
		{name: "page number in body", config: one, pages: bodies(`{"pages":"%d"}`, 4, 4, 4, 4), wrong: `{"pages":"x"}`, wrongAt: "pages"},
		{name: "offset", config: offset, pages: bodies(`{"total":%d}`, 7, 7, 7, 7), wrong: `{"total":{"value":7}}`, wrongAt: "total"},
		{name: "cursor", config: cursor, pages: bodies(`{"cursors":{"next":%s}}`, `"a"`, `"b"`, `3`, `null`)},
		{name: "cursor in body", config: bodyCursor,
			pages: bodies(`{"more":%v,"next":["x"]}`, true, true, true, false), wrong: `{"more":[],"next":["x"]}`, wrongAt: "more"},
		{name: "scroll", config: scroll, pages: append(bodies(`{"scroll":%q}`, "s", "s", "s"), reply{body: `{"scroll":"s"}`})},
		{name: "header cursor", config: HeaderCursor{}, pages: headers},
		{name: "header link", config: HeaderLink{Rel: "Next"}, pages: links("next")},
		{name: "json link", config: DefaultJSONLink(),
			pages: bodies(`{"next":%s}`, `"?p=2"`, `"/items?p=3"`, `"https://api.test/x?p=4"`, `""`), wrong: `{"next":7}`, wrongAt: "next"},
		{name: "auto header link", config: Auto{}, pages: links("next")},
		{name: "auto json link", config: Auto{}, pages: bodies(`{"paging":{"next":%s}}`, `"/a?p=2"`, `"/a?p=3"`, `"/a?p=4"`, `null`)},
		{name: "auto page number", config: Auto{}, pages: bodies(`{"page":%d,"total_pages":4}`, 0, 1, 2, 3)},
		{name: "auto cursor", config: Auto{}, pages: bodies(`{"nextPageToken":%s}`, `"a"`, `"b"`, `"c"`, `""`)},
		{name: "auto offset", config: Auto{}, pages: bodies(`{"offset":%d,"limit":10,"total":40}`, 0, 10, 20, 30)},
	}
}

// walk goes through pages from token on, and returns the pages asked for.
func walk(t *testing.T, c Config, token json.RawMessage, replies []reply) []Page {
	t.Helper()
	p, err := c.New(token)
	require.NoError(t, err)
	asked := []Page{p.First()}
	for i, r := range replies {
		page, ok, err := next(t, p, r)
		require.NoError(t, err)
		require.Equal(t, i < len(replies)-1, ok, "after answer %d", i)
		if ok {
			asked = append(asked, page)
		}
	}
	return asked
}

func TestEveryKindWalksToItsLastPage(t *testing.T) {
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			seen, tokens := map[string]bool{}, map[string]bool{}
			for _, page := range walk(t, k.config, nil, k.pages) {
				require.True(t, json.Valid(page.Token), "token %s", page.Token)
				require.False(t, tokens[string(page.Token)], "token %s twice", page.Token)
				tokens[string(page.Token)] = true
				seen[carried(page)] = true
			}
			require.Len(t, tokens, len(k.pages))
			if k.name != "scroll" && k.name != "cursor in body" { // whose cursor stays the same
				require.Len(t, seen, len(k.pages))
			}
		})
	}
}

func TestEveryKindGoesOnFromEachOfItsPages(t *testing.T) {
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			whole := walk(t, k.config, nil, k.pages)
			for i := range whole {
				require.Equal(t, whole[i:], walk(t, k.config, whole[i].Token, k.pages[i:]), "from %s", whole[i].Token)
			}
		})
	}
}

func TestEveryKindStartsAnewForEachSlice(t *testing.T) {
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			require.Equal(t, walk(t, k.config, nil, k.pages), walk(t, k.config, json.RawMessage("null"), k.pages))
		})
	}
}

func TestEveryKindAheadAgreesWithNext(t *testing.T) {
	ahead := 0
	for _, k := range kinds() {
		p, err := k.config.New(nil)
		require.NoError(t, err)
		page := p.First()
		for i, r := range k.pages {
			following, ok, err := next(t, p, r)
			require.NoError(t, err)
			if a, is := p.(Ahead); is && i > 0 {
				guess, guessed := a.Ahead(page)
				if guessed {
					require.Equal(t, following, guess, k.name)
					ahead++
				} else if ok {
					require.NotContains(t, []string{"page number", "offset", "auto page number", "auto offset"}, k.name)
				}
			}
			page = following
		}
	}
	require.Equal(t, 10, ahead) // two steps ahead for each of the five that count
}

func TestEveryKindFailsOnAPageThatComesTwice(t *testing.T) {
	unbounded := DefaultPageNumber()
	for _, k := range append(kinds(), kindCase{
		name: "page number without total", config: unbounded, pages: bodies(`{"x":%d}`, 1, 2, 3)}) {
		t.Run(k.name, func(t *testing.T) {
			p := start(t, k.config, "")
			_, ok, err := next(t, p, k.pages[0])
			require.NoError(t, err)
			require.True(t, ok)
			again := k.pages[1]
			again.repeat = true
			_, ok, err = next(t, p, again)
			require.ErrorIs(t, err, ErrRepeat)
			require.False(t, ok)
			var f *failure.Error
			require.True(t, errors.As(err, &f))
			require.Equal(t, failure.Config, f.Kind)
			require.Contains(t, f.Message, "the API gave the same page twice")
		})
	}
}

func TestEveryKindEndsOrGoesOnAfterAnAnswerOfNothing(t *testing.T) {
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			_, ok, err := next(t, start(t, k.config, ""), reply{})
			require.False(t, ok)
			switch k.name {
			case "page number in body", "cursor in body": // nothing else ends them
				require.ErrorContains(t, err, "is missing from the answer")
			default:
				require.NoError(t, err)
			}
		})
	}
}

func TestEveryKindNamesThePathOfAValueOfTheWrongType(t *testing.T) {
	for _, k := range kinds() {
		if k.wrong == "" {
			continue
		}
		t.Run(k.name, func(t *testing.T) {
			_, _, err := next(t, start(t, k.config, ""), reply{body: k.wrong, records: 2})
			require.ErrorContains(t, err, k.wrongAt+": expected ")
			require.ErrorContains(t, err, "found a")
			require.Equal(t, failure.Config, failure.Of(err).Kind)
		})
	}
}

func TestEveryKindRefusesTokensOfOthers(t *testing.T) {
	garbage := []string{`{}`, `[]`, `true`, `-1`, `1.5`, `1e3`, `"x"`, `"/relative"`, `"ftp://h/x"`, `{"cursor":null}`,
		`{"cursor":""}`, `{"cursor":"a","other":1}`, `{"cursor":"a"} {}`, `{"auto":{}}`, `{"auto":{"type":"none"}}`,
		`{"auto":{"type":"offset"},"at":0}`, `99999999999999999999`, `{"cursor":`, `07`, `+7`}
	for _, k := range kinds() {
		for _, token := range garbage {
			_, err := k.config.New(json.RawMessage(token))
			require.Error(t, err, "%s from %s", k.name, token)
		}
	}
	_, err := SinglePage{}.New(json.RawMessage("1"))
	require.ErrorContains(t, err, "reset this stream's state")
}

func FuzzTokens(f *testing.F) {
	for _, seed := range []string{`7`, `{"cursor":"abc"}`, `{"cursor":"abc","page":2}`, `"https://api.test/x"`, `null`,
		`{"auto":{"type":"cursor","path":"next"},"at":{"cursor":1}}`, `{"auto":{"type":"page_number","path":"pages","base":1},"at":3}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, token []byte) {
		for _, k := range kinds() {
			p, err := k.config.New(token)
			if err != nil {
				continue
			}
			page := p.First()
			if !json.Valid(page.Token) {
				t.Fatalf("%s: token %q became %q", k.name, token, page.Token)
			}
			again, err := k.config.New(page.Token)
			if err != nil || string(again.First().Token) != string(page.Token) {
				t.Fatalf("%s: token %q of token %q is no start: %v", k.name, page.Token, token, err)
			}
		}
	})
}
