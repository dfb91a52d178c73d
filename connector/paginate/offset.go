package paginate

import (
	"encoding/json"
	"errors"
	"fmt"

	"source-rest-api/connector/jsonpath"
)

// Offset counts records up by Limit and sends offset and limit with each request,
// the first one included:
//
//	paginator:
//	  type: offset
//	  limit: 100
//	  offset_param: start
//	  limit_param: count
//	  total_path: meta.total
//
// It ends as PageNumber does. The next offset is the last one plus Limit, however
// many records came.
type Offset struct {
	Limit  int // records a page, above 0
	Offset int // of the first record to request

	OffsetParam    string // query parameter; "" means "offset" where OffsetBodyPath is "" too
	OffsetBodyPath string // keys joined by dots, in the JSON body; excludes OffsetParam
	LimitParam     string // query parameter; "" means "limit" where LimitBodyPath is "" too
	LimitBodyPath  string // keys joined by dots, in the JSON body; excludes LimitParam

	TotalPath          jsonpath.Path // number of records; zero for none
	MaximumOffset      *int          // first offset not to be requested; nil for none
	StopAfterEmptyPage bool
	HasMorePath        jsonpath.Path // whether there are more pages; zero for none
}

// DefaultOffset returns dlt's defaults: from offset 0, ending at the number of
// records in `total` or after an empty page. Limit has none.
func DefaultOffset() Offset {
	return Offset{TotalPath: jsonpath.MustCompile("total"), StopAfterEmptyPage: true}
}

// Validate reports all that keeps the config from working, joined.
func (c Offset) Validate() error {
	var limit, offset error
	if c.Limit <= 0 || c.Limit > maxPosition {
		limit = fmt.Errorf("the limit (records a page) has to be above 0, not %d", c.Limit)
	}
	if c.Offset < 0 {
		offset = fmt.Errorf("the offset can't be below 0, and is %d", c.Offset)
	}
	return errors.Join(
		limit,
		offset,
		validTarget("offset", c.OffsetParam, c.OffsetBodyPath),
		validTarget("limit", c.LimitParam, c.LimitBodyPath),
		c.ends().validate(),
	)
}

// New starts at Offset, or at the offset that token is.
func (c Offset) New(token json.RawMessage) (Paginator, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	at, err := position(token, c.Offset, c.MaximumOffset)
	if err != nil {
		return nil, err
	}
	limit := target(c.LimitParam, c.LimitBodyPath, "limit")
	limit.Value = number(c.Limit)
	set := target(c.OffsetParam, c.OffsetBodyPath, "offset")
	return &counter{
		ends: c.ends(),
		at:   at,
		step: c.Limit,
		name: set.Name,
		set: func(offset int) []Inject {
			set.Value = number(offset)
			return []Inject{set, limit}
		},
	}, nil
}

func (c Offset) ends() ends {
	return ends{
		total:   c.TotalPath,
		maximum: c.MaximumOffset,
		empty:   c.StopAfterEmptyPage,
		hasMore: c.HasMorePath,
	}
}
