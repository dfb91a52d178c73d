package dlt

import (
	"strconv"

	"source-rest-api/connector/document"
	"source-rest-api/connector/record"
	"source-rest-api/connector/retry"
)

// insteadOfFunction is what does its work here.
const insteadOfFunction = "a function can't be called with an answer here: write {status_code: 404, content: a text, action: ignore} " +
	"(or retry, or fail) for what it decides, and processing_steps for what it changes in records; " +
	"an empty answer, as of status 204, is a page without records anyway"

// writeOutActions takes functions out of response_actions, with a fault each, and writes
// status codes in quotes as numbers. dlt compares them with a number as they are, so that
// they never match.
func (c *compiler) writeOutActions(endpoint *document.Node) {
	list := endpoint.Get("response_actions")
	if list == nil {
		return
	}
	if list.Kind == document.Func { // in place of the list, which dlt doesn't take either
		c.fault(list, insteadOfFunction)
		endpoint.Remove("response_actions")
		return
	}
	kept := list.Items[:0:0]
	for _, item := range list.Items {
		if called := functionIn(item); called != nil {
			c.fault(called, insteadOfFunction)
			continue
		}
		c.numberStatus(item)
		kept = append(kept, item)
	}
	list.Items = kept
}

// functionIn returns the function that an action is or asks for, nil where there is none.
func functionIn(action *document.Node) *document.Node {
	if action.Kind == document.Func {
		return action
	}
	do := action.Get("action")
	switch {
	case do == nil:
		return nil
	case do.Kind == document.Func:
		return do
	case do.Kind == document.List && len(do.Items) > 0 && do.Items[0].Kind == document.Func:
		return do.Items[0]
	}
	return nil
}

func (c *compiler) numberStatus(action *document.Node) {
	code := action.Get("status_code")
	if code == nil || code.Kind != document.String {
		return
	}
	status, err := strconv.Atoi(code.Text)
	if err != nil {
		return // the specification has something to say about it
	}
	c.warnOnce(c.paths[code], "a status code in quotes never matches in dlt; write "+strconv.Itoa(status))
	code.Kind, code.Text = document.Number, strconv.Itoa(status)
}

// verdicts are what an action can do. dlt knows ignore alone, and passes over other
// words.
var verdicts = map[string]retry.Verdict{"ignore": retry.Ignored, "retry": retry.Retry, "fail": retry.Fail}

// actions decodes response_actions.
func (c *compiler) actions(endpoint *document.Node) []retry.Action {
	const name = "response_actions"
	list := endpoint.Get(name)
	if absent(list) {
		return nil
	}
	if list.Kind != document.List {
		c.faultIn(endpoint, name, "has to be a list of objects, and is %s", article(list.Kind))
		return nil
	}
	var actions []retry.Action
	for _, item := range list.Items {
		if item.Kind != document.Object {
			c.fault(item, "has to be an object such as {status_code: 404, action: ignore}, and is %s", article(item.Kind))
			continue
		}
		actions = append(actions, c.action(item))
	}
	return actions
}

func (c *compiler) action(item *document.Node) (action retry.Action) {
	for _, field := range item.Fields {
		if field.Name != "status_code" && field.Name != "content" && field.Name != "action" {
			c.faultIn(item, field.Name, "unknown key; an action has status_code, content and action")
		}
	}
	if status := c.integer(item, "status_code"); status != nil {
		if action.Status = *status; *status < 100 || *status > 599 {
			c.faultIn(item, "status_code", "has to be an HTTP status, a number from 100 to 599")
		}
	}
	action.Content = c.text(item, "content")
	word := c.required(item, "action", "write ignore, retry or fail")
	do, known := verdicts[word]
	if action.Do = do; word != "" && !known {
		c.faultIn(item, "action", "has to be ignore, retry or fail")
	}
	content := item.Get("content")
	if absent(item.Get("status_code")) && (absent(content) || content.Kind == document.String && content.Text == "") {
		c.fault(item, "an action needs a status_code, a content, or both, to say which answers it is for")
	}
	return action
}

// writeOutFormat refuses response_format, which is no key of dlt's, where only those are
// asked for.
func (c *compiler) writeOutFormat(endpoint *document.Node) {
	if endpoint.Get("response_format") != nil && c.env.Strict {
		c.foreign(endpoint, "response_format", "is not a key of dlt's, which reads JSON alone; leave it out, and the answers' content type tells their format")
		endpoint.Remove("response_format")
	}
}

// format decodes response_format: by the content type of each answer where it is absent.
func (c *compiler) format(endpoint *document.Node) record.Format {
	format := record.Format(c.text(endpoint, "response_format"))
	switch format {
	case record.ByContentType, record.JSON, record.JSONLines, record.CSV:
		return format
	}
	c.faultIn(endpoint, "response_format", "has to be json, jsonl or csv")
	return ""
}
