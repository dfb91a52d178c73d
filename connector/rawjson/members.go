package rawjson

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// members finds values by the names of a record's own members. It does without a full
// decoder, for records whose syntax was checked when they came in; whatever it isn't
// sure of it leaves to the Scanner.
type members struct {
	names []string
}

// membersOf returns the finder for paths that are one key each; ok is false for other
// ones.
func membersOf(paths [][]Step) (m members, ok bool) {
	for _, path := range paths {
		if len(path) != 1 || path[0].Kind != KeyStep || strings.ContainsRune(path[0].Name, utf8.RuneError) {
			return members{}, false
		}
		m.names = append(m.names, path[0].Name)
	}
	return m, len(paths) > 0
}

// find puts the value of each name that record has into values, which are nil. ok is
// false where it can't tell; some of values may be set then.
func (m *members) find(record []byte, values [][]byte) (ok bool) {
	i := space(record, 0)
	if i == len(record) || record[i] != '{' {
		return false
	}
	missing := len(m.names)
	for {
		i = space(record, i+1)
		if i == len(record) || record[i] != '"' {
			// An empty object ends here. Anything else is wrong.
			return i < len(record) && record[i] == '}' && space(record, i+1) == len(record)
		}
		end := quoteEnd(record, i)
		if end < 0 || bytes.IndexByte(record[i:end], '\\') >= 0 {
			return false
		}
		name := record[i+1 : end-1]
		if i = space(record, end); i == len(record) || record[i] != ':' {
			return false
		}
		start := space(record, i+1)
		end = valueEnd(record, start)
		if end < 0 {
			return false
		}
		for k := range m.names {
			if values[k] == nil && m.names[k] == string(name) {
				values[k] = record[start:end:end]
				missing--
			}
		}
		if missing == 0 {
			return true
		}
		if i = space(record, end); i == len(record) || record[i] != ',' {
			return i < len(record) && record[i] == '}' && space(record, i+1) == len(record)
		}
	}
}

// space returns the index of the first byte from i on that isn't white space.
func space(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// valueEnd returns the index after the value that begins at i, -1 where there is none.
func valueEnd(text []byte, i int) int {
	if i == len(text) {
		return -1
	}
	switch text[i] {
	case '"':
		return quoteEnd(text, i)
	case '{', '[':
		return nestedEnd(text, i)
	}
	start := i
	for i < len(text) && text[i] != ',' && text[i] != '}' && text[i] > ' ' {
		i++
	}
	if i == start {
		return -1
	}
	return i
}

// nestedEnd returns the index after the object or list that begins at i.
func nestedEnd(text []byte, i int) int {
	for depth := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			end := quoteEnd(text, i)
			if end < 0 {
				return -1
			}
			i = end - 1
		}
	}
	return -1
}

// quoteEnd returns the index after the string that begins at i, -1 where it has no end.
func quoteEnd(text []byte, i int) int {
	for begin := i + 1; ; {
		quote := bytes.IndexByte(text[begin:], '"')
		if quote < 0 {
			return -1
		}
		quote += begin
		escapes := 0
		for text[quote-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return quote + 1
		}
		begin = quote + 1
	}
}
