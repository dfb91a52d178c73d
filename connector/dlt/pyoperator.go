package dlt

import (
	"errors"
	"fmt"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

const plus = syntax.PLUS

// operators are the built-ins that rewritten Python calls.
func operators() starlark.StringDict {
	return starlark.StringDict{
		mergeName:      starlark.NewBuiltin(mergeName, merge),
		joinName:       starlark.NewBuiltin(joinName, joinLists),
		textName:       starlark.Universe["str"],
		timesName:      starlark.NewBuiltin(timesName, times),
		copyName:       starlark.NewBuiltin("copy", shallowCopy),
		unreadableName: starlark.NewBuiltin(unreadableName, refuseCall),
	}
}

// merge makes one dict of several; later entries win, in the place of earlier ones.
func merge(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	all := starlark.NewDict(0)
	for _, arg := range args {
		dict, ok := arg.(starlark.IterableMapping)
		if !ok {
			return nil, fmt.Errorf("** unpacks dicts, not a %s", arg.Type())
		}
		for _, item := range dict.Items() {
			if err := all.SetKey(item[0], item[1]); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// joinLists makes one list of what can be iterated over.
func joinLists(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	var all []starlark.Value
	for _, arg := range args {
		list, ok := arg.(starlark.Iterable)
		if !ok {
			return nil, fmt.Errorf("* unpacks lists, not a %s", arg.Type())
		}
		items := list.Iterate()
		var item starlark.Value
		for items.Next(&item) {
			all = append(all, item)
		}
		items.Done()
	}
	return starlark.NewList(all), nil
}

// refuseCall fails with what can't be read of a function's body.
func refuseCall(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	line, err := starlark.AsInt32(args[0])
	message, ok := starlark.AsString(args[1])
	if err != nil || !ok {
		return nil, errors.New("the function can't be read")
	}
	return nil, fmt.Errorf("the function can't be called, for its line %d: %s", line, message)
}
