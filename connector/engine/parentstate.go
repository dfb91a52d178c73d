package engine

import (
	"encoding/json"
	"fmt"

	"source-rest-api/connector/cursor"
	"source-rest-api/connector/failure"
)

// keyParent is the key of a child's state that holds, for a child that is read for the
// new records of an incremental stream, that stream's state as the child has come to
// see it. (Airbyte's own kit writes it so.) The stream's own state won't do: it may go on
// while the child fails.
const keyParent = "parent_state"

// splitParentState parts a child's state from that of the stream at its root, nil where
// it has none.
func splitParentState(state json.RawMessage, root string) (own, parent json.RawMessage, err error) {
	if len(state) == 0 {
		return nil, nil, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(state, &fields); err != nil {
		return nil, nil, failure.Configf("the state is not a JSON object")
	}
	held, ok := fields[keyParent]
	if !ok {
		return state, nil, nil
	}
	var parents map[string]json.RawMessage
	if err := json.Unmarshal(held, &parents); err != nil {
		return nil, nil, failure.Configf("the state's %q can't be used: it must be an object of streams' states", keyParent)
	}
	delete(fields, keyParent)
	own, err = json.Marshal(fields)
	return own, parents[root], err
}

// joinParentState is the opposite of splitParentState.
func joinParentState(own, parent json.RawMessage, root string) json.RawMessage {
	quoted, err := json.Marshal(root)
	if err != nil { // can't happen: a string always has a JSON form
		return own
	}
	joined := fmt.Appendf(nil, `{"%s":{%s:%s}`, keyParent, quoted, parent)
	if rest := own[1:]; len(rest) > 1 {
		return append(append(joined, ','), rest...)
	}
	return append(joined, '}')
}

// canonical returns a state in a form in which equal ones are the same text.
func canonical(state json.RawMessage) string {
	if len(state) == 0 {
		return "{}"
	}
	if text := cursor.Canonical(state); text != "" {
		return text
	}
	return string(state)
}
