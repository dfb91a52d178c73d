package auth

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"source-rest-api/connector/failure"
)

const (
	// defaultLifetime is dlt's, for tokens whose answer doesn't say how long they last.
	defaultLifetime = time.Hour
	// maxSkew is how long before its end a token is replaced at the most: a request under
	// way, and a clock that is a little wrong, need some time. Short-lived tokens are
	// replaced a tenth of their life before.
	maxSkew = 30 * time.Second
)

// A grant is one way to get access tokens.
type grant struct {
	url      string
	lifetime time.Duration              // where the answer doesn't say; 0 means defaultLifetime
	form     func() (url.Values, error) // of the next request
	got      func(*oauth2.Token)        // told of each token; may be nil

	client string // what to check when the client is refused
	grant  string // and when what it brings is
}

// tokens is an authenticator that sends an access token. It gets one when the first
// request needs it, and a new one shortly before that ends or when it is refused.
// Requests that come in the meantime wait for the one that asks.
type tokens struct {
	env    Env
	grant  grant
	client *http.Client

	mu    sync.Mutex
	token string    // "" where there is none to be used
	until time.Time // that it is used
	asked *asking   // nil while nobody asks
}

// asking is a request for a token that is under way.
type asking struct {
	done  chan struct{}
	token string
	err   error
	// abandoned says that the request failed because whoever made it was stopped, which
	// doesn't concern those who wait for it.
	abandoned bool
}

func newTokens(env Env, grant grant) *tokens {
	t := &tokens{env: env, grant: grant}
	if env.Client != nil {
		client := *env.Client
		client.Transport = labelled{client.Transport}
		t.client = &client
	}
	return t
}

// Sign sets the Authorization header, replacing one that the definition gave.
func (t *tokens) Sign(ctx context.Context, req *http.Request) error {
	token, err := t.get(ctx)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// Renew drops the token that refused was signed with.
func (t *tokens) Renew(refused *http.Request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if refused.Header.Get("Authorization") == "Bearer "+t.token {
		t.token = ""
	}
}

// get returns a token that is good now.
func (t *tokens) get(ctx context.Context) (string, error) {
	for {
		token, asked, first := t.join()
		switch {
		case token != "":
			return token, nil
		case first:
			t.ask(ctx, asked)
			return asked.token, asked.err
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-asked.done:
		}
		if !asked.abandoned {
			return asked.token, asked.err
		}
	}
}

// join returns the token, or else the request for one that is under way. first says
// that it is the caller who has to make it.
func (t *tokens) join() (token string, asked *asking, first bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token != "" && time.Now().Before(t.until) {
		return t.token, nil, false
	}
	if t.asked == nil {
		t.asked, first = &asking{done: make(chan struct{}), abandoned: true}, true
	}
	return "", t.asked, first
}

// ask makes the request for a token that others wait for.
func (t *tokens) ask(ctx context.Context, asked *asking) {
	var until time.Time
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.token, t.until, t.asked = asked.token, until, nil
		close(asked.done)
	}()
	var lifetime time.Duration
	asked.token, lifetime, asked.err = t.fetch(ctx)
	asked.abandoned = asked.err != nil && ctx.Err() != nil
	until = time.Now().Add(lifetime - min(maxSkew, lifetime/10))
}

// fetch asks the token endpoint once for a token.
//
// What x/oauth2 calls client credentials is its only way to post a form of one's own;
// without an id and a secret of its own it sends nothing but that form.
func (t *tokens) fetch(ctx context.Context) (token string, lifetime time.Duration, err error) {
	if t.client == nil {
		return "", 0, failure.Systemf("there is no client to ask for a token with")
	}
	form, err := t.grant.form()
	if err != nil {
		return "", 0, err
	}
	config := clientcredentials.Config{
		TokenURL:       t.grant.url,
		EndpointParams: form,
		AuthStyle:      oauth2.AuthStyleInParams,
	}
	answer, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
	if err != nil {
		return "", 0, t.failure(err)
	}
	t.env.secret(answer.AccessToken)
	if t.grant.got != nil {
		t.grant.got(answer)
	}
	return answer.AccessToken, t.grant.lifetimeOf(answer), nil
}

// lifetimeOf returns how long the token lasts. x/oauth2 takes an expires_in of 0 for
// none; dlt uses such a token once, and so do we.
func (g grant) lifetimeOf(token *oauth2.Token) time.Duration {
	switch {
	case !token.Expiry.IsZero():
		return max(0, time.Until(token.Expiry))
	case token.Extra("expires_in") != nil && token.Extra("expires_in") != "":
		return 0
	case g.lifetime > 0:
		return g.lifetime
	}
	return defaultLifetime
}
