package cursor

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
)

func TestPagingEndsWhereTheOrderSaysSo(t *testing.T) {
	initial, end := value(t, `10`), value(t, `20`)
	for name, c := range map[string]struct {
		config Config
		pages  [][]string
		stop   []bool // after each page
	}{
		"desc ends with a page that is old as a whole": {Config{Order: Desc, Initial: initial},
			[][]string{{`30`, `20`}, {`12`, `9`}, {`8`, `7`}}, []bool{false, false, true}},
		"desc goes on at the start value": {Config{Order: Desc, Initial: initial},
			[][]string{{`10`, `10`}, {`10`, `9`}, {`9`}}, []bool{false, false, true}},
		"desc goes on without values":      {Config{Order: Desc, Initial: initial}, [][]string{{`9`, `null`}, {`9`, `"x"`}, {}}, []bool{false, false, false}},
		"desc with those left out":         {Config{Order: Desc, Initial: initial, Missing: Exclude}, [][]string{{`9`, `null`}, {`null`}}, []bool{true, false}},
		"desc that isn't":                  {Config{Order: Desc, Initial: initial}, [][]string{{`9`, `8`, `11`}, {`7`}}, []bool{false, false}},
		"desc for min":                     {Config{Order: Desc, Initial: initial, Direction: Min}, [][]string{{`8`, `9`}, {`11`, `12`}}, []bool{false, true}},
		"desc that never began":            {Config{Order: Desc}, [][]string{{`3`}, {`2`}}, []bool{false, false}},
		"asc ends beyond the end":          {Config{Order: Asc, Initial: initial, End: end}, [][]string{{`9`, `12`}, {`19`}, {`19`, `21`}}, []bool{false, false, true}},
		"asc ends at an open end":          {Config{Order: Asc, Initial: initial, End: end}, [][]string{{`20`}}, []bool{true}},
		"asc goes on at a closed end":      {Config{Order: Asc, Initial: initial, End: end, ClosedEnd: true}, [][]string{{`20`}, {`20`, `21`}}, []bool{false, true}},
		"asc that isn't":                   {Config{Order: Asc, Initial: initial, End: end}, [][]string{{`15`, `14`}, {`21`}}, []bool{false, false}},
		"asc without an end":               {Config{Order: Asc, Initial: initial}, [][]string{{`99`}}, []bool{false}},
		"asc for min":                      {Config{Order: Asc, Initial: end, End: initial, Direction: Min}, [][]string{{`20`, `11`}, {`10`}}, []bool{false, true}},
		"no order, no end":                 {Config{Initial: initial, End: end}, [][]string{{`9`}, {`21`}}, []bool{false, false}},
		"desc with an end ends at start":   {Config{Order: Desc, Initial: initial, End: end}, [][]string{{`30`}, {`15`}, {`9`}}, []bool{false, false, true}},
		"equal neighbours keep the order":  {Config{Order: Desc, Initial: initial}, [][]string{{`12`, `12`}, {`12`, `9`, `9`}, {`9`}}, []bool{false, false, true}},
		"incomparable ones don't break it": {Config{Order: Desc, Initial: initial}, [][]string{{`12`, `"x"`, `11`}, {`9`}}, []bool{false, true}},
	} {
		c.config.Path = jsonpath.Of("at")
		cursor := New(c.config, State{})
		for i, page := range c.pages {
			passed(t, cursor, records(page...)...)
			require.Equal(t, c.stop[i], cursor.PageDone(), "%s: page %d", name, i+1)
		}
	}
}

func TestTheCursorMovesWhileTheOrderHolds(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), PrimaryKey: [][]string{}, Order: Asc}
	at := func(page string) Resume { return Resume{Page: json.RawMessage(page)} }
	c := begin(t, config, `{"at":10}`)
	require.Equal(t, `{"at":10,"__resume":{"page":2,"incremental":true,"max":10}}`, string(c.Checkpoint(at(`2`))), "it would say nothing new to move")
	passed(t, c, records(`9`, `11`, `12`)...)
	require.Equal(t, `{"at":12}`, string(c.Checkpoint(at(`3`))))
	require.Equal(t, `{"at":10,"__resume":{"page":4,"incremental":true,"max":12}}`, string(c.Checkpoint(at(`4`))), "no state twice")
	require.Equal(t, `{"at":10,"__resume":{"page":4,"pages":3,"incremental":true,"max":12}}`,
		string(c.Checkpoint(Resume{Page: json.RawMessage(`4`), Pages: 3})), "others go on from the pages")
	passed(t, c, records(`13`, `11`)...)
	broken := string(c.Checkpoint(at(`5`)))
	require.Equal(t, `{"at":10,"__resume":{"page":5,"incremental":true,"unordered":true,"max":13}}`, broken)
	require.Contains(t, c.Warnings()[0], "in the order that the definition declares")

	resumed := begin(t, config, broken)
	passed(t, resumed, records(`14`)...)
	require.Contains(t, string(resumed.Checkpoint(at(`6`))), `"page":6`, "what came before isn't known")
	require.Equal(t, `{"at":14}`, string(resumed.Final()))
}

func TestARangeIsResumedAndLeavesNoState(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), Initial: value(t, `1`), End: value(t, `9`), Order: Asc}
	c := begin(t, config, `{"at":5,"__boundary":["AAAAAAAAAAAAAAAA"]}`)
	passed(t, c, records(`2`, `3`)...)
	checkpoint := string(c.Checkpoint(Resume{Page: json.RawMessage(`2`)}))
	require.Equal(t, `{"at":5,"__boundary":["AAAAAAAAAAAAAAAA"],"__resume":{"page":2,"incremental":true,"max":3,"start":1,"end":9}}`, checkpoint)
	resumed := begin(t, config, checkpoint)
	require.NotNil(t, resumed.Resume())
	require.Equal(t, `{"at":5,"__boundary":["AAAAAAAAAAAAAAAA"]}`, string(resumed.Final()))

	config.End = value(t, `8`)
	require.Nil(t, begin(t, config, checkpoint).Resume(), "another range has other pages")
	config.End = Value{}
	require.Nil(t, begin(t, config, checkpoint).Resume(), "so has none")
}

func TestAPageOfAnotherStartIsNotGoneOnFrom(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), PrimaryKey: [][]string{}, Initial: value(t, `5`)}
	c := begin(t, config, ``)
	passed(t, c, records(`6`, `9`)...)
	checkpoint := string(c.Checkpoint(Resume{Page: json.RawMessage(`2`)}))
	require.Equal(t, `{"__resume":{"page":2,"incremental":true,"max":9,"start":5}}`, checkpoint)
	require.NotNil(t, begin(t, config, checkpoint).Resume())

	config.Initial = value(t, `4`)
	anew := begin(t, config, checkpoint)
	require.Nil(t, anew.Resume())
	passed(t, anew, records(`4`, `7`)...)
	require.Equal(t, `{"at":7,"__initial":4}`, string(anew.Final()), "the maximum of pages that were read anew")
}
