package paginate

import (
	"errors"
	"fmt"

	"source-rest-api/connector/failure"
)

// ErrRepeat is wrapped by Next's error where an API gives the same page again.
// Going on would never end, and stopping would lose the other pages.
var ErrRepeat = errors.New("page repeated")

// ignored returns the failure for a page that came again although the parameter
// param asked for another one.
func ignored(param string) error {
	return repeated(fmt.Sprintf(
		"the parameter %q is probably ignored or has another name, or this endpoint doesn't page", param))
}

func repeated(reason string) error {
	return &failure.Error{
		Kind:    failure.Config,
		Message: "the API gave the same page twice: " + reason,
		Err:     ErrRepeat,
	}
}

// A loop notices when a walk comes back to where it was. It keeps three positions
// only: the first one, the last one, and one that moves up at every power of two, so
// that a circle of any length is noticed before it has been gone around three times
// (Brent's algorithm).
type loop struct {
	first, last, mark string
	steps, move       int
}

// add notes a position and reports whether the walk was there before.
func (l *loop) add(position string) bool {
	if l.steps > 0 && (position == l.first || position == l.last || position == l.mark) {
		return true
	}
	if l.steps == 0 {
		l.first = position
	}
	if l.steps >= l.move {
		l.mark, l.move = position, 2*l.move+1
	}
	l.last = position
	l.steps++
	return false
}
