package demo

import (
	"net/http"
	"strconv"
	"sync"
)

// perPage is the page size at ResourcePath for those who don't ask for one. So
// small a size makes many pages out of few records.
const perPage = 2

// buffers holds the bodies of answers between requests.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// resource answers a page of the main stream, or badly when it is the page's turn.
func (api *API) resource(w http.ResponseWriter, r *http.Request) {
	page, size, problem := pageOf(r, perPage)
	if problem != "" {
		writeError(w, http.StatusBadRequest, problem)
		return
	}
	fault := api.counter.visit(page, api.options)
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	*buffer = api.appendPage((*buffer)[:0], page, size)
	if fault != none {
		fault.answer(w, *buffer)
		return
	}
	writeBody(w, http.StatusOK, "application/json", *buffer)
}

// appendPage appends the answer with the records of a 1-based page. A page past
// the end has none.
func (api *API) appendPage(b []byte, page, size int) []byte {
	b = append(b, `{"items":[`...)
	from, start := (page-1)*size, len(b)
	for _, batch := range *api.batches.Load() {
		for i := max(from, batch.first); i < min(from+size, batch.end); i++ {
			if len(b) > start {
				b = append(b, ',')
			}
			b = append(b, `{"data":`...)
			b = appendRecord(b, i, batch.slot+i-batch.first)
			b = append(b, '}')
		}
	}
	return append(b, `]}`...)
}

// other answers the second stream: a bare list.
func (api *API) other(w http.ResponseWriter, r *http.Request) {
	page, size, problem := pageOf(r, MaxPerPage)
	if problem != "" {
		writeError(w, http.StatusBadRequest, problem)
		return
	}
	body := []byte{'['}
	from := (page - 1) * size
	for i := from; i < min(from+size, OtherRecords); i++ {
		if i > from {
			body = append(body, ',')
		}
		body = appendOther(body, i)
	}
	writeBody(w, http.StatusOK, "application/json", append(body, ']'))
}

// pageOf reads page and per_page; problem says what is wrong with them, "" if
// nothing is.
func pageOf(r *http.Request, perPage int) (page, size int, problem string) {
	query := r.URL.Query()
	page, ok := number(query.Get("page"), 1, 1_000_000_000)
	if !ok {
		return 0, 0, "page must be an integer from 1"
	}
	size, ok = number(query.Get("per_page"), perPage, MaxPerPage)
	if !ok {
		return 0, 0, "per_page must be an integer from 1 to " + strconv.Itoa(MaxPerPage)
	}
	return page, size, ""
}

// number reads an integer from 1 to most; "" counts as byDefault.
func number(text string, byDefault, most int) (n int, ok bool) {
	if text == "" {
		return byDefault, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= most
}
