package cursor

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
)

func TestAPageThatWasLeftInTheMiddleDoesNotMoveTheCursor(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), Order: Asc}
	c := begin(t, config, ``)
	passed(t, c, `{"at":1}`, `{"at":2}`)
	resume := Resume{Page: json.RawMessage(`2`)}
	require.Contains(t, string(c.Checkpoint(resume)), `{"at":2`, "in order, the cursor moves with each page")
	passed(t, c, `{"at":3}`)
	c.Abandon()
	state, err := DecodeState(c.Checkpoint(resume), "at")
	require.NoError(t, err)
	require.Equal(t, "2", string(state.Resume.Page))
	require.True(t, state.Cursor.IsZero(), "3 was seen, but not sent")
	require.Equal(t, []string{`{"at":3}`}, passed(t, New(config, state), `{"at":3}`))
}

func TestABrokenOrderIsRememberedByTheState(t *testing.T) {
	config := Config{Path: jsonpath.Of("at"), Order: Desc}
	c := begin(t, config, `{"at":5}`)
	passed(t, c, `{"at":7}`, `{"at":9}`)
	require.False(t, c.PageDone())
	state, err := DecodeState(c.Checkpoint(Resume{Page: json.RawMessage(`2`)}), "at")
	require.NoError(t, err)
	resumed := New(config, state)
	passed(t, resumed, `{"at":1}`)
	require.False(t, resumed.PageDone(), "an old page says nothing of those to come")
}
