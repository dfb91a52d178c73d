package protocol_test

import (
	"encoding/base64"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/protocol"
)

func TestRedactorMasksEveryFormOfASecret(t *testing.T) {
	const secret = `p&ss "wörd"/+=`
	var r protocol.Redactor
	r.Add(secret)
	for name, form := range map[string]string{
		"as it is":      secret,
		"in a query":    url.QueryEscape(secret),
		"in a path":     url.PathEscape(secret),
		"in JSON":       `p\u0026ss \"wörd\"/+=`,
		"slash escaped": `p&ss "wörd"\/+=`,
		"lower case":    "p%26ss+%22w%c3%b6rd%22%2f%2b%3d",
		"in base64":     base64.StdEncoding.EncodeToString([]byte(secret)),
		"in URL-64":     base64.URLEncoding.EncodeToString([]byte(secret)),
		"unpadded":      base64.RawStdEncoding.EncodeToString([]byte(secret)),
		"within words":  "x" + secret + "y",
	} {
		require.NotContains(t, r.Redact("before "+form+" after"), form, name)
		require.Contains(t, r.Redact("before "+form+" after"), "****", name)
	}
}

func TestRedactorMasksALongSecretBeforeOneWithinIt(t *testing.T) {
	var r protocol.Redactor
	r.Add("abc")
	r.Add("abcdef")
	require.Equal(t, "token ****.", r.Redact("token abcdef."))
}

func TestRedactorLeavesShortValuesAndOtherTextAlone(t *testing.T) {
	var r protocol.Redactor
	require.Equal(t, "page 2", r.Redact("page 2"))
	r.Add("2", "")
	require.Equal(t, "page 2", r.Redact("page 2"))
}
