package requester

import (
	"bufio"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// A gzipDecoder undoes gzip (RFC 1952).
type gzipDecoder struct{ gzip.Reader }

// Reset reads the header.
func (d *gzipDecoder) Reset(r *bufio.Reader) error { return d.Reader.Reset(r) }

// A deflateDecoder undoes deflate, which is zlib (RFC 1950) by RFC 9110, section
// 8.4.1.2. Some servers send the bare stream (RFC 1951) instead.
type deflateDecoder struct {
	io.Reader
	zlib io.Reader
	raw  io.Reader
}

// Reset tells zlib from the bare stream by the first two bytes, which are a multiple of
// 31 in zlib, with the method 8 (RFC 1950, section 2.2). A bare stream doesn't begin so:
// it would be a stored block whose padding isn't zero.
func (d *deflateDecoder) Reset(r *bufio.Reader) error {
	start, err := r.Peek(2)
	if err != nil {
		return err
	}
	if start[0]&0x0f != 8 || (uint(start[0])<<8|uint(start[1]))%31 != 0 {
		return d.resetRaw(r)
	}
	if d.zlib == nil {
		d.zlib, err = zlib.NewReader(r)
	} else {
		err = d.zlib.(zlib.Resetter).Reset(r, nil)
	}
	d.Reader = d.zlib
	return err
}

func (d *deflateDecoder) resetRaw(r io.Reader) error {
	if d.raw == nil {
		d.raw = flate.NewReader(r)
	}
	d.Reader = d.raw
	return d.raw.(flate.Resetter).Reset(r, nil)
}

// A brotliDecoder undoes br (RFC 7932).
type brotliDecoder struct{ brotli.Reader }

// Reset reads nothing yet.
func (d *brotliDecoder) Reset(r *bufio.Reader) error { return d.Reader.Reset(r) }

// zstdWindow is the largest window that RFC 9659 allows in answers.
const zstdWindow = 8 << 20

// A zstdDecoder undoes zstd (RFC 8878).
type zstdDecoder struct{ decoder *zstd.Decoder }

// Reset reads nothing yet. The decoder runs in the goroutine that reads.
func (d *zstdDecoder) Reset(r *bufio.Reader) (err error) {
	if d.decoder != nil {
		return d.decoder.Reset(r)
	}
	d.decoder, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
	return err
}

// Read decodes on.
func (d *zstdDecoder) Read(p []byte) (int, error) { return d.decoder.Read(p) }
