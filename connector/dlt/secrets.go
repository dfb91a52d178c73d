package dlt

import (
	"fmt"
	"regexp"
	"strings"

	"source-rest-api/connector/document"
)

// lookup is what stands for a look-up in JSON and YAML, alone or within a text.
var lookup = regexp.MustCompile(`\bdlt\.(?:secrets|config)(?:\[(?:"([^"]+)"|'([^']+)')\]|\.get\((?:"([^"]+)"|'([^']+)')\))`)

// lookUpSecrets puts the secrets' values in the place of `dlt.secrets["name"]` in the
// strings of a definition.
func (c *compiler) lookUpSecrets(node *document.Node) {
	if c.env.Symbolic {
		return
	}
	for _, item := range node.Items {
		c.lookUpSecrets(item)
	}
	for _, field := range node.Fields {
		if field.Name != "processing_steps" && field.Name != "convert" { // functions look up for themselves
			c.lookUpSecrets(field.Value)
		}
	}
	if node.Kind != document.String || !lookup.MatchString(node.Text) {
		return
	}
	text := node.Text
	if trimmed := strings.TrimSpace(text); lookup.FindString(trimmed) == trimmed {
		text = trimmed
	}
	missing := false
	filled := lookup.ReplaceAllStringFunc(text, func(match string) string {
		name := strings.Join(lookup.FindStringSubmatch(match)[1:], "")
		value, ok := c.env.Secrets[name]
		if !ok {
			missing = true
			c.fault(node, "%s", missingSecret(name))
		}
		return value
	})
	if !missing { // else more would be said of an empty text
		node.Text = filled
	}
}

// lookUpText returns the look-up of a secret as it is written in JSON and YAML.
func lookUpText(name string) string {
	if strings.Contains(name, `"`) {
		return "dlt.secrets['" + name + "']"
	}
	return `dlt.secrets["` + name + `"]`
}

func missingSecret(name string) string {
	return fmt.Sprintf(`secret %q isn't given; add {"name": %q, "value": …} to secrets`, name, name)
}
