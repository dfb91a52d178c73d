package dlt

import (
	"strconv"
	"time"

	"source-rest-api/connector/document"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/retry"
)

// primaryKey decodes one key or a list of them. A name with dots is one column's
// name in dlt, and stays one key here.
func (c *compiler) primaryKey(resource *document.Node) [][]string {
	node := resource.Get("primary_key")
	if absent(node) {
		return nil
	}
	names := []*document.Node{node}
	if node.Kind == document.List {
		names = node.Items
	}
	var key [][]string
	for _, name := range names {
		if name.Kind != document.String || name.Text == "" {
			c.fault(name, "a primary key has to be the name of a field or a list of them")
			continue
		}
		key = append(key, []string{name.Text})
	}
	return key
}

// disposition decodes write_disposition, which is append where it is absent, and
// where it asks for a merge without saying by what.
func (c *compiler) disposition(resource *document.Node, primaryKey [][]string) plan.Disposition {
	const name = "write_disposition"
	disposition := plan.Disposition(c.text(resource, name))
	switch disposition {
	case "":
		return plan.Append
	case plan.Append, plan.Replace, "skip":
		return disposition
	case plan.Merge:
		if primaryKey == nil {
			c.warnOnce(c.paths[resource.Get(name)], "merge needs a primary_key; without one records are appended")
			return plan.Append
		}
		return disposition
	}
	c.faultIn(resource, name, "has to be append, replace, merge or skip")
	return ""
}

// warnOnce warns of something that many resources may share by their defaults.
func (c *compiler) warnOnce(path, message string) {
	for _, warning := range c.result.Warnings {
		if warning.Path == path && warning.Message == message {
			return
		}
	}
	c.warn(path, "%s", message)
}

// errorHandler decodes response_actions, and error_handler, which says what answers are
// tried again. That is no key of dlt's, which has its retries in the runtime
// configuration.
func (c *compiler) errorHandler(endpoint *document.Node) (handler retry.Handler) {
	handler.Actions = c.actions(endpoint)
	node := c.object(endpoint, "error_handler")
	if node == nil {
		return handler
	}
	if codes := node.Get("retry_on_status_codes"); !absent(codes) {
		handler.RetryOn = c.statuses(node, codes)
	}
	handler.MaxRetries = c.integer(node, "max_retries")
	if handler.MaxRetries != nil && *handler.MaxRetries < 0 {
		c.faultIn(node, "max_retries", "can't be below 0")
	}
	if factor := node.Get("backoff_factor"); !absent(factor) {
		handler.Factor = c.seconds(node, "backoff_factor", factor)
	}
	return handler
}

func (c *compiler) statuses(parent, list *document.Node) []int {
	if list.Kind != document.List {
		c.faultIn(parent, "retry_on_status_codes", "has to be a list of HTTP statuses, and is %s", article(list.Kind))
		return nil
	}
	statuses := []int{} // an empty list means: none, other than no list
	for _, item := range list.Items {
		status, err := strconv.Atoi(item.Text)
		if item.Kind != document.Number || err != nil || status < 100 || status > 599 {
			c.fault(item, "has to be an HTTP status, a number from 100 to 599")
			continue
		}
		statuses = append(statuses, status)
	}
	return statuses
}

// maxBackoff is the longest first wait that can be asked for.
const maxBackoff = time.Hour

func (c *compiler) seconds(parent *document.Node, name string, node *document.Node) time.Duration {
	number, err := strconv.ParseFloat(node.Text, 64)
	if node.Kind != document.Number || err != nil || number <= 0 || number > maxBackoff.Seconds() {
		c.faultIn(parent, name, "has to be a number of seconds above 0, at most %d", int(maxBackoff.Seconds()))
		return 0
	}
	return time.Duration(number * float64(time.Second))
}
