package document

import "bytes"

// Parse reads a JSON or a YAML text. A text that begins like JSON but isn't is
// read as YAML, whose flow style takes trailing commas and bare keys; where both
// readings fail, the faults are those of the likelier one. The error is a
// failure.Faults.
func Parse(text []byte) (*Node, error) {
	text = bytes.TrimPrefix(text, byteOrderMark)
	if !beginsLikeJSON(text) {
		return ParseYAML(text)
	}
	node, jsonErr := ParseJSON(text)
	if jsonErr == nil {
		return node, nil
	}
	node, yamlErr := ParseYAML(text)
	if yamlErr == nil {
		return node, nil
	}
	if bareKey(text) {
		return nil, yamlErr
	}
	return nil, jsonErr
}

const space = " \t\r\n"

func beginsLikeJSON(text []byte) bool {
	text = bytes.TrimLeft(text, space)
	return len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

// bareKey reports whether text, an object, begins with a key without quotes.
func bareKey(text []byte) bool {
	text = bytes.TrimLeft(text, space)
	rest := bytes.TrimLeft(text[1:], space)
	return text[0] == '{' && len(rest) > 0 && rest[0] != '"' && rest[0] != '}'
}
