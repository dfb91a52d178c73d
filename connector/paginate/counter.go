package paginate

import (
	"encoding/json"
	"errors"
	"strconv"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
)

// maxPosition bounds positions and totals, so that no sum of two overflows: the
// largest integer that every JSON reader keeps exactly (RFC 8259, section 6).
const maxPosition = 1<<53 - 1

// ends are the conditions that end a walk by counted positions.
type ends struct {
	total   jsonpath.Path
	maximum *int
	empty   bool
	hasMore jsonpath.Path
}

func (e ends) validate() error {
	if e.total.IsZero() && e.maximum == nil && !e.empty && e.hasMore.IsZero() {
		return errors.New("nothing would end the paging: give a total, a maximum or a has-more flag, or stop after an empty page")
	}
	return nil
}

// counter walks positions that are known in advance: page numbers and offsets.
type counter struct {
	ends
	at   int                // position of the page whose answer comes next
	step int                // from one page to the next
	base int                // position of the API's first page or record, which totals count from
	end  *int               // position after the last one, by the last answer's total
	name string             // of the parameter, for errors
	set  func(int) []Inject // what the request for a position carries
}

// First returns the page at the start position.
func (c *counter) First() Page { return c.page(c.at) }

// Needs returns the paths of the total and the has-more flag that are configured.
func (c *counter) Needs() []jsonpath.Path {
	return given(c.total, c.hasMore)
}

// Next returns the page at the next position.
func (c *counter) Next(answer Answer) (Page, bool, error) {
	if answer.Records == 0 && c.empty {
		return Page{}, false, nil
	}
	values := answer.Values
	if !c.total.IsZero() {
		if err := c.observeTotal(first(&values)); err != nil {
			return Page{}, false, err
		}
	}
	if answer.Repeat {
		return Page{}, false, ignored(c.name)
	}
	c.at += c.step
	if c.past(c.at) {
		return Page{}, false, nil
	}
	if !c.hasMore.IsZero() {
		more, err := hasMore(c.hasMore, first(&values))
		if err != nil || !more {
			return Page{}, false, err
		}
	}
	return c.page(c.at), true, nil
}

// Ahead returns the page one step after page, unless that is past the maximum or
// past the total of the last answer that Next saw.
func (c *counter) Ahead(page Page) (Page, bool) {
	at, err := strconv.Atoi(string(page.Token))
	if err != nil || at > maxPosition {
		return Page{}, false
	}
	if at += c.step; c.past(at) {
		return Page{}, false
	}
	return c.page(at), true
}

// observeTotal notes where the walk ends by the answer's total. A missing total is
// an error only where nothing else can end the walk.
func (c *counter) observeTotal(value json.RawMessage) error {
	c.end = nil
	if isNull(value) {
		if c.empty || c.maximum != nil || !c.hasMore.IsZero() {
			return nil
		}
		return missing(c.total, "the total")
	}
	total, err := total(c.total, value)
	if err != nil {
		return err
	}
	end := total + c.base
	c.end = &end
	return nil
}

func (c *counter) past(at int) bool {
	return at > maxPosition || c.end != nil && at >= *c.end || c.maximum != nil && at >= *c.maximum
}

func (c *counter) page(at int) Page {
	return Page{Token: number(at), Set: c.set(at)}
}

// position reads a token that is a position, first where there is none.
func position(token json.RawMessage, first int, maximum *int) (int, error) {
	if isNull(token) {
		return first, nil
	}
	at, err := strconv.Atoi(string(token))
	switch {
	case err != nil || string(token) != string(number(at)):
		return 0, badToken("whole number", token)
	case at < first || at > maxPosition:
		return 0, failure.Configf("the state goes on from page or offset %d, and the first one is %d: reset this stream's state", at, first)
	case maximum != nil && at >= *maximum && at != first:
		return 0, failure.Configf("the state goes on from page or offset %d, and the maximum is %d: reset this stream's state", at, *maximum)
	}
	return at, nil
}

func number(n int) json.RawMessage { return strconv.AppendInt(nil, int64(n), 10) }
