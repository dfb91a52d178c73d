package demo

import (
	"net"
	"net/http"
)

// A fault is a way of answering badly. Each is one that a client has to see and
// to try again after.
type fault int

// What real APIs and the machines before them do.
const (
	none         fault = iota
	limited            // 429, Retry-After: 0
	broken             // 500 with a JSON body
	unavailable        // 503 with Retry-After: 0
	cut                // 200 with a body that ends in the middle, its length announced
	html               // 200 with a person's HTML page
	reset              // no answer: the connection is reset
	faultsToDraw       // how many there are, with none
)

// longestStreak is how many bad answers in a row a page gives, so that three
// retries always get through.
const longestStreak = 2

// htmlPage is what a proxy puts in an API's place.
const htmlPage = "<!DOCTYPE html>\n<html><head><title>Back soon</title></head>" +
	"<body><h1>We are working on it</h1></body></html>\n"

// draw returns the fault for the nth request (from 1) of a page, which has
// answered badly streak times in a row by now.
func draw(options Options, number, n, streak int) fault {
	h := hash(hash(options.Seed^uint64(number)) + uint64(n))
	if streak >= longestStreak || float64(h>>11)/(1<<53) >= options.Faults {
		return none
	}
	return limited + fault(hash(h)%uint64(faultsToDraw-limited))
}

// answer writes the bad answer in place of body.
func (f fault) answer(w http.ResponseWriter, body []byte) {
	switch f {
	case limited:
		w.Header().Set("Retry-After", "0")
		writeError(w, http.StatusTooManyRequests, "too many requests")
	case broken:
		writeError(w, http.StatusInternalServerError, "something broke")
	case unavailable:
		w.Header().Set("Retry-After", "0")
		writeError(w, http.StatusServiceUnavailable, "busy")
	case cut:
		writeBody(w, http.StatusOK, "application/json", body[:len(body)/2])
	case html:
		writeBody(w, http.StatusOK, "text/html; charset=utf-8", []byte(htmlPage))
	case reset:
		resetConnection(w)
	}
}

// resetConnection ends the connection without an answer: with a TCP reset where
// the server has a TCP connection to give away.
func resetConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		writeError(w, http.StatusServiceUnavailable, "this server can't reset a connection")
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // makes Close reset; without it the client sees an orderly end
	}
	_ = conn.Close()
}
