package rawjson

import (
	"bytes"
	"unicode/utf8"
)

// Sanitize makes a valid JSON value fit for one line of UTF-8. Where the value holds
// a line break, the white space between its tokens is taken out; invalid UTF-8 and
// escapes of half a surrogate pair are replaced by U+FFFD, which repaired reports.
// Anything else stays as it was, and a value that needs neither comes back itself,
// without a copy. A changed value is written over dst, which may be nil.
func Sanitize(dst, value []byte) (line []byte, repaired bool) {
	broken := !utf8.Valid(value) || hasLoneSurrogate(value)
	breaks := bytes.IndexByte(value, '\n') >= 0 || bytes.IndexByte(value, '\r') >= 0
	if !broken && !breaks {
		return value, false
	}
	return rewrite(dst[:0], value, breaks), broken
}

// rewrite appends value to dst, repaired, and without white space if compact is set.
func rewrite(dst, value []byte, compact bool) []byte {
	for i := 0; i < len(value); {
		switch c := value[i]; {
		case c == '"':
			end := stringEnd(value, i)
			dst = appendRepaired(dst, value[i:end])
			i = end
		case compact && (c == ' ' || c == '\t' || c == '\n' || c == '\r'):
			i++
		default:
			dst = append(dst, c)
			i++
		}
	}
	return dst
}

// stringEnd returns where the string that begins at i is over.
func stringEnd(value []byte, i int) int {
	for i++; i < len(value); i++ {
		switch value[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return len(value)
}

// appendRepaired appends a quoted string to dst.
func appendRepaired(dst, quoted []byte) []byte {
	for i := 0; i < len(quoted); {
		if quoted[i] == '\\' {
			n, lone := escape(quoted[i:])
			if lone {
				dst = append(dst, "\ufffd"...)
			} else {
				dst = append(dst, quoted[i:i+n]...)
			}
			i += n
			continue
		}
		r, n := utf8.DecodeRune(quoted[i:])
		dst = utf8.AppendRune(dst, r)
		i += n
	}
	return dst
}

// hasLoneSurrogate reports whether an escape of value is half a surrogate pair.
func hasLoneSurrogate(value []byte) bool {
	for {
		i := bytes.IndexByte(value, '\\')
		if i < 0 {
			return false
		}
		n, lone := escape(value[i:])
		if lone {
			return true
		}
		value = value[i+n:]
	}
}

// escape measures the escape that text begins with, a whole surrogate pair being
// one, and reports whether it is half a pair.
func escape(text []byte) (length int, lone bool) {
	unit, ok := codeUnit(text)
	switch {
	case !ok:
		return min(2, len(text)), false
	case unit < 0xd800 || unit > 0xdfff:
		return 6, false
	case unit >= 0xdc00:
		return 6, true
	}
	if low, ok := codeUnit(text[6:]); ok && low >= 0xdc00 && low <= 0xdfff {
		return 12, false
	}
	return 6, true
}

// codeUnit reads \uXXXX at the start of text.
func codeUnit(text []byte) (unit uint16, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	for _, c := range text[2:6] {
		unit <<= 4
		switch {
		case '0' <= c && c <= '9':
			unit |= uint16(c - '0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			unit |= uint16(c|0x20-'a') + 10
		default:
			return 0, false
		}
	}
	return unit, true
}
