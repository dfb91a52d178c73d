package rawjson

// list reads a list, on which the states from lo up to hi stand. last says that one
// of them leads to the last element: which one that is shows only at the end, so
// that it is looked into once more then.
func (w *walker) list(s *Scanner, lo, hi int, last bool) error {
	if _, err := w.ReadToken(); err != nil {
		return err
	}
	if w.PeekKind() == ']' {
		w.noChildren(s, lo, hi)
	}
	var tail tail
	for i := 0; w.PeekKind() != ']'; i++ {
		w.enterElement(s, lo, hi, i)
		var err error
		if last {
			err = w.tailElement(s, hi, &tail)
		} else {
			err = w.value(s, hi)
		}
		w.states = w.states[:hi]
		if err != nil {
			return err
		}
	}
	if _, err := w.ReadToken(); err != nil || tail.value == nil {
		return err
	}
	w.enterElement(s, lo, hi, -1)
	err := s.again(tail.value, tail.offset, w.states[hi:])
	w.states = w.states[:hi]
	return err
}

// A tail is the element of a list that was the last one so far.
type tail struct {
	value  []byte
	offset int64
}

// tailElement reads an element, on which the states from hi on stand, and remembers
// it. On a stream that takes a copy.
func (w *walker) tailElement(s *Scanner, hi int, tail *tail) error {
	if !w.stream {
		start := w.start()
		if err := w.value(s, hi); err != nil {
			return err
		}
		end := int(w.InputOffset())
		tail.value, tail.offset = w.doc[start:end:end], int64(start)+w.skipped
		return nil
	}
	value, err := w.ReadValue()
	if err != nil {
		return err
	}
	tail.value = append(tail.value[:0], value...)
	tail.offset = w.InputOffset() - int64(len(value)) + w.skipped
	if len(w.states) == hi {
		return nil
	}
	return s.again(value, tail.offset, w.states[hi:])
}

// enterElement adds the states that lead to the element of index i, or with -1 to
// the last one.
func (w *walker) enterElement(s *Scanner, lo, hi, i int) {
	for j := lo; j < hi; j++ {
		at := w.states[j]
		target := &s.targets[at.target]
		if s.done[at.target] {
			continue
		}
		if at.step == len(target.Steps) {
			if target.Mode == Elements && i >= 0 {
				w.states = append(w.states, state{at.target, at.step + 1})
			}
			continue
		}
		if at.step > len(target.Steps) {
			continue
		}
		if leadsTo(&target.Steps[at.step], i) {
			w.states = append(w.states, state{at.target, at.step + 1})
		}
	}
}

func leadsTo(step *Step, i int) bool {
	switch step.Kind {
	case WildcardStep, ElementStep:
		return i >= 0
	case IndexStep:
		return step.Index == i
	default:
		return false
	}
}
