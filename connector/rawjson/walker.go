package rawjson

import (
	"github.com/go-json-experiment/json/jsontext"
)

// A state is a target together with how many of its steps were taken on the way to
// the value at hand. One step more than the target has means: an element of the
// list that it led to.
type state struct {
	target int
	step   int
}

// A walker goes through one text. It descends by function calls, but only as deep
// as targets lead: what no target wants is passed over by the decoder.
type walker struct {
	decoder
	doc    []byte  // the text, where it is in memory
	states []state // of the values that are open, outermost first
	name   []byte  // scratch for names with escapes
}

// forget lets go of the text, so that a scanner doesn't keep a page alive.
func (w *walker) forget(options []jsontext.Options) {
	w.doc = nil
	w.overBytes(nil, options)
}

// value reads the next value, on which the states from lo on stand.
func (w *walker) value(s *Scanner, lo int) error {
	hi := len(w.states)
	if lo == hi {
		return w.skip()
	}
	kind := w.PeekKind()
	if kind != '[' {
		w.passElementSteps(s, lo)
	}
	take, descend, last := w.wants(s, lo, hi, kind)
	switch {
	case !descend && !take:
		return w.skip()
	case !descend || w.stream && take:
		return w.take(s, lo, hi, kind, descend)
	}
	start := w.start()
	var err error
	if kind == '{' {
		err = w.object(s, lo, hi)
	} else {
		err = w.list(s, lo, hi, last)
	}
	if err != nil || !take {
		return err
	}
	end := int(w.InputOffset())
	return w.give(s, lo, hi, kind, w.doc[start:end:end], int64(start)+w.skipped)
}

// passElementSteps takes those steps for which the value at hand, being no list, is
// its own element.
func (w *walker) passElementSteps(s *Scanner, lo int) {
	for i := range w.states[lo:] {
		at := &w.states[lo+i]
		steps := s.targets[at.target].Steps
		for at.step < len(steps) && steps[at.step].Kind == ElementStep {
			at.step++
		}
	}
}

// wants says whether a state takes the value whole, whether one leads into it, and
// whether one leads to the last element of it. It notes what has been matched.
func (w *walker) wants(s *Scanner, lo, hi int, kind jsontext.Kind) (take, descend, last bool) {
	for _, at := range w.states[lo:hi] {
		target := &s.targets[at.target]
		if at.step >= len(target.Steps) {
			s.matched[at.target] = true
			if unwraps(target, at, kind) {
				descend = true
			} else {
				take = take || takes(target, at, kind)
			}
			continue
		}
		step := target.Steps[at.step]
		switch {
		case kind == '{':
			descend = descend || step.Kind == KeyStep || step.Kind == WildcardStep
		case kind == 'n' && step.Kind == WildcardStep:
			s.matched[at.target] = true
		case kind == '[':
			descend = descend || step.Kind != KeyStep
			last = last || step.Kind == IndexStep && step.Index == -1
		}
	}
	return take, descend, last
}

// unwraps reports whether the state at the end of its target's steps gives the
// value's elements in its place.
func unwraps(target *Target, at state, kind jsontext.Kind) bool {
	return target.Mode == Elements && at.step == len(target.Steps) && kind == '['
}

// takes reports whether a state whose steps are all taken gives the value whole.
func takes(target *Target, at state, kind jsontext.Kind) bool {
	if at.step < len(target.Steps) || unwraps(target, at, kind) {
		return false
	}
	return target.Mode != Elements || kind != 'n'
}

// take reads the next value whole, gives it, and looks into it where a state leads
// further.
func (w *walker) take(s *Scanner, lo, hi int, kind jsontext.Kind, descend bool) error {
	value, err := w.ReadValue()
	if err != nil {
		return err
	}
	offset := w.InputOffset() - int64(len(value)) + w.skipped
	if err := w.give(s, lo, hi, kind, value, offset); err != nil || !descend {
		return err
	}
	return w.inside(s, lo, hi, value, offset)
}

// give tells the value for each state that takes it whole.
func (w *walker) give(s *Scanner, lo, hi int, kind jsontext.Kind, value []byte, offset int64) error {
	for _, at := range w.states[lo:hi] {
		if s.done[at.target] || !takes(&s.targets[at.target], at, kind) {
			continue
		}
		if err := s.tell(at.target, value, offset); err != nil {
			return err
		}
	}
	return nil
}

// inside looks into a value that was read whole, for the states that lead further.
func (w *walker) inside(s *Scanner, lo, hi int, value []byte, offset int64) error {
	mark := len(w.states)
	for _, at := range w.states[lo:hi] {
		target := &s.targets[at.target]
		if at.step < len(target.Steps) || unwraps(target, at, jsontext.Kind(value[0])) {
			w.states = append(w.states, at)
		}
	}
	err := s.again(value, offset, w.states[mark:])
	w.states = w.states[:mark]
	return err
}

// object reads an object, on which the states from lo up to hi stand.
func (w *walker) object(s *Scanner, lo, hi int) error {
	if _, err := w.ReadToken(); err != nil {
		return err
	}
	if w.PeekKind() == '}' {
		w.noChildren(s, lo, hi)
	}
	for w.PeekKind() != '}' {
		name, err := w.readName()
		if err != nil {
			return err
		}
		w.enterMember(s, lo, hi, name)
		err = w.value(s, hi)
		w.states = w.states[:hi]
		if err != nil {
			return err
		}
	}
	_, err := w.ReadToken()
	return err
}

// readName reads a member's name with its quotes. A value of another kind in its
// place isn't read, so that the error is about where it begins.
func (w *walker) readName() ([]byte, error) {
	switch w.PeekKind() {
	case 'n', 't', 'f', '0', '{', '[':
		return nil, &jsontext.SyntacticError{
			ByteOffset:  int64(w.start()),
			JSONPointer: w.StackPointer(),
			Err:         jsontext.ErrNonStringName,
		}
	}
	return w.ReadValue()
}

// noChildren notes that the wildcards among the states from lo up to hi have come to
// an empty list or object.
func (w *walker) noChildren(s *Scanner, lo, hi int) {
	for _, at := range w.states[lo:hi] {
		steps := s.targets[at.target].Steps
		if at.step < len(steps) && (steps[at.step].Kind == WildcardStep || steps[at.step].Kind == ElementStep) {
			s.matched[at.target] = true
		}
	}
}

// enterMember adds the states that lead to the member of the quoted name.
func (w *walker) enterMember(s *Scanner, lo, hi int, quoted []byte) {
	for i := lo; i < hi; i++ {
		at := w.states[i]
		steps := s.targets[at.target].Steps
		if at.step >= len(steps) || s.done[at.target] {
			continue
		}
		step := &steps[at.step]
		if step.Kind == WildcardStep || step.Kind == KeyStep && w.isNamed(quoted, step.Name) {
			w.states = append(w.states, state{at.target, at.step + 1})
		}
	}
}

// isNamed reports whether a quoted name means name.
func (w *walker) isNamed(quoted []byte, name string) bool {
	plain := quoted[1 : len(quoted)-1]
	if string(plain) == name {
		return true
	}
	if len(plain) <= len(name) { // escapes only make it longer
		return false
	}
	unquoted, err := jsontext.AppendUnquote(w.name[:0], quoted)
	w.name = unquoted
	return err == nil && string(unquoted) == name
}

// start returns where the next value begins. Its text must be in memory.
func (w *walker) start() int {
	i := int(w.InputOffset())
	if w.stream {
		return i
	}
	for i < len(w.doc) {
		switch w.doc[i] {
		case ' ', '\t', '\r', '\n', ',', ':':
			i++
		default:
			return i
		}
	}
	return i
}
