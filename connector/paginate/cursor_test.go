package paginate

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCursorSteps(t *testing.T) {
	c := Cursor{CursorPath: pathOf("next")}
	flagged := Cursor{CursorPath: pathOf("next"), HasMorePath: pathOf("more")}
	untilEmpty := Cursor{CursorPath: pathOf("next"), StopAfterEmptyPage: true}
	inBody := Cursor{CursorPath: pathOf("data.page.end"), BodyPath: "variables.after"}
	full := func(body string) []reply { return []reply{{body: body, records: 2}} }
	steps := []step{
		{name: "default place", config: DefaultCursor(), replies: full(`{"cursors":{"next":"a"}}`), want: `cursor="a"`},
		{name: "query parameter", config: Cursor{CursorPath: pathOf("next"), Param: "after"}, replies: full(`{"next":"a"}`), want: `after="a"`},
		{name: "number", config: c, replies: full(`{"next":12345678901234567890}`), want: `cursor=12345678901234567890`},
		{name: "nested body path", config: inBody, replies: full(`{"data":{"page":{"end":"x"}}}`), want: `body variables.after="x"`},
		{name: "object as it stands", config: inBody, replies: full(`{"data":{"page":{"end":{"a": 1}}}}`), want: `body variables.after={"a":1}`},
		{name: "list as it stands", config: inBody, replies: full(`{"data":{"page":{"end":[1, "x"]}}}`), want: `body variables.after=[1,"x"]`},
		{name: "empty page goes on", config: c, replies: []reply{{body: `{"next":"a"}`}}, want: `cursor="a"`},
		{name: "empty page ends where told to", config: untilEmpty, replies: []reply{{body: `{"next":"a"}`}}},
		{name: "empty page ends before the flag is read", config: Cursor{CursorPath: pathOf("next"), HasMorePath: pathOf("more"), StopAfterEmptyPage: true},
			replies: []reply{{body: `{"next":"a"}`}}},
		{name: "flag true", config: flagged, replies: full(`{"next":"a","more":true}`), want: `cursor="a"`},
		{name: "flag as a word", config: flagged, replies: full(`{"next":"a","more":"TRUE"}`), want: `cursor="a"`},
		{name: "flag false ends in spite of a cursor", config: flagged, replies: full(`{"next":"a","more":"false"}`)},
		{name: "flag true doesn't go on without a cursor", config: flagged, replies: full(`{"next":"","more":true}`)},
		{name: "flag missing", config: flagged, replies: full(`{"next":"a"}`), wantErr: "more: the flag"},
		{name: "size with each page", config: Cursor{CursorPath: pathOf("next"), Size: 5, SizeParam: "limit"}, replies: full(`{"next":"a"}`), want: `cursor="a" limit=5`},
		{name: "cursor that stays", config: c, replies: append(full(`{"next":"a"}`), full(`{"next":"a"}`)...), wantErr: `the parameter "cursor" is probably ignored`},
		{name: "cursor that stays, from a token", config: c, token: `{"cursor":"a"}`, replies: full(`{"next":"a"}`), wantErr: "same page twice"},
		{name: "new cursor, same records", config: c, replies: []reply{{body: `{"next":"b"}`, records: 1, repeat: true}}, wantErr: "same page twice"},
		{name: "scroll handle with records", config: untilEmpty, replies: append(full(`{"next":"a"}`), full(`{"next":"a"}`)...), want: `cursor="a"`},
		{name: "scroll handle with the same records", config: untilEmpty,
			replies: append(full(`{"next":"a"}`), reply{body: `{"next":"a"}`, records: 2, repeat: true}), wantErr: "same page twice"},
		{name: "flag and cursor stay without records", config: flagged,
			replies: []reply{{body: `{"next":"a","more":true}`}, {body: `{"next":"a","more":true}`}}, wantErr: "same page twice"},
	}
	for _, falsy := range []string{`null`, `""`, `0`, `0.0`, `false`, `[]`, `{}`} {
		steps = append(steps, step{name: "ends at " + falsy, config: c, replies: full(`{"next":` + falsy + `}`)})
	}
	steps = append(steps, step{name: "ends where it is missing", config: c, replies: full(`{}`)})
	runSteps(t, steps)
}

func TestCursorFirstRequestCarriesNone(t *testing.T) {
	p, err := Cursor{CursorPath: pathOf("next"), Size: 5, SizeParam: "limit"}.New(nil)
	require.NoError(t, err)
	require.Equal(t, "limit=5", carried(p.First()))
	require.Equal(t, "null", string(p.First().Token))
}

func TestCursorTokens(t *testing.T) {
	p := start(t, Cursor{CursorPath: pathOf("next")}, "")
	page, _, err := next(t, p, reply{body: `{"next": {"a": [1, 2]}}`, records: 1})
	require.NoError(t, err)
	require.Equal(t, `{"cursor":{"a":[1,2]}}`, string(page.Token))
}

func TestHeaderCursorSteps(t *testing.T) {
	named := HeaderCursor{Header: "x-next", Param: "after"}
	with := func(name, value string) []reply {
		return []reply{{header: http.Header{name: {value}}, records: 1}}
	}
	runSteps(t, []step{
		{name: "default names", config: HeaderCursor{}, replies: with("Next", "a"), want: `cursor="a"`},
		{name: "given names, in any case", config: named, replies: with("X-Next", "a<b"), want: `after="a<b"`},
		{name: "absent", config: named, replies: with("Next", "a")},
		{name: "empty", config: named, replies: with("X-Next", "")},
		{name: "stays", config: named, replies: append(with("X-Next", "a"), with("X-Next", "a")...), wantErr: `the parameter "after"`},
		{name: "same records", config: named, replies: []reply{{header: http.Header{"X-Next": {"b"}}, records: 1, repeat: true}}, wantErr: "same page twice"},
	})
}

// A circle of any length ends the walk, and soon.
func TestLoopNoticesCircles(t *testing.T) {
	for _, lead := range []int{0, 1, 7, 100} {
		for _, length := range []int{1, 2, 3, 17, 64} {
			var l loop
			steps := 0
			for !l.add(fmt.Sprint(min(steps, lead), " ", max(0, steps-lead)%length)) {
				steps++
				require.Less(t, steps, 3*(lead+length)+3, "lead %d, length %d", lead, length)
			}
			require.GreaterOrEqual(t, steps, lead+length)
		}
	}
	var l loop
	for _, position := range []string{"a", "b", "c", "d", "e", "f"} {
		require.False(t, l.add(position))
	}
	require.True(t, l.add("f"), "the last position at once")
	require.True(t, l.add("a"), "the first position at once")

	l = loop{}
	for i := range 1000 {
		require.False(t, l.add(strings.Repeat("x", i)))
	}
}
