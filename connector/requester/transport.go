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
func redirect(_ *http.Request, via []*http.Request) error {
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

// credentials are what a request is signed with, and the one origin they are for.
type credentials struct {
	home          *url.URL
	authenticator auth.Authenticator
}

type credentialsKey struct{}

func withCredentials(ctx context.Context, c credentials) context.Context {
	return context.WithValue(ctx, credentialsKey{}, c)
}

// A signer signs each request just before it leaves, redirects included, so that
// what net/http carries from hop to hop never holds credentials. To any other host
// than the one they are for it passes neither them nor a header with a secret.
type signer struct {
	next     http.RoundTripper
	redactor *protocol.Redactor
}

// RoundTrip signs and sends req.
func (s *signer) RoundTrip(req *http.Request) (*http.Response, error) {
	c, ok := req.Context().Value(credentialsKey{}).(credentials)
	if !ok {
		return s.next.RoundTrip(req)
	}
	signed := req.Clone(req.Context())
	if !sameOrigin(c.home, req.URL) {
		for name, values := range signed.Header {
			for _, value := range values {
				if s.redactor.Redact(value) != value {
					signed.Header.Del(name)
				}
			}
		}
	} else if c.authenticator != nil {
		if err := c.authenticator.Sign(signed.Context(), signed); err != nil {
			return nil, err
		}
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
