package paginate

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
)

// given returns the paths that are not the zero Path.
func given(paths ...jsonpath.Path) []jsonpath.Path {
	var needs []jsonpath.Path
	for _, path := range paths {
		if !path.IsZero() {
			needs = append(needs, path)
		}
	}
	return needs
}

// first takes the first value off values, nil where there is none left.
func first(values *[]json.RawMessage) json.RawMessage {
	if len(*values) == 0 {
		return nil
	}
	value := (*values)[0]
	*values = (*values)[1:]
	return bytes.TrimSpace(value)
}

// total reads a count: an integer, a float without a fraction, or a string of
// either. Counts past maxPosition are taken for maxPosition.
func total(path jsonpath.Path, value json.RawMessage) (int, error) {
	text := string(value)
	if value[0] == '"' {
		if json.Unmarshal(value, &text) != nil {
			return 0, unexpected(path, "the total as a number", value)
		}
		text = strings.TrimSpace(text)
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return min(n, maxPosition), nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || f < 0 || math.IsInf(f, 0) {
		return 0, unexpected(path, "the total as a whole number, 0 or above", value)
	}
	return int(min(f, maxPosition)), nil
}

// hasMore reads a flag: a bool, 1 or 0, or one of the words for them that dlt takes
// (yes, true, t, y, 1 and no, false, f, n, 0, in any case). A missing flag is an
// error, as in dlt: the path is probably a wrong one, and to stop would lose pages.
func hasMore(path jsonpath.Path, value json.RawMessage) (bool, error) {
	if isNull(value) {
		return false, missing(path, "the flag that says whether there are more pages")
	}
	text := string(value)
	if value[0] == '"' && json.Unmarshal(value, &text) != nil {
		text = ""
	}
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "yes", "true", "t", "y", "1":
		return true, nil
	case "no", "false", "f", "n", "0":
		return false, nil
	}
	return false, unexpected(path, "true or false", value)
}

func missing(path jsonpath.Path, what string) error {
	return failure.Configf("%s: %s is missing from the answer; its path is probably another one, or this API doesn't give it", path, what)
}

func unexpected(path jsonpath.Path, want string, value json.RawMessage) error {
	return failure.Configf("%s: expected %s, found %s in the answer; its path is probably another one", path, want, kind(value))
}

// kind names the JSON type of value, without showing what may be a secret.
func kind(value json.RawMessage) string {
	switch {
	case isNull(value):
		return "null"
	case string(value) == `""`:
		return "an empty string"
	}
	switch value[0] {
	case '"':
		return "a string"
	case '{':
		return "an object"
	case '[':
		return "a list"
	case 't', 'f':
		return "true or false"
	}
	return "a number"
}

func isNull(value json.RawMessage) bool {
	return len(value) == 0 || string(value) == "null"
}

// isFalsy reports whether value counts as no value in Python, which is how dlt
// tells that there is no cursor.
func isFalsy(value json.RawMessage) bool {
	if isNull(value) {
		return true
	}
	switch string(value) {
	case `""`, "false", "[]", "{}":
		return true
	}
	f, err := strconv.ParseFloat(string(value), 64)
	return err == nil && f == 0
}

// compact returns value without white space between its tokens, nil for none.
func compact(value json.RawMessage) json.RawMessage {
	if len(value) == 0 {
		return nil
	}
	var buffer bytes.Buffer
	if json.Compact(&buffer, value) != nil {
		return value
	}
	return buffer.Bytes()
}

// quote returns text as a JSON string that keeps <, > and & readable.
func quote(text string) json.RawMessage {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(text) != nil {
		return null()
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}

func null() json.RawMessage { return json.RawMessage("null") }

// badToken says what a token should have been. States are the platform's, but a
// person may have edited one, or changed the kind of paginator since.
func badToken(want string, token json.RawMessage) error {
	return failure.Configf("the state's page is no %s, but %s: the definition's paginator was changed since; reset this stream's state", want, kind(bytes.TrimSpace(token)))
}
