package requester

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"time"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/retry"
)

// maxRedirects is how many redirects one request follows, as browsers do.
const maxRedirects = 10

// redirect follows a redirect, unless there were too many of them.
func redirect(next *http.Request, via []*http.Request) error {
	// net/http tells the next host the whole URL of this one, query and all.
	next.Header.Del("Referer")
	if len(via) >= maxRedirects {
		return retry.ErrTooManyRedirects
	}
	return nil
}

func newTransport(o Options) *http.Transport {
	dialer := &net.Dialer{Timeout: o.ConnectTimeout, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
		TLSHandshakeTimeout:   o.ConnectTimeout,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:     true,
		ResponseHeaderTimeout: o.ResponseTimeout,
		MaxIdleConns:          4 * o.Connections,
		MaxIdleConnsPerHost:   o.Connections,
		IdleConnTimeout:       90 * time.Second,
	}
}

// credentials are what a request is signed with, and the one origin they are for. Each
// request has its own, whose attempts come one after another.
type credentials struct {
	home          *url.URL
	authenticator auth.Authenticator
	untyped       bool // the body goes out without a content type; resty would guess one

	signed  *http.Request // the last request sent, as it was signed; nil where it wasn't
	renewed bool          // whether they were replaced once
}

type credentialsKey struct{}

func withCredentials(ctx context.Context, c *credentials) context.Context {
	return context.WithValue(ctx, credentialsKey{}, c)
}

// harmless are the headers that go to any host. Of the others nobody knows which ones
// are credentials: every API names its own.
var harmless = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Accept-Language": true, "Content-Type": true, "User-Agent": true,
}

// A signer signs each request just before it leaves, redirects included, so that
// what net/http carries from hop to hop never holds credentials. To any other host
// than the one they are for it passes neither them nor the definition's own headers.
type signer struct {
	next     http.RoundTripper
	redactor *protocol.Redactor
}

// RoundTrip signs and sends req.
func (s *signer) RoundTrip(req *http.Request) (*http.Response, error) {
	c, ok := req.Context().Value(credentialsKey{}).(*credentials)
	if !ok {
		return s.next.RoundTrip(req)
	}
	signed := req.Clone(req.Context())
	if c.untyped {
		signed.Header.Del("Content-Type")
	}
	if signed.ContentLength == 0 {
		signed.Body = http.NoBody // resty's empty body is announced as one of unknown length
	}
	c.signed = nil
	if !sameOrigin(c.home, req.URL) {
		for name := range signed.Header {
			if !harmless[name] {
				signed.Header.Del(name)
			}
		}
	} else if c.authenticator != nil {
		if err := c.authenticator.Sign(signed.Context(), signed); err != nil {
			return nil, err
		}
		c.signed = signed
	}
	return s.next.RoundTrip(signed)
}

// sameOrigin reports whether target is as trustworthy as home: the same host and
// port, or the same host on its standard ports with TLS won, never lost.
func sameOrigin(home, target *url.URL) bool {
	if home.Hostname() != target.Hostname() || home.Scheme == "https" && target.Scheme != "https" {
		return false
	}
	return port(home) == port(target) || home.Port() == "" && target.Port() == ""
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
