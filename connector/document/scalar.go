package document

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// The plain scalars of YAML 1.1 as PyYAML 6 tells them apart (its resolver.py),
// which is narrower than https://yaml.org/type/: an exponent needs a point and a
// sign, y and n are strings.
var (
	yamlFloat = regexp.MustCompile(`^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$`)
	yamlInt   = regexp.MustCompile(`^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$`)
	yamlTime  = regexp.MustCompile(`^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(\.[0-9]*)?(?:[ \t]*(Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?$`)
)

var yamlBools = map[string]string{
	"yes": "true", "Yes": "true", "YES": "true", "true": "true", "True": "true", "TRUE": "true",
	"on": "true", "On": "true", "ON": "true",
	"no": "false", "No": "false", "NO": "false", "false": "false", "False": "false", "FALSE": "false",
	"off": "false", "Off": "false", "OFF": "false",
}

var yamlNulls = map[string]bool{"": true, "~": true, "null": true, "Null": true, "NULL": true}

// maxScalar is the length of the longest text that can be a number or a date. It
// keeps numbers in base 60 and 2 from becoming long sums.
const maxScalar = 400

// resolveScalar returns what a plain scalar, or one with an explicit tag, stands
// for: a number's text is a JSON literal. A problem says why it can't be had.
func resolveScalar(text, tag string) (kind Kind, value, problem string) {
	switch tag {
	case "!!str":
		return String, text, ""
	case "", "!!int", "!!float", "!!bool", "!!null", "!!timestamp":
		kind, value, problem = resolvePlain(text)
	default:
		return String, "", "the tag " + tag + " isn't supported; take it out"
	}
	wanted := map[string]Kind{"!!int": Number, "!!float": Number, "!!bool": Bool, "!!null": Null, "!!timestamp": String}
	if want, ok := wanted[tag]; ok && problem == "" && kind != want {
		return String, "", "the value doesn't fit its tag " + tag
	}
	return kind, value, problem
}

func resolvePlain(text string) (kind Kind, value, problem string) {
	if value, ok := yamlBools[text]; ok {
		return Bool, value, ""
	}
	if yamlNulls[text] {
		return Null, "", ""
	}
	if len(text) > maxScalar {
		return String, text, ""
	}
	switch {
	case yamlFloat.MatchString(text):
		return floatLiteral(text)
	case yamlInt.MatchString(text):
		return intLiteral(text)
	}
	if parts := yamlTime.FindStringSubmatch(text); parts != nil {
		return String, isoTime(parts), ""
	}
	return String, text, ""
}

func intLiteral(text string) (Kind, string, string) {
	sign, digits := splitSign(strings.ReplaceAll(text, "_", ""))
	base := 10
	switch {
	case strings.HasPrefix(digits, "0b"):
		base, digits = 2, digits[2:]
	case strings.HasPrefix(digits, "0x"):
		base, digits = 16, digits[2:]
	case strings.Contains(digits, ":"):
		return Number, sign + sexagesimal(strings.Split(digits, ":")).String(), ""
	case len(digits) > 1 && digits[0] == '0':
		base = 8
	}
	number, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return Number, "", "the number has no digits"
	}
	if number.Sign() == 0 {
		sign = ""
	}
	return Number, sign + number.String(), ""
}

func splitSign(text string) (sign, rest string) {
	if text[0] == '-' {
		return "-", text[1:]
	}
	return "", strings.TrimPrefix(text, "+")
}

// sexagesimal adds up digits in base 60, as 12:30 is in YAML 1.1.
func sexagesimal(parts []string) *big.Int {
	sum := new(big.Int)
	for _, part := range parts {
		digit, _ := new(big.Int).SetString(part, 10)
		sum.Add(sum.Mul(sum, big.NewInt(60)), digit)
	}
	return sum
}

func floatLiteral(text string) (Kind, string, string) {
	sign, digits := splitSign(strings.ToLower(strings.ReplaceAll(text, "_", "")))
	if digits == ".inf" || digits == ".nan" {
		return Number, "", text + " is no number that JSON has; put quotes around it if it is a text"
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	if parts := strings.Split(whole, ":"); len(parts) > 1 {
		whole = sexagesimal(parts).String()
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction == "" || fraction[0] == 'e' {
		fraction = "0" + fraction
	}
	return Number, sign + whole + "." + fraction, ""
}

// isoTime spells the parts of a time stamp as RFC 3339 does, without a zone where
// the text has none.
func isoTime(parts []string) string {
	two := func(s string) string {
		n, _ := strconv.Atoi(s)
		return string([]byte{'0' + byte(n/10), '0' + byte(n%10)})
	}
	text := parts[1] + "-" + two(parts[2]) + "-" + two(parts[3]) + "T" + two(parts[4]) + ":" + parts[5] + ":" + parts[6]
	if len(parts[7]) > 1 {
		text += parts[7]
	}
	switch {
	case parts[8] == "Z":
		text += "Z"
	case parts[8] != "":
		minutes := parts[11]
		if minutes == "" {
			minutes = "00"
		}
		text += parts[9] + two(parts[10]) + ":" + minutes
	}
	return text
}
