package failure

import (
	"fmt"
	"slices"
	"strings"
)

// A Fault is one thing wrong in a config, a definition, a catalog or a state.
type Fault struct {
	Path    string // where, in the config's own words: resources[2].endpoint.path
	Line    int    // 1-based, 0 where the text has no position to tell
	Column  int    // 1-based, in characters
	Message string // what is wrong and what would be right; never a value that may be a secret
}

// Faults are all the things wrong in one text, so that one run shows them all.
type Faults []Fault

// Add notes a fault at path.
func (f *Faults) Add(path, format string, args ...any) {
	*f = append(*f, Fault{Path: path, Message: fmt.Sprintf(format, args...)})
}

// Err returns the faults as an error, ordered by position and then as they were
// found; nil when there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	sorted := slices.Clone(f)
	slices.SortStableFunc(sorted, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return slices.Compact(sorted)
}

// Error joins the faults, separated by "; ".
func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, fault := range f {
		texts[i] = fault.String()
	}
	return strings.Join(texts, "; ")
}

// String returns "path: message (line l, column c)" with the parts it has.
func (f Fault) String() string {
	text := f.Message
	if f.Path != "" {
		text = f.Path + ": " + text
	}
	if f.Line > 0 {
		text += fmt.Sprintf(" (line %d, column %d)", f.Line, f.Column)
	}
	return text
}
