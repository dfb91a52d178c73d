package engine

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
)

// A forest is the streams of a sync, each below the one whose records it is read for.
type forest struct {
	engine *Engine
	source *plan.Source
	asked  map[string]*streamRead // those that the catalog asks for, by name
	feeds  map[string]*streamRead // those that are read for their children only, by feedKey
	roots  []*streamRead
}

// grow puts the streams in their places. One reading of a parent feeds all children that
// want the same of it: all of its records, or those that are new since one and the
// same state of it. Where the catalog asks for that very reading, it is this one that
// feeds them; else it is done in silence.
func (e *Engine) grow(source *plan.Source, reads []*streamRead) *forest {
	f := &forest{engine: e, source: source, asked: map[string]*streamRead{}, feeds: map[string]*streamRead{}}
	for _, read := range reads {
		f.asked[read.stream.Name] = read
	}
	for _, read := range reads {
		f.place(read)
	}
	return f
}

func (f *forest) place(read *streamRead) {
	if read.stream.Parent == nil {
		f.roots = append(f.roots, read)
		return
	}
	parent := f.parent(read)
	parent.children = append(parent.children, read)
	read.parent = parent
}

// parent returns the reading that feeds child.
func (f *forest) parent(child *streamRead) *streamRead {
	name := child.stream.Parent.Stream
	if asked := f.asked[name]; asked != nil && asked.feedsAs(child) {
		return asked
	}
	key := name + "\n" + child.rootKey()
	feed := f.feeds[key]
	if feed == nil {
		feed = &streamRead{
			engine: f.engine, stream: f.source.Stream(name), silent: true, mode: child.mode,
			viaRoot: child.viaRoot, rootName: child.rootName, rootState: child.rootState,
			out: f.engine.out.Stream(name), log: f.engine.log.With("stream", name),
		}
		if feed.stream.Parent == nil && child.viaRoot {
			feed.incremental, feed.state = true, child.rootState
		}
		f.feeds[key] = feed
		f.place(feed)
	}
	return feed
}

// rootKey tells apart what streams want of the stream at their root.
func (s *streamRead) rootKey() string {
	if !s.viaRoot {
		return "all"
	}
	return canonical(s.rootState)
}

// feedsAs reports whether this reading gives the records that child wants.
func (s *streamRead) feedsAs(child *streamRead) bool {
	switch {
	case s.stream.Parent == nil && child.viaRoot:
		return s.incremental && canonical(s.state) == child.rootKey()
	case s.stream.Parent == nil:
		return !s.incremental
	}
	// A stream in between that has a cursor of its own leaves records out.
	return s.rootKey() == child.rootKey() && (!s.incremental || s.stream.Cursor == nil)
}

// all returns the reading and those below it, parents first.
func (s *streamRead) all() []*streamRead {
	reads := []*streamRead{s}
	for _, child := range s.children {
		reads = append(reads, child.all()...)
	}
	return reads
}

// runTree reads a stream and all that are read for its records. The failures stand in
// the readings themselves; the error says that nothing more can be written.
func (root *streamRead) runTree(ctx context.Context) error {
	reads := root.all()
	if ctx.Err() != nil {
		for _, read := range reads {
			read.fail(context.Cause(ctx))
		}
		return nil
	}
	for _, read := range reads {
		if err := read.open(); err != nil {
			return err
		}
		read.guard(read.begin)
	}
	for _, read := range reads {
		if read.viaRoot && read != root {
			read.resume = root.resume
		}
	}
	root.guard(func() error { return root.readRoot(ctx, reads) })
	for _, read := range reads {
		if above := read.failedAbove(); above != nil && !read.finished {
			read.fail(parentFailure(above))
		}
		if err := read.close(); err != nil {
			return err
		}
	}
	return nil
}

// failedAbove returns the nearest of the streams above that failed, nil for none.
func (s *streamRead) failedAbove() *streamRead {
	for above := s.parent; above != nil; above = above.parent {
		if above.failed() != nil {
			return above
		}
	}
	return nil
}

// close ends the reading; where even that fails, the failure is kept.
func (s *streamRead) close() (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			s.log.Debug(string(debug.Stack()))
			s.fail(failure.Systemf("the connector failed at this stream's end: %v", fault))
		}
	}()
	return s.end()
}

// parentFailure is the failure of a stream whose parent wasn't read to its end.
func parentFailure(parent *streamRead) error {
	cause := failure.Of(parent.failed())
	if errors.Is(cause, context.Canceled) {
		return cause
	}
	return &failure.Error{
		Kind:    cause.Kind,
		Message: "the stream " + parent.stream.Name + ", whose records this one is read for, failed: " + cause.Message,
		Err:     cause.Err,
	}
}

// runChildren reads the children of a page's records. Each child goes on as long as it
// hasn't failed itself, whatever becomes of the others.
func (s *streamRead) runChildren(ctx context.Context, rows []row) error {
	var group errgroup.Group
	group.SetLimit(cap(s.engine.slots))
	for _, row := range rows {
		for i, child := range s.children {
			if row.fields[i] == nil {
				continue
			}
			group.Go(func() error {
				if child.failed() == nil && !child.idle() {
					child.guard(func() error { return child.readPartition(ctx, row.fields[i]) })
				}
				return nil
			})
		}
	}
	_ = group.Wait() // its functions return no errors
	return ctx.Err()
}

// idle reports whether nothing below the page at hand has to be read for this stream,
// itself included.
func (s *streamRead) idle() bool {
	if !s.muted && !s.silent {
		return false
	}
	for _, child := range s.children {
		if !child.idle() {
			return false
		}
	}
	return true
}

// A verdict is the first failure of a reading.
type verdict struct {
	mu  sync.Mutex
	err error
}

func (v *verdict) fail(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.err == nil {
		v.err = err
	}
}

func (v *verdict) failed() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.err
}

// guard runs a part of the reading and keeps its failure, a panic included.
func (s *streamRead) guard(run func() error) {
	defer func() {
		if fault := recover(); fault != nil {
			s.log.Debug(string(debug.Stack()))
			s.fail(failure.Systemf("the connector failed at this stream: %v", fault))
		}
	}()
	if s.failed() != nil {
		return
	}
	if err := run(); err != nil {
		s.fail(err)
	}
}
