package auth

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/youmark/pkcs8"
)

// privateKey reads an RSA key in PEM, whose line breaks may be written as \n, as forms
// of one line have them. The errors say what is wrong with the key, without its text,
// as the end of a sentence that begins with it.
func privateKey(text, passphrase string) (*rsa.PrivateKey, error) {
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, `\n`, "\n")
	}
	block, _ := pem.Decode([]byte(text))
	switch {
	case block == nil:
		return nil, errors.New("isn't PEM: it has to begin with -----BEGIN PRIVATE KEY----- and keep its line breaks")
	case block.Headers["DEK-Info"] != "":
		return nil, errors.New("is encrypted in an old way that is easily broken; write it anew with openssl pkcs8 -topk8")
	case block.Type == "RSA PRIVATE KEY":
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("is damaged")
		}
		return key, nil
	case block.Type == "ENCRYPTED PRIVATE KEY" && passphrase == "":
		return nil, errors.New("is encrypted, and no passphrase is given")
	case block.Type == "ENCRYPTED PRIVATE KEY":
		key, err := pkcs8.ParsePKCS8PrivateKey(block.Bytes, []byte(passphrase))
		if err != nil {
			return nil, errors.New("can't be decrypted: the passphrase is wrong, the key is damaged, or it is encrypted in an old way, which openssl pkcs8 -topk8 -v2 aes-256-cbc mends")
		}
		return onlyRSA(key)
	case block.Type == "PRIVATE KEY":
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("is damaged")
		}
		return onlyRSA(key)
	}
	return nil, fmt.Errorf("is of the type %s, where RS256 needs an RSA key as PRIVATE KEY or RSA PRIVATE KEY", block.Type)
}

func onlyRSA(key any) (*rsa.PrivateKey, error) {
	if key, ok := key.(*rsa.PrivateKey); ok {
		return key, nil
	}
	return nil, errors.New("is no RSA key, which RS256 needs")
}
