package paginate

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"source-rest-api/connector/failure"
)

// Words that keys are known by, in small letters and without separators. They are
// dlt's, and more of the same kind.
var (
	pageCountWords   = []string{"totalpages", "pages", "pagecount", "totalpagecount", "numpages", "lastpage"}
	currentPageWords = []string{"page", "currentpage", "pagenumber", "pageno", "pageindex", "number", "current"}
	offsetWords      = []string{"offset", "skip", "startat"}
	limitWords       = []string{"limit", "maxresults"}
	totalWords       = []string{"total", "totalcount", "totalresults", "totalrecords", "totalitems", "count"}
	hasMoreWords     = []string{"hasmore", "hasnext", "hasnextpage", "hasmorepages", "hasmoreresults"}
	// what may follow "next" in a key
	nextWords = []string{"page", "number", "link", "url", "uri", "href", "path", "cursor", "token", "key", "marker",
		"offset", "start", "after", "records", "results", "result", "batch", "set", "continuation", "index", "id"}
)

// detect tells the kind of paging from an answer, and gives the values that the
// kind's paginator needs of that answer. The order is dlt's.
func detect(answer Answer) (found, []json.RawMessage, error) {
	if _, ok := findLink(answer.Header.Values("Link"), "next"); ok {
		return found{Type: foundHeaderLink}, nil, nil
	}
	if answer.Document == nil {
		return found{}, nil, failure.Configf("the answer is too large to find out from it how the API pages: name a paginator")
	}
	document, err := answer.Document()
	if err != nil {
		return found{}, nil, err
	}
	all, err := members(document)
	if err != nil {
		return found{}, nil, err
	}
	for _, rule := range []func(Answer, []member) (found, []json.RawMessage){
		detectLink, detectPages, detectCursor, detectOffset,
	} {
		if f, values := rule(answer, all); f.Type != "" {
			return f, values, nil
		}
	}
	for _, m := range all {
		if slices.Contains(hasMoreWords, m.word()) && string(m.value) == "true" {
			return found{}, nil, failure.Configf("%s says that there are more pages, but not how to ask for them: name a paginator", m.selector())
		}
	}
	return found{Type: foundSinglePage}, nil, nil
}

// detectLink looks for a URL under a key such as next, nextPageUrl or
// @odata.nextLink, or under href, url, uri or link in an object of such a name.
func detectLink(_ Answer, all []member) (found, []json.RawMessage) {
	for _, m := range all {
		inNext := isNext(m.parent()) && startsWithAny(m.word(), "href", "url", "uri", "link")
		if (isNext(m.key()) || inNext) && startsWithAny(m.text(), "http://", "https://", "/", "?") {
			return found{Type: foundJSONLink, Path: m.selector()}, []json.RawMessage{m.value}
		}
	}
	return found{}, nil
}

// detectPages looks for the number of pages. What page the answer is, the API
// shows beside it, or the stream's own parameter says. Where neither does, it may
// be page 0 or 1: then page 1 comes next, which at worst is the same page again,
// where dlt's guess of 0 loses the last page.
func detectPages(answer Answer, all []member) (found, []json.RawMessage) {
	for _, m := range all {
		pages, ok := m.count()
		if !ok || !slices.Contains(pageCountWords, m.word()) {
			continue
		}
		f := found{Type: foundPageNumber, Path: m.selector(), Param: "page"}
		if at, known := currentPage(answer, all, m); known {
			f.At, f.Base = at, min(at, 1)
		} else if pages > 1 {
			f.Base = 1
		}
		return f, []json.RawMessage{m.value}
	}
	return found{}, nil
}

func currentPage(answer Answer, all []member, count member) (int, bool) {
	if answer.URL != nil {
		if at, err := strconv.Atoi(answer.URL.Query().Get("page")); err == nil && at >= 0 && at <= maxPosition {
			return at, true
		}
	}
	if shown, ok := count.beside(all, currentPageWords...); ok {
		return shown.count()
	}
	return 0, false
}

// detectCursor looks for a value under a key such as next_cursor or nextPageToken,
// or under after, cursor or token in an object of such a name.
func detectCursor(_ Answer, all []member) (found, []json.RawMessage) {
	for _, m := range all {
		inNext := isNext(m.parent()) && slices.Contains([]string{"after", "cursor", "token", "page", "offset"}, m.word())
		if !isNext(m.key()) && !inNext || isFalsy(m.value) || m.value[0] == 't' {
			continue
		}
		f := found{Type: foundCursor, Path: m.selector(), Param: m.key()}
		if !inNext {
			f.Param = cursorParam(m, all)
		}
		values := []json.RawMessage{m.value}
		if flag, ok := m.beside(all, hasMoreWords...); ok && (flag.value[0] == 't' || flag.value[0] == 'f') {
			f.HasMore = flag.selector()
			values = append(values, flag.value)
		}
		return f, values
	}
	return found{}, nil
}

// cursorParam guesses the parameter from a key: what follows "next" in it.
func cursorParam(m member, all []member) string {
	key := m.key()
	start := strings.Index(strings.ToLower(key), "next")
	rest := strings.TrimLeft(key[start+len("next"):], "_-. ")
	if rest == "" {
		if _, ok := m.beside(all, "page", "currentpage"); ok && m.value[0] != '"' {
			return "page"
		}
		return "cursor"
	}
	if strings.EqualFold(rest, "token") {
		return key
	}
	if key[start] == 'n' {
		rest = strings.ToLower(rest[:1]) + rest[1:]
	}
	return rest
}

// detectOffset looks for offset, limit and total in one object. The parameters are
// taken to be named as they are there.
func detectOffset(_ Answer, all []member) (found, []json.RawMessage) {
	for _, m := range all {
		at, ok := m.count()
		if !ok || !slices.Contains(offsetWords, m.word()) {
			continue
		}
		limit, okLimit := m.beside(all, limitWords...)
		total, okTotal := m.beside(all, totalWords...)
		if !okLimit || !okTotal {
			continue
		}
		size, okSize := limit.count()
		if _, okCount := total.count(); !okCount || !okSize || size == 0 {
			continue
		}
		f := found{Type: foundOffset, Path: total.selector(), Param: m.key(), At: at, Limit: size, LimitParam: limit.key()}
		return f, []json.RawMessage{total.value}
	}
	return found{}, nil
}

// isNext reports whether key is "next", alone or with words that tell of paging.
// dlt takes any key that begins with it, next_steps too.
func isNext(key string) bool {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(keyWord(key), "odata"), "next")
	for ok && rest != "" {
		ok = false
		for _, word := range nextWords {
			if after, cut := strings.CutPrefix(rest, word); cut {
				rest, ok = after, true
				break
			}
		}
	}
	return ok
}

func startsWithAny(text string, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}
