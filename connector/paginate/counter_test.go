package paginate

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
)

func TestPageNumberSteps(t *testing.T) {
	full := func(body string) []reply { return []reply{{body: body, records: 2}} }
	from := func(change func(*PageNumber)) PageNumber {
		c := DefaultPageNumber()
		change(&c)
		return c
	}
	hasMore := from(func(c *PageNumber) { c.TotalPath = jsonpath.Path{}; c.HasMorePath = pathOf("more") })
	noEmpty := from(func(c *PageNumber) { c.StopAfterEmptyPage = false })
	oneBased := from(func(c *PageNumber) { c.BasePage = 1 })
	runSteps(t, []step{
		{name: "zero based goes on below the total", config: DefaultPageNumber(), replies: full(`{"total":2}`), want: "page=1"},
		{name: "zero based ends at the total", config: DefaultPageNumber(), token: "1", replies: full(`{"total":2}`)},
		{name: "one based goes on to the last page", config: oneBased, replies: full(`{"total":2}`), want: "page=2"},
		{name: "one based ends after the last page", config: oneBased, token: "2", replies: full(`{"total":2}`)},
		{name: "total as a string", config: DefaultPageNumber(), replies: full(`{"total":" 2 "}`), want: "page=1"},
		{name: "total as an integral float", config: DefaultPageNumber(), token: "1", replies: full(`{"total":2.0}`)},
		{name: "total as a float string", config: DefaultPageNumber(), token: "1", replies: full(`{"total":"2.0"}`)},
		{name: "total with a fraction", config: DefaultPageNumber(), replies: full(`{"total":2.9}`), wantErr: "total: expected the total as a whole number, 0 or above, found a number"},
		{name: "total below zero", config: DefaultPageNumber(), replies: full(`{"total":-1}`), wantErr: "total: expected"},
		{name: "total that is no number", config: DefaultPageNumber(), replies: full(`{"total":"secret"}`), wantErr: "found a string"},
		{name: "total that is infinite", config: DefaultPageNumber(), replies: full(`{"total":"inf"}`), wantErr: "found a string"},
		{name: "total beyond all integers", config: DefaultPageNumber(), replies: full(`{"total":1e300}`), want: "page=1"},
		{name: "missing total goes on", config: DefaultPageNumber(), replies: full(`{}`), want: "page=1"},
		{name: "null total goes on", config: DefaultPageNumber(), replies: full(`{"total":null}`), want: "page=1"},
		{name: "missing total where nothing else ends", config: noEmpty, replies: full(`{}`), wantErr: "total: the total is missing from the answer"},
		{name: "missing total where a flag ends", config: PageNumber{TotalPath: pathOf("total"), HasMorePath: pathOf("more")},
			replies: full(`{"more":true}`), want: "page=1"},
		{name: "page size name without a size", config: from(func(c *PageNumber) { c.SizeParam = "per_page" }), replies: full(`{}`), want: "page=1"},
		{name: "total zero ends", config: DefaultPageNumber(), replies: full(`{"total":0}`)},
		{name: "empty page ends before the total is read", config: DefaultPageNumber(), replies: []reply{{body: `{"total":[]}`}}},
		{name: "empty page doesn't end unless told to", config: noEmpty, replies: []reply{{body: `{"total":9}`}}, want: "page=1"},
		{name: "short page doesn't end", config: from(func(c *PageNumber) { c.Size, c.SizeParam = 50, "per_page" }),
			replies: []reply{{body: `{}`, records: 1}}, want: "page=1 per_page=50"},
		{name: "page size is not sent without a name", config: from(func(c *PageNumber) { c.Size = 50 }), replies: full(`{}`), want: "page=1"},
		{name: "maximum is exclusive", config: from(func(c *PageNumber) { c.BasePage, c.MaximumPage = 1, ptr(2) }), replies: full(`{}`)},
		{name: "below the maximum", config: from(func(c *PageNumber) { c.MaximumPage = ptr(2) }), replies: full(`{}`), want: "page=1"},
		{name: "page is asked first and the base stays", config: from(func(c *PageNumber) { c.BasePage, c.Page = 1, ptr(3) }),
			replies: full(`{"total":4}`), want: "page=4"},
		{name: "has more true", config: hasMore, replies: full(`{"more":true}`), want: "page=1"},
		{name: "has more false", config: hasMore, replies: full(`{"more":false}`)},
		{name: "has more as a word", config: hasMore, replies: full(`{"more":"Yes"}`), want: "page=1"},
		{name: "has more as a negative word", config: hasMore, replies: full(`{"more":"F"}`)},
		{name: "has more as one", config: hasMore, replies: full(`{"more":1}`), want: "page=1"},
		{name: "has more as zero", config: hasMore, replies: full(`{"more":0}`)},
		{name: "has more as another word", config: hasMore, replies: full(`{"more":"on"}`), wantErr: "more: expected true or false, found a string"},
		{name: "has more as another number", config: hasMore, replies: full(`{"more":2}`), wantErr: "found a number"},
		{name: "has more missing", config: hasMore, replies: full(`{}`), wantErr: "more: the flag that says whether there are more pages is missing"},
		{name: "has more null", config: hasMore, replies: full(`{"more":null}`), wantErr: "is missing"},
		{name: "has more doesn't override the total", config: PageNumber{TotalPath: pathOf("total"), HasMorePath: pathOf("more")},
			replies: full(`{"total":1,"more":true}`)},
		{name: "has more doesn't override the maximum", config: PageNumber{MaximumPage: ptr(1), HasMorePath: pathOf("more")},
			replies: full(`{"more":true}`)},
		{name: "nested body path", config: from(func(c *PageNumber) { c.BodyPath = "paging.page" }), replies: full(`{}`), want: "body paging.page=1"},
		{name: "same page twice with a flag only", config: hasMore, replies: []reply{{body: `{"more":true}`, records: 1, repeat: true}},
			wantErr: `the API gave the same page twice: the parameter "page"`},
		{name: "same page twice up to a maximum", config: from(func(c *PageNumber) { c.MaximumPage = ptr(9) }),
			replies: []reply{{body: `{}`, records: 1, repeat: true}}, wantErr: `the API gave the same page twice: the parameter "page"`},
	})
}

func TestOffsetSteps(t *testing.T) {
	full := func(body string) []reply { return []reply{{body: body, records: 1}} }
	from := func(change func(*Offset)) Offset {
		c := DefaultOffset()
		c.Limit = 10
		if change != nil {
			change(&c)
		}
		return c
	}
	runSteps(t, []step{
		{name: "adds the limit, not the records", config: from(nil), replies: full(`{"total":11}`), want: "offset=10 limit=10"},
		{name: "ends at the total", config: from(nil), replies: full(`{"total":10}`)},
		{name: "total as a string", config: from(nil), replies: full(`{"total":"10"}`)},
		{name: "total of the wrong kind", config: from(nil), replies: full(`{"total":true}`), wantErr: "found true or false"},
		{name: "missing total goes on", config: from(nil), replies: full(`{}`), want: "offset=10 limit=10"},
		{name: "missing total where nothing else ends", config: from(func(c *Offset) { c.StopAfterEmptyPage = false }),
			replies: full(`{}`), wantErr: "the total is missing"},
		{name: "no total ends at an empty page", config: from(func(c *Offset) { c.TotalPath = jsonpath.Path{} }), replies: []reply{{body: `{}`}}},
		{name: "total is where the API counts to, not how many follow", config: from(func(c *Offset) { c.Offset = 5 }), replies: full(`{"total":16}`), want: "offset=15 limit=10"},
		{name: "custom start ends at the total", config: from(func(c *Offset) { c.Offset = 5 }), replies: full(`{"total":15}`)},
		{name: "maximum is exclusive", config: from(func(c *Offset) { c.MaximumOffset = ptr(10) }), replies: full(`{}`)},
		{name: "below the maximum", config: from(func(c *Offset) { c.MaximumOffset = ptr(11) }), replies: full(`{}`), want: "offset=10 limit=10"},
		{name: "names and places", config: from(func(c *Offset) { c.OffsetParam, c.LimitBodyPath = "start", "page.size" }),
			replies: full(`{}`), want: "start=10 body page.size=10"},
		{name: "same page twice", config: from(func(c *Offset) { c.TotalPath = jsonpath.Path{} }),
			replies: []reply{{body: `{}`, records: 1, repeat: true}}, wantErr: `the parameter "offset"`},
	})
}

func TestCountersAskForTheirFirstPage(t *testing.T) {
	offset := DefaultOffset()
	offset.Limit, offset.Offset = 10, 30
	page := PageNumber{BasePage: 1, Page: ptr(4), StopAfterEmptyPage: true, Size: 2, SizeParam: "n"}
	for want, config := range map[string]Config{
		"offset=30 limit=10": offset,
		"page=4 n=2":         page,
		"page=0":             DefaultPageNumber(),
	} {
		p, err := config.New(nil)
		require.NoError(t, err)
		require.Equal(t, want, carried(p.First()))
	}
}

func TestAheadStopsAtMaximumAndTotal(t *testing.T) {
	c := DefaultPageNumber()
	c.MaximumPage = ptr(3)
	p := start(t, c, "").(*counter)
	page, ok := p.Ahead(Page{Token: number(1)})
	require.True(t, ok)
	require.Equal(t, "page=2", carried(page))
	_, ok = p.Ahead(page)
	require.False(t, ok, "the maximum is exclusive")

	_, _, err := next(t, p, reply{body: `{"total":2}`, records: 1})
	require.NoError(t, err)
	_, ok = p.Ahead(Page{Token: number(1)})
	require.False(t, ok, "the total is known now")
	_, ok = p.Ahead(Page{Token: null()})
	require.False(t, ok)
}

func TestValidateFindsAllFaults(t *testing.T) {
	for _, test := range []struct {
		config Validator
		want   []string
	}{
		{DefaultPageNumber(), nil},
		{DefaultCursor(), nil},
		{DefaultJSONLink(), nil},
		{PageNumber{}, []string{"nothing would end the paging"}},
		{PageNumber{Param: "p", BodyPath: "b", Size: -1, StopAfterEmptyPage: true}, []string{"not into both", "page size"}},
		{Offset{OffsetBodyPath: "a..b", LimitParam: "l", LimitBodyPath: "b", Offset: -1},
			[]string{"the limit (records a page)", "can't be below 0", "empty key", "not into both", "nothing would end"}},
		{Cursor{Param: "p", BodyPath: "b"}, []string{"path of the cursor", "not into both"}},
		{JSONLink{}, []string{"path of the next page's URL"}},
	} {
		err := test.config.Validate()
		if test.want == nil {
			require.NoError(t, err)
			continue
		}
		joined, ok := err.(interface{ Unwrap() []error })
		require.True(t, ok)
		require.Len(t, joined.Unwrap(), len(test.want))
		for _, want := range test.want {
			require.ErrorContains(t, err, want)
		}
		_, err = test.config.(Config).New(nil)
		require.Error(t, err)
	}
}
