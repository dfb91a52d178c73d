package retry

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/rawjson"
)

// get asks address and reads the whole answer, and returns what went wrong.
func get(ctx context.Context, client *http.Client, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.ReadAll(response.Body)
	return err
}

func serve(t *testing.T, answer http.HandlerFunc) *httptest.Server {
	server := httptest.NewUnstartedServer(answer)
	server.Config.ErrorLog = discardLog()
	server.Start()
	t.Cleanup(server.Close)
	return server
}

func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }

// Errors as net/http makes them.
func TestTransportErrorsOfNetHTTP(t *testing.T) {
	cut := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "[1,")
	})
	reset := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	slow := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = discardLog()
	secure.StartTLS()
	t.Cleanup(secure.Close)
	broken := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "[1,")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}))
	broken.EnableHTTP2 = true
	broken.Config.ErrorLog = discardLog()
	broken.StartTLS()
	t.Cleanup(broken.Close)
	round := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	unknownHost := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "api.invalid", IsNotFound: true}}
	}}}
	endless := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return ErrTooManyRedirects }}
	impatient := &http.Client{Timeout: 20 * time.Millisecond}
	plain := http.DefaultClient

	for _, test := range []struct {
		name    string
		err     error
		retry   bool
		kind    failure.Kind
		message string
	}{
		{"body cut", get(t.Context(), plain, cut.URL), true, failure.Transient, "was cut off"},
		{"connection dropped", get(t.Context(), plain, reset.URL), true, failure.Transient, "cut off"},
		{"refused", get(t.Context(), plain, closed.URL+"?key=secret"), true, failure.Transient, "can't be reached"},
		{"timeout", get(t.Context(), impatient, slow.URL), true, failure.Transient, "didn't answer in time"},
		{"HTTP/2 stream reset", get(t.Context(), broken.Client(), broken.URL), true, failure.Transient, "the host can't be reached"},
		{"cancelled", get(cancelled, plain, slow.URL), false, failure.Transient, "stopped"},
		{"untrusted certificate", get(t.Context(), plain, secure.URL), false, failure.Config, "certificate"},
		{"no TLS there", get(t.Context(), plain, "https"+cut.URL[len("http"):]), false, failure.Config, "doesn't speak TLS"},
		{"scheme", get(t.Context(), plain, "ftp://api.test/x"), false, failure.Config, "no http or https URL"},
		{"URL", get(t.Context(), plain, "http://a b/"), false, failure.Config, "no http or https URL"},
		{"no host", get(t.Context(), plain, "http:///x"), false, failure.Config, "no http or https URL"},
		{"redirects", get(t.Context(), endless, round.URL), false, failure.Config, "redirects without end"},
		{"no such host", get(t.Context(), unknownHost, "https://api.invalid/x?key=secret"), false, failure.Config, "api.invalid can't be found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Error(t, test.err)
			require.Equal(t, test.retry, Retryable(test.err), "%v", test.err)
			f := TransportError(test.err, true)
			require.Equal(t, test.kind, f.Kind, "%v", test.err)
			require.Contains(t, f.Message, test.message)
			require.NotContains(t, f.Error(), "secret")
		})
	}
}

// scan returns what is wrong with a text as JSON.
func scan(text string) error {
	return rawjson.NewScanner().Bytes([]byte(text), nil)
}

func TestTransportErrorsOfBodies(t *testing.T) {
	syntax := json.Unmarshal([]byte("<html>"), new(any))
	html := scan("<html>")
	short := scan(`{"a":`)
	_, noGzip := gzip.NewReader(bytes.NewReader([]byte("0123456789")))
	_, ragged := csv.NewReader(strings.NewReader("a,b\n1\n")).ReadAll()
	for _, test := range []struct {
		name    string
		err     error
		retry   bool
		message string
	}{
		{"page in HTML", html, true, "is no JSON"},
		{"page in HTML, encoding/json", syntax, true, "is no JSON"},
		{"JSON that ends early", short, true, "was cut off"},
		{"no gzip", noGzip, true, "was cut off"},
		{"garbled", fmt.Errorf("%w: brotli: x", ErrGarbled), true, "can't be decompressed"},
		{"ragged CSV", ragged, true, "is no CSV"},
		{"name looked up in vain", &net.DNSError{Err: "server misbehaving", Name: "h", IsTemporary: true}, true, "h can't be looked up"},
		{"name looked up too slowly", &net.DNSError{Err: "timeout", Name: "h", IsTimeout: true}, true, "in time"},
		{"sync's deadline", context.DeadlineExceeded, true, "in time"},
		{"something else", errors.New("x"), false, "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wrapped := fmt.Errorf("page 3: %w", test.err)
			require.Equal(t, test.retry, Retryable(wrapped), "%v", test.err)
			require.Contains(t, TransportError(wrapped, false).Message, test.message)
			require.ErrorIs(t, TransportError(wrapped, false), test.err)
		})
	}
	require.False(t, Retryable(nil))
	require.Equal(t, failure.System, TransportError(errors.New("x"), false).Kind)
}

// A host that was found before is not the definition's fault.
func TestHostLostInTheMiddleIsTransient(t *testing.T) {
	err := &url.Error{Op: "Get", URL: "https://api.test/", Err: &net.DNSError{Name: "api.test", IsNotFound: true}}
	require.Equal(t, failure.Config, TransportError(err, true).Kind)
	require.Equal(t, failure.Transient, TransportError(err, false).Kind)
	wrong := &url.Error{Op: "Get", URL: "https://api.test/", Err: &tls.CertificateVerificationError{Err: errors.New("expired")}}
	require.Equal(t, failure.Config, TransportError(wrong, false).Kind)
}
