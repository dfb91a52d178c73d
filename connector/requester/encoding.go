package requester

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"source-rest-api/connector/retry"
)

// acceptEncoding are the content codings that answers may come in (RFC 9110, section
// 8.4.1), what is decoded fastest first. A definition's own header goes before it.
const acceptEncoding = "zstd, gzip, br, deflate"

// maxCodings is how many codings may lie over one another.
const maxCodings = 4

// A decoder undoes one coding. It can be used for one answer after another.
type decoder interface {
	io.Reader
	// Reset makes it read an answer from its beginning.
	Reset(r *bufio.Reader) error
}

// newDecoders makes decoders, by the name of their coding.
var newDecoders = map[string]func() decoder{
	"gzip":    func() decoder { return new(gzipDecoder) },
	"x-gzip":  func() decoder { return new(gzipDecoder) }, // the same, RFC 9110, section 8.4.1.3
	"deflate": func() decoder { return new(deflateDecoder) },
	"br":      func() decoder { return new(brotliDecoder) },
	"zstd":    func() decoder { return new(zstdDecoder) },
}

// decoders keep decoders, which are dear to make, for later answers.
type decoders struct {
	mu   sync.Mutex
	free map[string][]*decoding
}

// A decoding undoes one coding of one answer. Its zero state is before the first byte:
// an answer without any, as of status 204, is empty whatever its coding is.
type decoding struct {
	coding  string
	decoder decoder
	source  source
	begun   bool
}

// A source is what a decoder reads. It keeps the error of the connection, to be told
// from those of the decoder.
type source struct {
	r        io.Reader
	err      error
	buffered *bufio.Reader
}

// Read reads on, and remembers why that failed.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// Read begins to decode at its first call.
func (d *decoding) Read(p []byte) (int, error) {
	if !d.begun {
		if _, err := d.source.buffered.Peek(1); err != nil {
			return 0, err
		}
		d.begun = true
		if err := d.decoder.Reset(d.source.buffered); err != nil {
			return 0, d.garbled(err)
		}
	}
	n, err := d.decoder.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		// Not every coding reads on to the end of the answer, without which its
		// connection can't be used again.
		_, _ = d.source.buffered.Peek(1)
	case err != nil:
		err = d.garbled(err)
	}
	return n, err
}

// garbled returns the connection's error where there was one, else that the answer
// doesn't decode.
func (d *decoding) garbled(err error) error {
	switch {
	case d.source.err != nil:
		return d.source.err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	}
	return fmt.Errorf("%w: %s: %w", retry.ErrGarbled, d.coding, err)
}

// decode returns a reader of what r is without its codings. done gives the decoders
// back; r and the reader must not be used after it. A coding that isn't known is left
// alone: some APIs write the character set into the header.
func (d *decoders) decode(r io.Reader, header http.Header) (decoded io.Reader, done func()) {
	var used []*decoding
	codings := codingsOf(header)
	for i := len(codings) - 1; i >= 0; i-- { // the last one was applied last
		if next := d.take(codings[i], r); next != nil {
			used = append(used, next)
			r = next
		}
	}
	return r, func() {
		for _, decoding := range used {
			d.put(decoding)
		}
	}
}

// codingsOf returns the codings of an answer in the order in which they were applied.
func codingsOf(header http.Header) []string {
	var codings []string
	for _, value := range header.Values("Content-Encoding") {
		for coding := range strings.SplitSeq(value, ",") {
			coding = strings.ToLower(strings.TrimSpace(coding))
			if newDecoders[coding] != nil && len(codings) < maxCodings {
				codings = append(codings, coding)
			}
		}
	}
	return codings
}

func (d *decoders) take(coding string, r io.Reader) *decoding {
	d.mu.Lock()
	defer d.mu.Unlock()
	free := d.free[coding]
	if n := len(free); n > 0 {
		next := free[n-1]
		d.free[coding] = free[:n-1]
		next.source.r = r
		return next
	}
	next := &decoding{coding: coding, decoder: newDecoders[coding](), source: source{r: r}}
	next.source.buffered = bufio.NewReaderSize(&next.source, firstBuffer)
	return next
}

func (d *decoders) put(used *decoding) {
	used.begun, used.source.r, used.source.err = false, nil, nil
	used.source.buffered.Reset(&used.source)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.free == nil {
		d.free = map[string][]*decoding{}
	}
	if len(d.free[used.coding]) < keptBuffers {
		d.free[used.coding] = append(d.free[used.coding], used)
	}
}
