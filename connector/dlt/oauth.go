package dlt

import (
	"net/url"
	"strings"
	"time"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/document"
)

func (c *compiler) clientCredentials(node *document.Node) auth.Config {
	return auth.ClientCredentials{
		TokenURL:     c.tokenURL(node, "access_token_url"),
		ClientID:     c.required(node, "client_id", writeLookup),
		ClientSecret: c.required(node, "client_secret", writeLookup),
		Extra:        c.form(node, "access_token_request_data"),
		Lifetime:     c.lifetime(node),
	}
}

// refreshToken decodes a flow that dlt's configs have no word for, although many want
// it.
func (c *compiler) refreshToken(node *document.Node) auth.Config {
	return auth.RefreshToken{
		TokenURL:     c.tokenURL(node, "token_url"),
		ClientID:     c.required(node, "client_id", writeLookup),
		ClientSecret: c.text(node, "client_secret"),
		Token:        c.required(node, "refresh_token", writeLookup),
		Extra:        c.form(node, "access_token_request_data"),
		Lifetime:     c.lifetime(node),
	}
}

// jwt decodes what dlt has as a class only, OAuthJWTAuth.
func (c *compiler) jwt(node *document.Node) auth.Config {
	config := auth.JWT{
		TokenURL:   c.tokenURL(node, "token_url"),
		ClientID:   c.required(node, "client_id", writeLookup),
		PrivateKey: c.required(node, "private_key", writeLookup),
		Passphrase: c.text(node, "private_key_passphrase"),
		Lifetime:   c.lifetime(node),
	}
	if scopes := node.Get("scopes"); !absent(scopes) {
		var words []string
		for _, scope := range scopes.Items {
			if scope.Kind != document.String {
				c.fault(scope, "a scope has to be a string, and is %s", article(scope.Kind))
			}
			words = append(words, scope.Text)
		}
		config.Scopes = strings.Join(words, " ")
	}
	if config.PrivateKey != "" {
		if err := config.Validate(); err != nil {
			c.faultIn(node, "private_key", "%s", err)
		}
	}
	return config
}

func (c *compiler) tokenURL(node *document.Node, name string) string {
	address := c.required(node, name, "write the URL that gives access tokens, such as https://auth.example.com/oauth/token")
	if address != "" {
		if _, err := wireURL(address); err != nil {
			c.faultIn(node, name, "%s", err)
		}
	}
	return address
}

// lifetime decodes how long a token lasts where the answer doesn't say.
func (c *compiler) lifetime(node *document.Node) time.Duration {
	const name = "default_token_expiration"
	seconds := c.integer(node, name)
	if seconds == nil {
		return 0
	}
	const most = 10 * 365 * 24 * 60 * 60
	if *seconds < 1 || *seconds > most {
		c.faultIn(node, name, "has to be a number of seconds from 1 to %d", most)
		return 0
	}
	return time.Duration(*seconds) * time.Second
}

// form decodes the fields of a form as dlt sends them: a list repeats its field, null
// leaves it out.
func (c *compiler) form(parent *document.Node, name string) auth.Form {
	node := c.object(parent, name)
	if node == nil {
		return ""
	}
	fields := url.Values{}
	for _, field := range node.Fields {
		values := []*document.Node{field.Value}
		if field.Value.Kind == document.List {
			values = field.Value.Items
		}
		for _, value := range values {
			switch value.Kind {
			case document.Null:
			case document.String, document.Number:
				fields.Add(field.Name, value.Text)
			case document.Bool:
				fields.Add(field.Name, python[value.Text])
			default:
				c.fault(value, "a form's value has to be a string, a number, true, false or a list of those, and is %s", article(value.Kind))
			}
		}
	}
	return auth.NewForm(fields)
}
