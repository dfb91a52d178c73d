package failure_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
)

func TestOfFindsTheFailureInAChain(t *testing.T) {
	inner := failure.Transientf("the API rests: %w", io.ErrUnexpectedEOF)
	found := failure.Of(fmt.Errorf("page 3: %w", inner))
	require.Same(t, inner, found)
	require.ErrorIs(t, found, io.ErrUnexpectedEOF)
}

func TestOfMakesUnknownErrorsSystemFailures(t *testing.T) {
	found := failure.Of(io.ErrShortWrite)
	require.Equal(t, failure.System, found.Kind)
	require.ErrorIs(t, found, io.ErrShortWrite)
}

func TestOfMakesFaultsAConfigFailure(t *testing.T) {
	var faults failure.Faults
	faults.Add("client.base_url", "is required")
	found := failure.Of(fmt.Errorf("compile: %w", faults.Err()))
	require.Equal(t, failure.Config, found.Kind)
	require.Equal(t, "client.base_url: is required", found.Message)
}

func TestFaultsAreOrderedByPositionAndToldOnce(t *testing.T) {
	faults := failure.Faults{
		{Path: "b", Line: 7, Column: 2, Message: "second"},
		{Path: "a", Line: 3, Column: 1, Message: "first"},
		{Path: "b", Line: 7, Column: 2, Message: "second"},
	}
	require.EqualError(t, faults.Err(), "a: first (line 3, column 1); b: second (line 7, column 2)")
}

func TestNoFaultsAreNoError(t *testing.T) {
	require.NoError(t, failure.Faults{}.Err())
}

func TestErrorTellsTheCause(t *testing.T) {
	err := &failure.Error{Message: "no answer", Err: errors.New("refused")}
	require.EqualError(t, err, "no answer: refused")
}

func TestNearest(t *testing.T) {
	known := []string{"base_page", "page", "page_param", "total_path"}
	for word, want := range map[string]string{
		"base_pge":   "base_page",
		"bsae_page":  "base_page", // a swap counts once
		"pageparam":  "page_param",
		"totalpath":  "total_path",
		"pages":      "page",
		"colour":     "",
		"":           "",
		"зzzzzzzzzz": "",
	} {
		require.Equal(t, want, failure.Nearest(word, known), word)
	}
}
