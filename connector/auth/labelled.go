package auth

import (
	"bufio"
	"io"
	"net/http"
)

// labelled asks for JSON, and calls an answer JSON that begins like it whatever it is
// labelled as: x/oauth2 takes what is labelled text for a form.
type labelled struct{ next http.RoundTripper }

// RoundTrip sends req.
func (l labelled) RoundTrip(req *http.Request) (*http.Response, error) {
	next := l.next
	if next == nil {
		next = http.DefaultTransport
	}
	asked := req.Clone(req.Context())
	asked.Header.Set("Accept", "application/json")
	answer, err := next.RoundTrip(asked)
	if err != nil {
		return nil, err
	}
	text := bufio.NewReader(answer.Body)
	for {
		c, err := text.ReadByte()
		if err != nil {
			break
		}
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			continue
		}
		if c == '{' {
			answer.Header.Set("Content-Type", "application/json")
		}
		if err := text.UnreadByte(); err != nil {
			return nil, err
		}
		break
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{text, answer.Body}
	return answer, nil
}
