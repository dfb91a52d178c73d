package paginate

import (
	"fmt"
	"slices"
	"strings"
)

// target returns where a value goes: into the body where bodyPath is given, else
// into the query parameter param, fallback where that is "" too.
func target(param, bodyPath, fallback string) Inject {
	if bodyPath != "" {
		return Inject{Into: Body, Name: bodyPath}
	}
	return Inject{Into: Query, Name: orDefault(param, fallback)}
}

func validTarget(what, param, bodyPath string) error {
	if param != "" && bodyPath != "" {
		return fmt.Errorf("the %s goes either into a query parameter (%q) or into the body (%q), not into both", what, param, bodyPath)
	}
	if bodyPath != "" && slices.Contains(strings.Split(bodyPath, "."), "") {
		return fmt.Errorf("the %s's place in the body, %q, has an empty key", what, bodyPath)
	}
	return nil
}

// size returns the page size as it goes into each request, nothing where it isn't
// to be sent.
func size(size int, param string) []Inject {
	if size == 0 || param == "" {
		return nil
	}
	return []Inject{{Into: Query, Name: param, Value: number(size)}}
}

func validSize(size int) error {
	if size < 0 {
		return fmt.Errorf("the page size has to be above 0, not %d", size)
	}
	return nil
}

func orDefault(name, fallback string) string {
	if name == "" {
		return fallback
	}
	return name
}
