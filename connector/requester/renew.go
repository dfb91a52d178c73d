package requester

import (
	"context"
	"net/http"

	"source-rest-api/connector/auth"
)

// sendSigned sends a request, and once more where the API refuses the credentials
// that it was signed with and there are others to be had. That happens once in all the
// attempts of a request, and is none of them: a token may end, or be taken back,
// before its time.
func (c *Client) sendSigned(ctx context.Context, p *prepared, creds *credentials, events Events) (*Response, error) {
	response, err := c.send(ctx, p, creds)
	if err != nil || !creds.renew(response) {
		return response, err
	}
	response.Body.Close()
	if err := c.pacer.Wait(ctx, p.url.Host, events.RateLimited); err != nil {
		return nil, err
	}
	return c.send(ctx, p, creds)
}

// renew reports whether the request that response answers is worth being signed and
// sent once more.
func (c *credentials) renew(response *Response) bool {
	if response.Status != http.StatusUnauthorized || c.renewed || c.signed == nil {
		return false
	}
	renewer, ok := c.authenticator.(auth.Renewer)
	if !ok {
		return false
	}
	c.renewed = true
	renewer.Renew(c.signed)
	return true
}
