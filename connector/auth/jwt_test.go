package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"
	"github.com/youmark/pkcs8"

	"source-rest-api/connector/auth"
)

// newKey makes one key for all tests, since that takes its time.
var newKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := newKey()
	require.NoError(t, err)
	return key
}

func pemText(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func pemKey(t *testing.T) string {
	return pemText("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey(t)))
}

func TestTheAssertionIsSignedByTheKeyAndSaysWhoForWhom(t *testing.T) {
	key := rsaKey(t)
	plain, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	locked, err := pkcs8.MarshalPrivateKey(key, []byte("open sesame"), nil)
	require.NoError(t, err)
	pkcs1 := pemText("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
	synctest.Test(t, func(t *testing.T) {
		for name, config := range map[string]auth.JWT{
			"PKCS #1":             {PrivateKey: pkcs1, Scopes: "read write"},
			"PKCS #1 in one line": {PrivateKey: strings.ReplaceAll(pkcs1, "\n", `\n`), Scopes: "read write"},
			"PKCS #8":             {PrivateKey: pemText("PRIVATE KEY", plain), Scopes: "read write"},
			"PKCS #8, encrypted":  {PrivateKey: pemText("ENCRYPTED PRIVATE KEY", locked), Passphrase: "open sesame", Scopes: "read write"},
		} {
			config.TokenURL, config.ClientID = tokenURL, "me"
			require.NoError(t, config.Validate(), name)
			endpoint := &endpoint{}
			require.Equal(t, "at-1", token(t, config.New(endpoint.env())), name)
			form := endpoint.asked()[0]
			require.Len(t, form, 2, name)
			parsed, err := jwt.Parse(form.Get("assertion"), func(*jwt.Token) (any, error) { return &key.PublicKey, nil }, jwt.WithValidMethods([]string{"RS256"}))
			require.NoError(t, err, name)
			now := time.Now().Unix()
			require.Equal(t, jwt.MapClaims{
				"iss": "me", "sub": "me", "aud": tokenURL, "scope": "read write",
				"iat": float64(now), "exp": float64(now + 3600),
			}, parsed.Claims, name)
		}
	})
}

func TestAPrivateKeyThatCantBeUsedIsToldOfWithoutItsText(t *testing.T) {
	key := rsaKey(t)
	locked, err := pkcs8.MarshalPrivateKey(key, []byte("open sesame"), nil)
	require.NoError(t, err)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	curveDER, err := x509.MarshalPKCS8PrivateKey(curve)
	require.NoError(t, err)
	legacy := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"}, Bytes: []byte("x")})
	for want, config := range map[string]auth.JWT{
		"isn't PEM":                     {PrivateKey: "s3cret"},
		"no passphrase is given":        {PrivateKey: pemText("ENCRYPTED PRIVATE KEY", locked)},
		"the passphrase is wrong":       {PrivateKey: pemText("ENCRYPTED PRIVATE KEY", locked), Passphrase: "s3cret"},
		"openssl pkcs8 -topk8":          {PrivateKey: string(legacy)},
		"is no RSA key":                 {PrivateKey: pemText("PRIVATE KEY", curveDER)},
		"is of the type EC PRIVATE KEY": {PrivateKey: pemText("EC PRIVATE KEY", []byte("s3cret"))},
		"is damaged":                    {PrivateKey: pemText("RSA PRIVATE KEY", []byte("s3cret"))},
	} {
		err := config.Validate()
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "s3cret")
		endpoint := &endpoint{}
		req, err := http.NewRequest(http.MethodGet, apiURL, nil)
		require.NoError(t, err)
		require.ErrorContains(t, config.New(endpoint.env()).Sign(t.Context(), req), want)
		require.Empty(t, endpoint.asked())
	}
}
