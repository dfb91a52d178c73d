package dlt

import "strings"

// A piece is a part of a text with placeholders.
type piece struct {
	text string // literal text, or the name between the braces
	name bool
}

// pieces cuts a text at its placeholders as Python's string.Formatter does: {name},
// and {{ and }} for the braces themselves. ok is false where a brace lacks its
// partner.
func pieces(text string) (parts []piece, ok bool) {
	var literal strings.Builder
	flush := func() {
		if literal.Len() > 0 {
			parts = append(parts, piece{text: literal.String()})
			literal.Reset()
		}
	}
	for i := 0; i < len(text); i++ {
		switch doubled := i+1 < len(text) && text[i+1] == text[i]; {
		case text[i] != '{' && text[i] != '}':
			literal.WriteByte(text[i])
		case doubled:
			literal.WriteByte(text[i])
			i++
		case text[i] == '}':
			return nil, false
		default:
			end := strings.IndexAny(text[i+1:], "{}")
			if end < 0 || text[i+1+end] == '{' {
				return nil, false
			}
			flush()
			parts = append(parts, piece{text: text[i+1 : i+1+end], name: true})
			i += 1 + end
		}
	}
	flush()
	return parts, true
}
