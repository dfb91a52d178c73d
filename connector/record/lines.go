package record

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// readSize is how much of an answer that isn't in memory is read at once.
const readSize = 64 << 10

// eachLine gives the lines of JSON Lines to fn, those that are blank left out, with the
// offset of each and its number. White space around a line is taken off, and so is the
// separator that application/json-seq has before each one (RFC 7464, section 2.2).
func eachLine(body Body, fn func(line []byte, offset, number int) error) error {
	next := linesOf(body)
	for offset, number := 0, 1; ; number++ {
		line, err := next()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		rest := line
		if offset == 0 {
			rest = bytes.TrimPrefix(rest, byteOrderMark)
		}
		rest = bytes.TrimLeft(rest, " \t\r\n\x1e")
		start := offset + len(line) - len(rest)
		offset += len(line)
		if rest = bytes.TrimRight(rest, " \t\r\n"); len(rest) > 0 {
			if err := fn(rest, start, number); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

// linesOf returns a function that gives one line after another, each with its line
// break, with the last one io.EOF. Of a body in memory they are parts of it; else they
// are good until the next call.
func linesOf(body Body) func() ([]byte, error) {
	data, ok := body.Bytes()
	if !ok {
		reader := &lineReader{r: bufio.NewReaderSize(body.Open(), readSize)}
		return reader.next
	}
	return func() ([]byte, error) {
		end := bytes.IndexByte(data, '\n') + 1
		if end == 0 {
			return data, io.EOF
		}
		line := data[:end:end]
		data = data[end:]
		return line, nil
	}
}

// A lineReader reads lines in memory bounded by the longest one.
type lineReader struct {
	r    *bufio.Reader
	long []byte // a line that the reader's buffer is too small for
}

func (l *lineReader) next() ([]byte, error) {
	line, err := l.r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	l.long = l.long[:0]
	for errors.Is(err, bufio.ErrBufferFull) {
		l.long = append(l.long, line...)
		line, err = l.r.ReadSlice('\n')
	}
	l.long = append(l.long, line...)
	return l.long, err
}
