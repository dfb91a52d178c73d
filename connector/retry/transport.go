package retry

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/rawjson"
)

// ErrTooManyRedirects is for a client's CheckRedirect to return, because net/http's
// own error can't be told from others.
var ErrTooManyRedirects = errors.New("too many redirects")

// ErrGarbled is for errors of decompressing an answer to wrap: each format's library has
// errors of its own.
var ErrGarbled = errors.New("the answer doesn't decompress")

// Retryable reports whether another attempt may succeed where err came out of one:
// a connection that failed, a timeout, a body that was cut, corrupted or is no
// JSON or CSV. Not so what would come out the same: a wrong URL, host name or certificate,
// redirects without end, and a cancelled context. A deadline counts as a timeout;
// whether it was the sync's own is for the caller to see.
func Retryable(err error) bool {
	switch causeOf(err) {
	case unreachable, timedOut, cut, garbled, unreadable, untabular, unresolved:
		return true
	}
	return false
}

// TransportError returns the failure that err is once no attempt is left. first
// says that the stream has had no answer yet: then a host that can't be found is
// the definition's fault. The message names the host, never the URL.
func TransportError(err error, first bool) *failure.Error {
	cause := causeOf(err)
	host := hostOf(err)
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // whose text lacks the URL, which may hold secrets
	}
	kind := failure.Transient
	if f, ok := faults[cause]; ok && (f == always || f == atFirst && first) {
		kind = failure.Config
	}
	if cause == unknown {
		kind = failure.System
	}
	return &failure.Error{Kind: kind, Message: fmt.Sprintf(texts[cause], host), Err: err}
}

// A cause is why a request brought no sound answer.
type cause int

const (
	unknown     cause = iota
	cancelled         // the context
	malformed         // URL that can't be asked
	redirected        // too often
	untrusted         // certificate
	plain             // HTTP where TLS was expected
	notFound          // host name
	unresolved        // host name, for now
	timedOut          // connection or answer
	cut               // body that ended early or doesn't decompress
	garbled           // body that doesn't decompress
	unreadable        // body that is no JSON
	untabular         // body that is no CSV
	unreachable       // refused, reset, no route
)

var texts = map[cause]string{
	unknown:     "the request to %s failed",
	cancelled:   "the request to %s was given up because the sync was stopped",
	malformed:   "%s can't be asked: its URL is no http or https URL; check the base URL and the path",
	redirected:  "%s redirects without end; check the base URL and the path",
	untrusted:   "the certificate of %s isn't trusted; check the base URL, or the certificates of this machine",
	plain:       "%s doesn't speak TLS; check whether the base URL should begin with http:// or has another port",
	notFound:    "%s can't be found: there is no such host; check the base URL",
	unresolved:  "the name of %s can't be looked up at the moment; try again later",
	timedOut:    "%s didn't answer in time; try again later, or raise the timeout",
	cut:         "the answer of %s was cut off; try again later",
	garbled:     "the answer of %s is compressed and can't be decompressed; try again later, or set the header Accept-Encoding to identity",
	unreadable:  "the answer of %s is no JSON; if it stays so, check the path and the authentication",
	untabular:   "the answer of %s is no CSV with as many fields in each row as in the first; if it stays so, check the path and the authentication",
	unreachable: "%s can't be reached: the connection was refused or broke; check the base URL, or try again later",
}

// fault says when a cause is one that the definition's author can mend.
type fault int

const (
	always fault = iota + 1
	atFirst
)

var faults = map[cause]fault{
	malformed: always, redirected: always, untrusted: always, plain: always, notFound: atFirst,
}

func causeOf(err error) cause {
	var (
		dns     *net.DNSError
		timeout net.Error
	)
	switch {
	case err == nil:
		return unknown
	case errors.Is(err, context.Canceled):
		return cancelled
	case errors.Is(err, ErrTooManyRedirects):
		return redirected
	case isMalformed(err):
		return malformed
	case isUntrusted(err):
		return untrusted
	case errors.Is(err, http.ErrSchemeMismatch), is[tls.RecordHeaderError](err):
		return plain
	case errors.As(err, &dns) && dns.IsNotFound:
		return notFound
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return timedOut
	case dns != nil:
		return unresolved
	case errors.Is(err, ErrGarbled):
		return garbled
	case isCut(err):
		return cut
	case is[*csv.ParseError](err):
		return untabular
	case is[*rawjson.SyntaxError](err), is[*json.SyntaxError](err):
		return unreadable
	case is[*net.OpError](err), is[syscall.Errno](err), is[streamError](err), is[*url.Error](err), errors.Is(err, net.ErrClosed):
		return unreachable
	}
	return unknown
}

func is[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}

// isMalformed finds URLs that url.Parse or net/http refuse. net/http's error for a
// scheme has no type, so the URL is looked at once more.
func isMalformed(err error) bool {
	var wrapped *url.Error
	if !errors.As(err, &wrapped) {
		return false
	}
	asked, parseErr := url.Parse(wrapped.URL)
	return parseErr != nil || asked.Scheme != "http" && asked.Scheme != "https" || asked.Host == ""
}

func isUntrusted(err error) bool {
	return is[*tls.CertificateVerificationError](err) || is[x509.UnknownAuthorityError](err) ||
		is[x509.HostnameError](err) || is[x509.CertificateInvalidError](err)
}

func isCut(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || is[flate.CorruptInputError](err)
}

// A streamError receives net/http's error for a broken HTTP/2 stream, which isn't
// exported but fills any struct of these fields.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (e streamError) Error() string { return "HTTP/2 stream broken" }

// hostOf finds the host that err is about, "the host" where it doesn't say.
func hostOf(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		if asked, parseErr := url.Parse(wrapped.URL); parseErr == nil && asked.Host != "" {
			return asked.Host
		}
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.Name != "" {
		return dns.Name
	}
	return "the host"
}
