package requester

import (
	"bytes"
	"fmt"
	"io"

	"source-rest-api/connector/protocol"
)

const (
	// snippetSize is how many bytes of an unwelcome answer are told of.
	snippetSize = 300
	// snippetRead is how many are looked at: secrets are masked before the text is cut,
	// so that the cut can't hide one from the mask.
	snippetRead = 4096
)

// snippet returns the beginning of an answer's body in quotes, for messages.
func snippet(r io.Reader, redactor *protocol.Redactor) string {
	head := make([]byte, snippetRead)
	n, _ := io.ReadFull(r, head)
	text := []byte(redactor.Redact(string(bytes.TrimSpace(head[:n]))))
	mark := ""
	if len(text) > snippetSize {
		text, mark = text[:snippetSize], "…"
	}
	return fmt.Sprintf("%q", string(bytes.ToValidUTF8(text, nil))+mark)
}

// says returns what an answer with an unwelcome status says of it, as the end of a
// message; "" for an empty answer.
func says(body *Body, redactor *protocol.Redactor) string {
	if body.size == 0 {
		return ""
	}
	return "; it says " + snippet(body.Open(), redactor)
}
