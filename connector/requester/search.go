package requester

import (
	"bytes"
	"errors"
	"io"
)

// searchSize is how much of a body in a file is searched at once.
const searchSize = 64 << 10

// contains reports whether the body holds text, byte for byte. Of a body in a file no
// more is held in memory than a small part, and as much again as text is long.
func (b *Body) contains(text string) (bool, error) {
	if data, ok := b.Bytes(); ok {
		return bytes.Contains(data, []byte(text)), nil
	}
	if text == "" {
		return true, nil
	}
	window := make([]byte, 0, searchSize+len(text))
	for r := b.Open(); ; {
		n, err := r.Read(window[len(window):cap(window)])
		window = window[:len(window)+n]
		if bytes.Contains(window, []byte(text)) {
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept := min(len(window), len(text)-1) // where the text may have begun
		window = window[:copy(window, window[len(window)-kept:])]
	}
}
