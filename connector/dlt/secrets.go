package dlt

import (
	"fmt"
	"regexp"
	"strings"

	"source-rest-api/connector/document"
)

// lookup is what stands for a look-up in JSON and YAML.
var lookup = regexp.MustCompile(`^\s*dlt\.(?:secrets|config)(?:\[(?:"([^"]+)"|'([^']+)')\]|\.get\((?:"([^"]+)"|'([^']+)')\))\s*$`)

// lookUpSecrets puts the secrets' values in the place of the strings
// `dlt.secrets["name"]`.
func (c *compiler) lookUpSecrets(node *document.Node) {
	for _, item := range node.Items {
		c.lookUpSecrets(item)
	}
	for _, field := range node.Fields {
		c.lookUpSecrets(field.Value)
	}
	if node.Kind != document.String {
		return
	}
	match := lookup.FindStringSubmatch(node.Text)
	if match == nil {
		return
	}
	name := strings.Join(match[1:], "")
	value, ok := c.env.Secrets[name]
	if !ok {
		c.fault(node, "%s", missingSecret(name))
		return
	}
	node.Text = value
}

func missingSecret(name string) string {
	return fmt.Sprintf(`secret %q isn't given; add {"name": %q, "value": …} to secrets`, name, name)
}
