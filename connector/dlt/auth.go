package dlt

import (
	"maps"
	"slices"
	"strings"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/document"
)

// authenticators are the types of authenticators, by dlt's names.
var authenticators = map[string]func(*compiler, *document.Node) auth.Config{
	"bearer":     (*compiler).bearer,
	"api_key":    (*compiler).apiKey,
	"http_basic": (*compiler).basic,

	"oauth2_client_credentials": (*compiler).clientCredentials,
	"oauth2_refresh_token":      (*compiler).refreshToken,
	"jwt_bearer":                (*compiler).jwt,
}

// authenticator decodes the auth of a client or an endpoint: nil for none.
func (c *compiler) authenticator(parent *document.Node) auth.Config {
	node := c.object(parent, "auth")
	if node == nil {
		return nil
	}
	kind := c.text(node, "type")
	decode, ok := authenticators[kind]
	if !ok {
		c.faultIn(node, "type", "there is no such authenticator; there are %s", strings.Join(slices.Sorted(maps.Keys(authenticators)), ", "))
		return nil
	}
	config := decode(c, node)
	for _, secret := range config.Secrets() {
		if secret != "" && !slices.Contains(c.result.Secrets, secret) {
			c.result.Secrets = append(c.result.Secrets, secret)
		}
	}
	return config
}

const writeLookup = `write dlt.secrets["name"] and give the secret of that name`

func (c *compiler) bearer(node *document.Node) auth.Config {
	return auth.Bearer{Token: c.required(node, "token", writeLookup)}
}

// apiKey decodes a key, which stands in the Authorization header where the
// definition doesn't say otherwise.
func (c *compiler) apiKey(node *document.Node) auth.Config {
	config := auth.APIKey{
		Key:      c.required(node, "api_key", writeLookup),
		Name:     c.text(node, "name"),
		Location: auth.InHeader,
	}
	if config.Name == "" {
		config.Name = "Authorization"
	}
	switch location := c.text(node, "location"); location {
	case "", "header":
		c.checkHeaderName(node, "name", config.Name)
	case "query", "param":
		config.Location = auth.InQuery
	case "cookie":
		config.Location = auth.InCookie
	default:
		c.faultIn(node, "location", "has to be header, query, param or cookie")
	}
	return config
}

// basic decodes a user name and a password, both of which have to be given and can
// be empty.
func (c *compiler) basic(node *document.Node) auth.Config {
	for _, name := range []string{"username", "password"} {
		if absent(node.Get(name)) {
			c.faultIn(node, name, "is missing: http_basic takes username and password; one that the API doesn't ask for is \"\"")
		}
	}
	return auth.Basic{Username: c.text(node, "username"), Password: c.text(node, "password")}
}
