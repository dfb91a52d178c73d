package retry

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
)

func TestStatusError(t *testing.T) {
	for _, test := range []struct {
		status int
		first  bool
		kind   failure.Kind
		text   string
	}{
		{401, true, failure.Config, "the API answered 401 Unauthorized: it doesn't accept the credentials"},
		{401, false, failure.Config, "credentials"},
		{403, false, failure.Config, "check their permissions"},
		{402, false, failure.Config, "plan"},
		{407, true, failure.Config, "proxy"},
		{404, true, failure.Config, "check the base URL and the path"},
		{404, false, failure.Transient, "may have expired"},
		{410, true, failure.Config, "nothing at this address"},
		{400, true, failure.Config, "check the parameters"},
		{400, false, failure.Transient, "had answered"},
		{405, true, failure.Config, "check the method"},
		{415, true, failure.Config, "format"},
		{422, true, failure.Config, "check the parameters"},
		{408, true, failure.Transient, "gave up"},
		{425, true, failure.Transient, "gave up"},
		{429, true, failure.Transient, "rate limit"},
		{500, true, failure.Transient, "the API itself failed"},
		{599, false, failure.Transient, "the API answered 599: the API itself"},
		{301, true, failure.Config, "check the base URL"},
		{202, true, failure.Transient, "no result yet"},
		{999, true, failure.Transient, "the API answered 999"},
	} {
		f := StatusError(test.status, test.first)
		require.Equal(t, test.kind, f.Kind, "%d, first %v", test.status, test.first)
		require.Contains(t, f.Message, test.text)
		require.NoError(t, f.Err)
	}
}
