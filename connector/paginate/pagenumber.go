package paginate

import (
	"encoding/json"
	"errors"

	"source-rest-api/connector/jsonpath"
)

// PageNumber counts pages up by one and sends the number with each request, the
// first one included:
//
//	paginator:
//	  type: page_number
//	  base_page: 1
//	  page_param: page
//	  total_path: meta.page_count
//
// It ends, tested in this order, after an empty page (StopAfterEmptyPage), at the
// total, at the maximum, and where the has-more flag says no. A page with fewer
// records than others doesn't end it: APIs that filter after paging give such
// pages in the middle.
//
// A total that is missing from an answer ends dlt with an error. Here the walk goes
// on for as long as another condition can end it.
type PageNumber struct {
	BasePage int  // the number of the API's first page: 0 or 1
	Page     *int // the first page to request; nil means BasePage

	Param    string // query parameter; "" means "page" where BodyPath is "" too
	BodyPath string // keys joined by dots, in the JSON body; excludes Param

	Size      int    // records a page, 0 where unknown; it ends nothing
	SizeParam string // query parameter that Size is sent as; "" means not sent

	TotalPath          jsonpath.Path // number of pages (not of records); zero for none
	MaximumPage        *int          // first page number not to be requested; nil for none
	StopAfterEmptyPage bool
	HasMorePath        jsonpath.Path // whether there are more pages; zero for none
}

// DefaultPageNumber returns dlt's defaults: pages from 0, ending at the number of
// pages in `total` or after an empty page.
func DefaultPageNumber() PageNumber {
	return PageNumber{TotalPath: jsonpath.MustCompile("total"), StopAfterEmptyPage: true}
}

// Validate reports all that keeps the config from working, joined.
func (c PageNumber) Validate() error {
	return errors.Join(
		validTarget("page number", c.Param, c.BodyPath),
		validSize(c.Size),
		c.ends().validate(),
	)
}

// New starts at Page, or at the page number that token is.
func (c PageNumber) New(token json.RawMessage) (Paginator, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	first := c.BasePage
	if c.Page != nil {
		first = *c.Page
	}
	at, err := position(token, first, c.MaximumPage)
	if err != nil {
		return nil, err
	}
	set := target(c.Param, c.BodyPath, "page")
	return &counter{
		ends: c.ends(),
		at:   at,
		step: 1,
		base: c.BasePage,
		name: set.Name,
		set: func(page int) []Inject {
			set.Value = number(page)
			return append([]Inject{set}, size(c.Size, c.SizeParam)...)
		},
	}, nil
}

func (c PageNumber) ends() ends {
	return ends{
		total:   c.TotalPath,
		maximum: c.MaximumPage,
		empty:   c.StopAfterEmptyPage,
		hasMore: c.HasMorePath,
	}
}
