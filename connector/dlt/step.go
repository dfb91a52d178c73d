package dlt

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"go.starlark.net/starlark"

	"source-rest-api/connector/failure"
)

// The kinds of processing steps, in the order in which those of one object run.
const (
	filterStep   = "filter"    // keeps the records for which it returns something true
	mapStep      = "map"       // returns what becomes of a record
	yieldMapStep = "yield_map" // returns the records that one becomes
)

// A step is one function that each record goes through.
type step struct {
	kind string
	path string // resources[0].processing_steps[1].map
	fn   function
}

// A chain is all steps of a stream: a record is decoded once for all of them. It
// implements record.Step.
type chain struct {
	steps []step
	// keeps says that there are only filters: the bytes that came are those that go.
	keeps bool
	runs  sync.Pool // of *chainRun
}

func newChain(steps []step) *chain {
	c := &chain{steps: steps, keeps: true}
	for _, step := range steps {
		c.keeps = c.keeps && step.kind == filterStep
	}
	return c
}

// A chainRun is what one record at a time needs.
type chainRun struct {
	thread starlark.Thread
	reader rowReader
	out    []byte
}

// Apply gives what the steps make of record to emit. A record that only filters have
// seen keeps its bytes; others are written anew, their numbers as they came. The
// error of a function is one of the config.
func (c *chain) Apply(record []byte, emit func([]byte) error) error {
	run, ok := c.runs.Get().(*chainRun)
	if !ok {
		run = &chainRun{}
	}
	defer c.runs.Put(run)
	run.thread.Steps = 0
	run.thread.Uncancel()
	limit(&run.thread)
	row, err := run.reader.read(record)
	if err != nil {
		return err
	}
	if c.keeps {
		row.Freeze() // a change would be lost
	}
	return c.from(run, 0, row, record, emit)
}

// from runs the steps from the number i on.
func (c *chain) from(run *chainRun, i int, row starlark.Value, record []byte, emit func([]byte) error) error {
	for ; i < len(c.steps); i++ {
		step := c.steps[i]
		result, err := starlark.Call(&run.thread, step.fn.callable, starlark.Tuple{row}, nil)
		if err != nil {
			return step.fault(err)
		}
		switch step.kind {
		case filterStep:
			if !result.Truth() {
				return nil
			}
		case mapStep:
			row = result
		case yieldMapStep:
			return c.each(run, i, result, emit)
		}
	}
	if c.keeps {
		return emit(record)
	}
	out, err := run.reader.write(run.out[:0], row)
	if err != nil {
		return c.steps[len(c.steps)-1].fault(err)
	}
	run.out = out
	return emit(out)
}

// each runs what follows the step i on each of the records that it returned.
func (c *chain) each(run *chainRun, i int, rows starlark.Value, emit func([]byte) error) error {
	step := c.steps[i]
	list, ok := rows.(starlark.Iterable)
	if _, isDict := rows.(*starlark.Dict); !ok || isDict {
		return step.fault(fmt.Errorf("it has to return a list of records, or yield them, and returned a %s", rows.Type()))
	}
	items := list.Iterate()
	defer items.Done()
	var row starlark.Value
	for items.Next(&row) {
		if err := c.from(run, i+1, row, nil, emit); err != nil {
			return err
		}
	}
	return nil
}

// fault says which step failed, and at what.
func (s step) fault(err error) error {
	return failure.Configf("%s failed on a record: %s", s.path, s.fn.explain(err))
}

// A function is a function of a definition's text.
type function struct {
	callable starlark.Callable
	script   *script // the Python text that it is part of; nil where it is a text of its own
}

// explain returns a message for the error of a call.
func (f function) explain(err error) string {
	message, where := err.Error(), ""
	var running *starlark.EvalError
	if errors.As(err, &running) {
		message = running.Msg
		for depth := range len(running.CallStack) {
			pos := running.CallStack.At(depth).Pos
			if pos.Filename() == scriptName && (f.script != nil || pos.Line > 1) {
				where = fmt.Sprintf(" (line %d of the definition)", pos.Line)
				if f.script == nil {
					where = fmt.Sprintf(" (line %d of its text)", pos.Line)
				}
				break
			}
		}
	}
	message = strings.TrimPrefix(message, "Starlark computation cancelled: ")
	switch {
	case strings.HasPrefix(message, "key ") && strings.HasSuffix(message, " not in dict"):
		key := strings.TrimSuffix(strings.TrimPrefix(message, "key "), " not in dict")
		message = "the record has no key " + key + "; write .get(" + key + ") where it may be missing"
	case strings.Contains(message, "frozen"):
		message = "it changes what it may only read: a filter's record, or a value outside of the function"
	}
	return message + where
}
