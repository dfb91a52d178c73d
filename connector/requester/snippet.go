package requester

import (
	"bytes"
	"fmt"
	"io"
)

// snippetSize is how many bytes of an unwelcome answer are told of.
const snippetSize = 300

// snippet returns the beginning of an answer's body in quotes, for messages.
func snippet(r io.Reader) string {
	head := make([]byte, snippetSize)
	n, _ := io.ReadFull(r, head)
	text := string(bytes.ToValidUTF8(bytes.TrimSpace(head[:n]), nil))
	if n == snippetSize {
		text += "…"
	}
	return fmt.Sprintf("%q", text)
}

// says returns what an answer with an unwelcome status says of it, as the end of a
// message; "" for an empty answer.
func says(body *Body) string {
	if body.size == 0 {
		return ""
	}
	return "; it says " + snippet(body.Open())
}
