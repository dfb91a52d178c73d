package rawjson

import (
	"bufio"
	"bytes"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// bom is the byte order mark that some servers put before UTF-8. RFC 8259, section
// 8.1, allows a parser to pass over it.
const bom = "\ufeff"

// readSize is how much is asked of a reader at once.
const readSize = 64 << 10

// A decoder is a jsontext decoder that takes what real APIs send: duplicate names,
// invalid UTF-8, a byte order mark.
type decoder struct {
	jsontext.Decoder
	memory  bytes.Buffer
	reader  *bufio.Reader
	stream  bool
	skipped int64 // length of the byte order mark
}

func lenient() []jsontext.Options {
	return []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
}

// overBytes makes d read doc, whose bytes the values it gives share.
func (d *decoder) overBytes(doc []byte, options []jsontext.Options) {
	d.stream, d.skipped = false, 0
	if bytes.HasPrefix(doc, []byte(bom)) {
		doc, d.skipped = doc[len(bom):], int64(len(bom))
	}
	d.memory = *bytes.NewBuffer(doc)
	d.Reset(&d.memory, options...)
}

// overReader makes d read r. The values it gives last until it reads on.
func (d *decoder) overReader(r io.Reader, options []jsontext.Options) error {
	d.stream, d.skipped = true, 0
	if d.reader == nil {
		d.reader = bufio.NewReaderSize(r, readSize)
	} else {
		d.reader.Reset(r)
	}
	start, err := d.reader.Peek(len(bom))
	if err != nil && err != io.EOF {
		return err
	}
	if string(start) == bom {
		d.skipped = int64(len(bom))
		if _, err := d.reader.Discard(len(bom)); err != nil {
			return err
		}
	}
	d.Reset(d.reader, options...)
	return nil
}

// skip passes over the next value. In memory, reading it whole costs nothing and is
// the faster way; on a stream it would have to be held.
func (d *decoder) skip() error {
	if d.stream {
		return d.SkipValue()
	}
	_, err := d.ReadValue()
	return err
}

// end sees that nothing but white space is left.
func (d *decoder) end() error {
	offset := d.InputOffset() + d.skipped
	_, err := d.ReadToken()
	switch err {
	case io.EOF:
		return nil
	case nil:
		return &SyntaxError{Offset: offset, Err: errTrailing}
	default:
		return err
	}
}

// NewDecoder returns a decoder of tokens with the leniency of this package: it
// takes duplicate names, invalid UTF-8 and a byte order mark, whose length isn't in
// its offsets. Errors of reading the first bytes come out of its first call.
func NewDecoder(r io.Reader) *jsontext.Decoder {
	buffered := bufio.NewReaderSize(r, readSize)
	if start, _ := buffered.Peek(len(bom)); string(start) == bom {
		_, _ = buffered.Discard(len(bom)) // peeked, so it can't fail
	}
	return jsontext.NewDecoder(buffered, lenient()...)
}
