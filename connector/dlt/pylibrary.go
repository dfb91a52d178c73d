package dlt

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"go.starlark.net/lib/json"
	"go.starlark.net/starlark"
)

// library is what a definition's functions find beyond Starlark's own built-ins: the
// few of Python's that functions over records mostly use, and the modules copy, json,
// hashlib, os and logging, as far as that makes sense without files and clocks.
func library(s *script) (builtins, modules starlark.StringDict) {
	builtins = starlark.StringDict{
		"isinstance":  starlark.NewBuiltin("isinstance", isInstance),
		"sum":         starlark.NewBuiltin("sum", sum),
		"round":       starlark.NewBuiltin("round", round),
		"map":         starlark.NewBuiltin("map", mapList),
		"filter":      starlark.NewBuiltin("filter", filterList),
		"type":        starlark.NewBuiltin("type", noTypes),
		"sha256":      starlark.NewBuiltin("sha256", hashText),
		"json":        jsonModule(),
		"load_dotenv": starlark.NewBuiltin("load_dotenv", silence),
		"__name__":    starlark.String(scriptName),
	}
	deepcopy := starlark.NewBuiltin("deepcopy", deepCopy)
	environ := store{s, "environ"}
	hashes := starlark.StringDict{}
	for _, name := range []string{"md5", "sha1", "sha256", "sha512"} {
		hashes[name] = starlark.NewBuiltin(name, hashObject)
	}
	modules = starlark.StringDict{
		"copy":    module{path: "copy", names: starlark.StringDict{"deepcopy": deepcopy, "copy": starlark.NewBuiltin("copy", shallowCopy)}},
		"json":    builtins["json"],
		"hashlib": module{path: "hashlib", names: hashes},
		"os":      module{path: "os", names: starlark.StringDict{"environ": environ, "getenv": starlark.NewBuiltin("getenv", environ.get)}},
		"logging": inert{"logging"},
		"typing":  inert{"typing"},
	}
	return builtins, modules
}

func jsonModule() module {
	return module{path: "json", names: starlark.StringDict{
		"encode": json.Module.Members["encode"], "dumps": json.Module.Members["encode"],
		"decode": json.Module.Members["decode"], "loads": json.Module.Members["decode"],
	}}
}

// typeNames are Starlark's names of what Python's types are called.
var typeNames = map[string][]string{
	"str": {"string"}, "int": {"int", "bool"}, "float": {"float"}, "bool": {"bool"},
	"list": {"list"}, "dict": {"dict"}, "tuple": {"tuple"}, "set": {"set"},
}

func isInstance(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if len(args) != 2 {
		return nil, fmt.Errorf("%s takes a value and a type", fn.Name())
	}
	types, ok := args[1].(starlark.Tuple)
	if !ok {
		types = starlark.Tuple{args[1]}
	}
	for _, kind := range types {
		named, ok := kind.(*starlark.Builtin)
		if !ok || typeNames[named.Name()] == nil {
			return nil, fmt.Errorf("%s knows the types str, int, float, bool, list, dict and tuple", fn.Name())
		}
		for _, name := range typeNames[named.Name()] {
			if args[0].Type() == name {
				return starlark.True, nil
			}
		}
	}
	return starlark.False, nil
}

func sum(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var list starlark.Iterable
	var total starlark.Value = starlark.MakeInt(0)
	if err := starlark.UnpackArgs(fn.Name(), args, kwargs, "iterable", &list, "start?", &total); err != nil {
		return nil, err
	}
	items := list.Iterate()
	defer items.Done()
	var item starlark.Value
	for items.Next(&item) {
		var err error
		if total, err = starlark.Binary(plus, total, item); err != nil {
			return nil, err
		}
	}
	return total, nil
}

// mapList is Python's map of one iterable, with a list for its result.
func mapList(thread *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return eachOf(thread, fn, args, kwargs, func(_, result starlark.Value) starlark.Value { return result })
}

// filterList is Python's filter, with a list for its result.
func filterList(thread *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	return eachOf(thread, fn, args, kwargs, func(item, result starlark.Value) starlark.Value {
		if result.Truth() {
			return item
		}
		return nil
	})
}

// eachOf calls a function with each item, and returns the list of what keep makes of
// the items and the results.
func eachOf(thread *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple,
	keep func(item, result starlark.Value) starlark.Value,
) (starlark.Value, error) {
	var function starlark.Callable
	var list starlark.Iterable
	if err := starlark.UnpackPositionalArgs(fn.Name(), args, kwargs, 2, &function, &list); err != nil {
		return nil, err
	}
	items := list.Iterate()
	defer items.Done()
	var kept []starlark.Value
	var item starlark.Value
	for items.Next(&item) {
		result, err := starlark.Call(thread, function, starlark.Tuple{item}, nil)
		if err != nil {
			return nil, err
		}
		if value := keep(item, result); value != nil {
			kept = append(kept, value)
		}
	}
	return starlark.NewList(kept), nil
}

// noTypes refuses type(x): what it would return is equal to nothing that Python's is.
func noTypes(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
	return nil, errors.New("type isn't known here; write isinstance(value, str), or int, float, bool, list, dict")
}

// round rounds as Python does: halves to the even neighbour, decimals by the number's
// exact value.
func round(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var number starlark.Value
	var digits starlark.Value = starlark.None
	if err := starlark.UnpackArgs(fn.Name(), args, kwargs, "number", &number, "ndigits?", &digits); err != nil {
		return nil, err
	}
	places := 0
	if digits != starlark.None {
		var err error
		if places, err = starlark.AsInt32(digits); err != nil || places < 0 || places > 300 {
			return nil, fmt.Errorf("%s takes a number of decimals from 0 to 300", fn.Name())
		}
	}
	f, ok := number.(starlark.Float)
	if !ok {
		if _, ok := number.(starlark.Int); ok {
			return number, nil
		}
		return nil, fmt.Errorf("%s takes a number, and got a %s", fn.Name(), number.Type())
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'f', places, 64), 64)
	if err != nil {
		return nil, err
	}
	if digits == starlark.None {
		return starlark.NumberToInt(starlark.Float(rounded))
	}
	return starlark.Float(rounded), nil
}

// hashText returns the SHA-256 of a text, in hexadecimal digits.
func hashText(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var text string
	if err := starlark.UnpackPositionalArgs(fn.Name(), args, kwargs, 1, &text); err != nil {
		return nil, err
	}
	return starlark.String(digest("sha256", text)), nil
}

func digest(algorithm, text string) string {
	var sum []byte
	switch algorithm {
	case "md5":
		hash := md5.Sum([]byte(text))
		sum = hash[:]
	case "sha1":
		hash := sha1.Sum([]byte(text))
		sum = hash[:]
	case "sha512":
		hash := sha512.Sum512([]byte(text))
		sum = hash[:]
	default:
		hash := sha256.Sum256([]byte(text))
		sum = hash[:]
	}
	return hex.EncodeToString(sum)
}

// hashObject returns what hashlib does, as far as hexdigest goes.
func hashObject(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var text string
	if err := starlark.UnpackPositionalArgs(fn.Name(), args, kwargs, 1, &text); err != nil {
		return nil, err
	}
	hexadecimal := starlark.String(digest(fn.Name(), text))
	return module{path: "hash", names: starlark.StringDict{
		"hexdigest": starlark.NewBuiltin("hexdigest", func(*starlark.Thread, *starlark.Builtin, starlark.Tuple, []starlark.Tuple) (starlark.Value, error) {
			return hexadecimal, nil
		}),
	}}, nil
}

func deepCopy(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var value starlark.Value
	if err := starlark.UnpackPositionalArgs(fn.Name(), args, kwargs, 1, &value); err != nil {
		return nil, err
	}
	return copyOf(value, maxNest)
}

func shallowCopy(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var value starlark.Value
	if err := starlark.UnpackPositionalArgs(fn.Name(), args, kwargs, 1, &value); err != nil {
		return nil, err
	}
	return copyOf(value, 1)
}

// copyOf copies dicts and lists down to a depth.
func copyOf(value starlark.Value, depth int) (starlark.Value, error) {
	if depth == 0 {
		return value, nil
	}
	switch v := value.(type) {
	case *starlark.Dict:
		dict := starlark.NewDict(v.Len())
		for key, item := range v.Entries() {
			item, err := copyOf(item, depth-1)
			if err != nil {
				return nil, err
			}
			if err := dict.SetKey(key, item); err != nil {
				return nil, err
			}
		}
		return dict, nil
	case *starlark.List:
		var items []starlark.Value
		for item := range v.Elements() {
			item, err := copyOf(item, depth-1)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		return starlark.NewList(items), nil
	}
	return value, nil
}
