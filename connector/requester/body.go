package requester

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"

	"source-rest-api/connector/failure"
)

const (
	// inMemory is how many bytes of an answer are held in memory. The rest of a
	// larger one goes, with it, to a temporary file: a page is received whole before
	// its first record is written, whatever its size.
	inMemory = 16 << 20
	// firstBuffer is the size of a new buffer where the answer doesn't tell its own.
	firstBuffer = 64 << 10
	// keptBuffers bounds how many buffers wait to be used again.
	keptBuffers = 8
)

// A Body is an answer's body, received whole.
type Body struct {
	data []byte   // in memory
	file *os.File // or in a file that has no name any more
	size int64
	home *buffers
}

// Bytes returns the body where it is held in memory.
func (b *Body) Bytes() (data []byte, ok bool) { return b.data, b.file == nil }

// Open reads the body from its beginning.
func (b *Body) Open() io.Reader {
	if b.file != nil {
		return io.NewSectionReader(b.file, 0, b.size)
	}
	return bytes.NewReader(b.data)
}

// Close lets go of the body's memory or file. The body must not be used after it.
func (b *Body) Close() {
	if b.file != nil {
		b.file.Close()
		return
	}
	b.home.put(b.data)
	b.data = nil
}

// receive reads r to its end. hint is the expected size, negative where it is
// unknown.
func (c *Client) receive(r io.Reader, hint int64) (*Body, error) {
	body := &Body{data: c.buffers.get(hint), home: &c.buffers}
	limited := &io.LimitedReader{R: r, N: c.options.MaxResponseBytes + 1}
	if err := body.fill(limited); err != nil {
		body.Close()
		return nil, err
	}
	if body.size > c.options.MaxResponseBytes {
		body.Close()
		return nil, failure.Configf("the answer has more than %d bytes, which max_response_bytes allows: ask for smaller pages, or raise max_response_bytes", c.options.MaxResponseBytes)
	}
	return body, nil
}

func (b *Body) fill(r io.Reader) error {
	for {
		if len(b.data) == cap(b.data) {
			if len(b.data) >= inMemory {
				return b.spill(r)
			}
			b.data = append(b.data, 0)[:len(b.data)]
		}
		n, err := r.Read(b.data[len(b.data):min(cap(b.data), inMemory)])
		b.data = b.data[:len(b.data)+n]
		b.size += int64(n)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(b.data) >= inMemory {
			return b.spill(r)
		}
	}
}

// spill moves what has come so far, and all that follows, to a temporary file.
func (b *Body) spill(r io.Reader) error {
	file, err := os.CreateTemp("", "source-rest-api-page-*")
	if err != nil {
		return failure.Configf("an answer of more than %d MiB needs a temporary file, which can't be made: mount a writable /tmp, set TMPDIR, or ask for smaller pages: %w", inMemory>>20, err)
	}
	// Without a name the file goes away with the process, however that ends.
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return failure.Systemf("preparing a temporary file: %w", err)
	}
	if _, err := file.Write(b.data); err != nil {
		file.Close()
		return failure.Systemf("writing a temporary file: %w", err)
	}
	rest, err := io.Copy(&fileWriter{file}, r)
	b.home.put(b.data)
	b.data, b.file = nil, file
	b.size += rest
	return err
}

// A fileWriter tells a full disk from an answer that breaks off.
type fileWriter struct{ file *os.File }

func (w *fileWriter) Write(data []byte) (int, error) {
	n, err := w.file.Write(data)
	if err != nil {
		return n, failure.Systemf("writing a temporary file: %w", err)
	}
	return n, nil
}

// buffers are byte slices to be used again.
type buffers struct {
	mu   sync.Mutex
	free [][]byte
}

// get returns an empty slice, with room for hint bytes where that is known.
func (p *buffers) get(hint int64) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	want := max(firstBuffer, int(min(hint+1, inMemory)))
	for i := len(p.free) - 1; i >= 0; i-- {
		if cap(p.free[i]) >= want {
			buffer := p.free[i]
			p.free = append(p.free[:i], p.free[i+1:]...)
			return buffer[:0]
		}
	}
	if n := len(p.free); n > 0 { // too small for this answer: let it be replaced
		p.free = p.free[:n-1]
	}
	return make([]byte, 0, want)
}

func (p *buffers) put(buffer []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) < keptBuffers && cap(buffer) > 0 {
		p.free = append(p.free, buffer)
	}
}
