package dlt

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

// maxText is the longest text of a definition, in bytes.
const maxText = 1 << 20

// Parse reads the text of a definition: JSON, YAML or Python, with or without a
// Markdown fence around it. The error is a failure.Faults. In Python text the
// secrets are looked up at once; in the other forms Compile does it.
func Parse(text string, env Env) (*document.Node, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	var faults failure.Faults
	switch {
	case len(text) > maxText:
		faults.Add("", "the definition is longer than 1 MiB")
	case !utf8.ValidString(text):
		faults.Add("", "the definition isn't UTF-8 text")
	case strings.TrimSpace(text) == "":
		faults.Add("", "the definition is empty")
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	text = unfence(text)
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		return parseBraces(text, env)
	}
	if looksLikePython(text) {
		return parsePython(text, env)
	}
	node, err := document.Parse([]byte(text))
	if err != nil {
		return nil, err
	}
	return projectSource(node)
}

// parseBraces reads a text that begins with {: JSON, YAML in its flow style, or the
// dict of a Python text alone.
func parseBraces(text string, env Env) (*document.Node, error) {
	node, err := document.Parse([]byte(text))
	if err == nil {
		return projectSource(node)
	}
	node, pythonErr := parsePython(text, env)
	if pythonErr == nil || pythonWord.MatchString(text) {
		return node, pythonErr
	}
	return nil, err
}

// pythonWord finds what stands in a Python dict and neither in JSON nor in YAML.
var pythonWord = regexp.MustCompile(`[:\[,]\s*(?:dlt\.(?:secrets|config)|True\b|False\b|None\b|')`)

// unfence blanks the lines of a Markdown fence around the text, keeping the lines
// between as they are numbered.
func unfence(text string) string {
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if !strings.HasPrefix(trimmed, "```") {
		return text
	}
	lead := strings.Count(text[:len(text)-len(trimmed)], "\n")
	_, body, _ := strings.Cut(trimmed, "\n")
	lines := strings.SplitAfter(body, "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			lines = lines[:i]
			break
		}
	}
	return strings.Repeat("\n", lead+1) + strings.Join(lines, "")
}

var (
	pythonLine = regexp.MustCompile(`(?m)^(?:import [A-Za-z_]|from [\w.]+ import |def \w+\s*\(|@\w+|class \w+|if __name__|[A-Za-z_]\w*\s*(?::\s*[\w.\[\], "'|]+)?=[^=])`)
	pythonCall = regexp.MustCompile(`\b(?:rest_api_source|rest_api_resources|rest_api|RESTAPIConfig)\s*\(`)
)

// looksLikePython tells Python from YAML by lines that begin as no YAML does.
func looksLikePython(text string) bool {
	return pythonLine.MatchString(text) || pythonCall.MatchString(text)
}
