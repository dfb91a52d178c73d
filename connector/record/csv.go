package record

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// errMarkup says that HTML or XML came where CSV was expected, which would pass for CSV
// of one column.
var errMarkup = errors.New("markup in the place of CSV")

// eachRow gives the rows of CSV (RFC 4180) to fn, each as a JSON object of strings that
// is good during the call only, with the number of its line. The first row is the
// columns' names. Fields are separated by commas, or where the first row has none by
// tabs or semicolons. mended is called before a row whose invalid UTF-8 was replaced.
//
// What isn't CSV, or has rows of different lengths, gives an error that wraps a
// *csv.ParseError.
func eachRow(r io.Reader, fn func(row []byte, line int) error, mended func()) error {
	buffered := bufio.NewReaderSize(r, readSize)
	start, err := buffered.Peek(readSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if bytes.HasPrefix(start, byteOrderMark) {
		_, _ = buffered.Discard(len(byteOrderMark)) // peeked, so it can't fail
		start = start[len(byteOrderMark):]
	}
	reader := csv.NewReader(buffered)
	reader.Comma = separator(start)
	reader.ReuseRecord = true
	names, err := header(reader)
	if err != nil {
		return err
	}
	var row []byte
	for {
		fields, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, csv.ErrFieldCount):
			return fmt.Errorf("a row has %d fields where the first one has %d: %w", len(fields), len(names), err)
		case err != nil:
			return err
		}
		row, err = appendRow(row[:0], names, fields)
		if err != nil {
			mended()
		}
		line, _ := reader.FieldPos(0)
		if err := fn(row, line); err != nil {
			return err
		}
	}
}

// appendRow appends a row as an object. The error says that invalid UTF-8 in it was
// replaced.
func appendRow(row []byte, names [][]byte, fields []string) ([]byte, error) {
	var mended error
	for i, field := range fields {
		row = append(row, names[i]...)
		var err error
		if row, err = jsontext.AppendQuote(row, field); err != nil {
			mended = err
		}
	}
	return append(row, '}'), mended
}

// header reads the first row. It returns what stands before each field in a row's
// object: the brace or comma, the name and the colon.
func header(reader *csv.Reader) ([][]byte, error) {
	fields, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if isMarkup(fields[0]) {
		return nil, &csv.ParseError{StartLine: 1, Line: 1, Column: 1, Err: errMarkup}
	}
	before := make([][]byte, len(fields))
	for i, name := range uniqueNames(fields) {
		mark := byte(',')
		if i == 0 {
			mark = '{'
		}
		quoted, _ := jsontext.AppendQuote([]byte{mark}, name) // invalid UTF-8 is replaced
		before[i] = append(quoted, ':')
	}
	return before, nil
}

func isMarkup(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	for _, start := range []string{"<!doctype", "<html", "<?xml"} {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

// uniqueNames returns the columns' names: a column without one is called column_N, N
// being its number from 1 on; a name that a column before it has gets _2, _3 and so on
// appended, so that no field hides another.
func uniqueNames(names []string) []string {
	given := map[string]bool{}
	for _, name := range names {
		given[name] = true
	}
	used := map[string]bool{}
	unique := make([]string, len(names))
	for i, name := range names {
		candidate := name
		if name == "" {
			name = "column_" + strconv.Itoa(i+1)
			candidate = name
		}
		for n := 2; used[candidate] || candidate != names[i] && given[candidate]; n++ {
			candidate = name + "_" + strconv.Itoa(n)
		}
		used[candidate] = true
		unique[i] = candidate
	}
	return unique
}

// separator finds what separates fields by the first row that isn't empty.
func separator(start []byte) rune {
	found, quoted := ',', false
	for _, b := range bytes.TrimLeft(start, "\r\n") {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == ',':
			return ','
		case b == '\n':
			return found
		case b == '\t', b == ';' && found == ',':
			found = rune(b)
		}
	}
	return found
}
