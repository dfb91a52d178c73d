package requester

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

// A Response is an answer, its body received whole.
type Response struct {
	Status  int
	Header  http.Header
	URL     *url.URL // that answered, after redirects
	Body    *Body
	Ignored bool // the definition wants no more of the slice after it, and nothing of it
}

// errStalled is the cause of an answer that stopped coming in.
var errStalled = errors.New("the answer stopped coming in")

// send sends a request once. The caller closes the answer's body.
func (c *Client) send(ctx context.Context, p *prepared, creds *credentials) (*Response, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	request := c.resty.R().SetContext(withCredentials(ctx, creds)).SetDoNotParseResponse(true)
	request.Header = p.headers.Clone()
	if p.body != nil {
		request.SetBody(p.body)
	}
	answer, err := request.Execute(p.method, p.url.String())
	if err != nil {
		if answer != nil && answer.RawResponse != nil {
			answer.RawBody().Close()
		}
		return nil, err
	}
	defer answer.RawBody().Close()
	watched := &watchdog{r: answer.RawBody(), limit: c.options.ResponseTimeout, stop: cancel}
	decoded, done := c.decoders.decode(watched, answer.Header())
	body, err := c.receive(decoded, expected(answer))
	watched.end()
	done()
	if err != nil {
		if cause := context.Cause(ctx); errors.Is(cause, errStalled) {
			err = fmt.Errorf("%w: nothing for %s", cause, c.options.ResponseTimeout)
		}
		return nil, err
	}
	return &Response{
		Status: answer.StatusCode(),
		Header: answer.Header(),
		URL:    answer.RawResponse.Request.URL,
		Body:   body,
	}, nil
}

// expected returns how long the answer says it is, -1 where it doesn't.
func expected(answer *resty.Response) int64 {
	if len(codingsOf(answer.Header())) > 0 {
		return -1
	}
	return answer.RawResponse.ContentLength
}

// A watchdog ends a request whose answer doesn't go on. A limit on the whole answer
// would end large ones that come in well.
type watchdog struct {
	r     io.Reader
	limit time.Duration
	stop  context.CancelCauseFunc
	timer *time.Timer
}

func (w *watchdog) Read(p []byte) (int, error) {
	if w.timer == nil {
		w.timer = time.AfterFunc(w.limit, func() { w.stop(errStalled) })
	} else {
		w.timer.Reset(w.limit)
	}
	return w.r.Read(p)
}

func (w *watchdog) end() {
	if w.timer != nil {
		w.timer.Stop()
	}
}
