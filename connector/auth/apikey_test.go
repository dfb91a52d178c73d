package auth_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
)

func TestAKeyInTheQueryKeepsTheOtherParameters(t *testing.T) {
	key := auth.APIKey{Name: "api key", Key: "k/1 &", Location: auth.InQuery}
	for url, want := range map[string]string{
		"https://api.test/items":                         "https://api.test/items?api+key=k%2F1+%26",
		"https://api.test/items?z=1&a=%20x":              "https://api.test/items?z=1&a=%20x&api+key=k%2F1+%26",
		"https://api.test/items?api+key=old&z=1":         "https://api.test/items?z=1&api+key=k%2F1+%26",
		"https://api.test/items?z=1&api%20key=old&a=b;c": "https://api.test/items?z=1&a=b;c&api+key=k%2F1+%26",
	} {
		require.Equal(t, want, signed(t, key.New(auth.Env{}), url).URL.String())
	}
}
