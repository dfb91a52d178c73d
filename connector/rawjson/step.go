// Package rawjson takes values out of JSON text by path, as the very bytes that
// stand there: numbers, key order, duplicate names and escapes stay as they were
// written.
//
// It follows many paths in one pass, over bytes in memory or over an io.Reader in
// bounded memory, and sees the whole text to be sound while it does. It knows keys,
// indexes and wildcards only; how a path is written down, filters and the like are
// jsonpath's, and what a record is is record's.
package rawjson

// A StepKind says which children of a value a Step leads to.
type StepKind uint8

// The kinds of steps.
const (
	KeyStep      StepKind = iota // the member of an object that has the step's name
	IndexStep                    // the element of a list that has the step's index
	WildcardStep                 // every member of an object, every element of a list
	ElementStep                  // every element of a list; what is no list counts as a list of itself alone
)

// A Step leads from a value to children of it. Steps that don't fit the value, a
// key on a list or an index on an object, lead nowhere.
type Step struct {
	Kind  StepKind
	Name  string // of a KeyStep
	Index int    // of an IndexStep: 0 is the first element, -1 the last; other negative ones lead nowhere
}

// Key leads to the member named name. Where an object has it twice, it leads to
// both.
func Key(name string) Step { return Step{Kind: KeyStep, Name: name} }

// Index leads to one element of a list; -1 is the last one.
func Index(i int) Step { return Step{Kind: IndexStep, Index: i} }

// Wildcard leads to all members of an object and to all elements of a list.
func Wildcard() Step { return Step{Kind: WildcardStep} }

// Element leads to all elements of a list. A value that isn't a list stands for a
// list with that one element, as in jsonpath-ng: so data[*] finds the record where
// an API sends a single one without its list.
func Element() Step { return Step{Kind: ElementStep} }

// A Mode says what is given of a target's matches.
type Mode uint8

// The modes.
const (
	// All gives each match.
	All Mode = iota
	// Elements gives each match that isn't a list, and the elements of each one
	// that is: one level, not lists within it. Null gives nothing, as a match and
	// as an element. Such a list is never held in memory as a whole.
	Elements
	// First gives the first match, and looks no further.
	First
)

// A Target is a path to follow. No steps at all lead to the whole text.
type Target struct {
	Steps []Step
	Mode  Mode
}
