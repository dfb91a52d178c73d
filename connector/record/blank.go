package record

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// byteOrderMark stands before the text of some answers.
var byteOrderMark = []byte("\ufeff")

// isBlank reports whether an answer is empty, or white space alone: a page without
// records. APIs send that with status 204, and some with 200.
func isBlank(body Body) (bool, error) {
	if data, ok := body.Bytes(); ok {
		return len(bytes.TrimSpace(bytes.TrimPrefix(data, byteOrderMark))) == 0, nil
	}
	r := bufio.NewReader(body.Open())
	if start, _ := r.Peek(len(byteOrderMark)); bytes.Equal(start, byteOrderMark) {
		_, _ = r.Discard(len(start)) // peeked, so it can't fail
	}
	for {
		if _, err := r.Peek(1); errors.Is(err, io.EOF) {
			return true, nil
		} else if err != nil {
			return false, err
		}
		part, _ := r.Peek(r.Buffered())
		if len(bytes.TrimSpace(part)) > 0 {
			return false, nil
		}
		_, _ = r.Discard(len(part))
	}
}
