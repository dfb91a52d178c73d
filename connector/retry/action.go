package retry

import (
	"errors"
	"fmt"
	"net/http"

	"source-rest-api/connector/failure"
)

// An Action is a rule for answers of a status, with a text in them, or both. It goes
// before what their status alone means, also for answers of 200: an API that speaks
// GraphQL tells its errors with that status.
type Action struct {
	Status  int    // of the answers that it is for; 0 means any
	Content string // a text that their body holds; "" means any body
	Do      Verdict
}

// fits reports whether the action is for an answer.
func (a Action) fits(status int, contains func(text string) bool) bool {
	return (a.Status == 0 || a.Status == status) && (a.Content == "" || contains(a.Content))
}

// validate reports what is wrong with the action.
func (a Action) validate() error {
	var errs []error
	if a.Status == 0 && a.Content == "" {
		errs = append(errs, errors.New("an action needs a status or a text, to tell which answers it is for"))
	}
	if a.Status != 0 {
		errs = append(errs, validStatus(a.Status))
	}
	if a.Do != Ignored && a.Do != Retry && a.Do != Fail {
		errs = append(errs, errors.New("an action has to ignore answers, to retry, or to fail"))
	}
	return errors.Join(errs...)
}

// failure returns the failure that an answer with status is once the action has had it.
// Where the status alone would have come to the same, it is what the status says.
func (a Action) failure(status int, first bool) *failure.Error {
	byStatus := StatusError(status, first)
	sound := status >= 200 && status <= 299
	if a.Do == Retry && byStatus.Kind == failure.Transient && !sound || a.Do == Fail && !sound {
		return byStatus
	}
	answered := fmt.Sprintf("the API answered %d", status)
	if name := http.StatusText(status); name != "" {
		answered += " " + name
	}
	if a.Content != "" {
		answered += fmt.Sprintf(" with %q", a.Content)
	}
	switch {
	case a.Do == Retry:
		return failure.Transientf("%s, which is to be tried again by the definition; try again later", answered)
	case first:
		return failure.Configf("%s, which is a failure by the definition; check the path, the parameters and the body", answered)
	}
	return failure.Transientf("%s, which is a failure by the definition; the requests before this one were answered, try again", answered)
}
