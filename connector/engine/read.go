package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
)

// A StreamReport is what reading a stream came to.
type StreamReport struct {
	Name     string
	Records  int64
	Pages    int64
	Retries  int64
	Duration time.Duration
	Err      *failure.Error // nil where the stream is complete
}

// Read reads the catalog's streams from the states of an earlier sync. Streams run at
// once; one that fails doesn't stop the others. At the end a TRACE ERROR tells of
// each failed stream, and one of them all.
//
// The error is nil only if every stream is complete; it was told of then, unless it
// is a *protocol.OutputError or the context's.
func (e *Engine) Read(ctx context.Context, source *plan.Source, catalog *protocol.ConfiguredCatalog, states protocol.States) ([]StreamReport, error) {
	reports := make([]StreamReport, len(catalog.Streams))
	var reads []*streamRead
	places := map[*streamRead]int{}
	for i, configured := range catalog.Streams {
		name := configured.Stream.Name
		stream := source.Stream(name)
		if stream == nil || !stream.Selected {
			err := errors.Join(unknownStream(source, name), e.out.Stream(name).Status(protocol.Incomplete))
			reports[i] = StreamReport{Name: name, Err: streamFailure(err, name)}
			continue
		}
		read := e.newRead(source, stream, configured, states[name])
		places[read] = i
		reads = append(reads, read)
	}
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(cap(e.slots))
	for _, root := range e.grow(source, reads).roots {
		group.Go(func() error { return root.runTree(groupCtx) })
	}
	err := group.Wait()
	for read, i := range places {
		reports[i] = read.outcome()
	}
	switch {
	case err != nil:
		return reports, err
	case ctx.Err() != nil:
		return reports, context.Cause(ctx)
	}
	return reports, e.summarize(reports)
}

// newRead returns the reading of a stream as the catalog asks for it. Incremental sync
// asked of a stream that has no cursor is a full refresh: some callers ask it of every
// stream.
func (e *Engine) newRead(source *plan.Source, stream *plan.Stream, configured protocol.ConfiguredStream, state []byte) *streamRead {
	read := &streamRead{
		engine: e, stream: stream, mode: configured.SyncMode, state: state,
		out: e.out.Stream(stream.Name), log: e.log.With("stream", stream.Name),
	}
	read.checkpoints = checkpointer{out: read.out, before: state}
	if configured.SyncMode != protocol.Incremental {
		return read
	}
	if stream.Cursor == nil && stream.Parent == nil && stream.Incremental() && len(configured.CursorField) > 0 {
		read.field = configured.CursorField
	}
	read.incremental = stream.Incremental() && (stream.Cursor != nil || stream.Parent != nil || read.field != nil)
	if stream.Parent != nil && stream.Parent.Incremental {
		read.viaRoot, read.rootName = true, source.Root(stream).Name
		own, root, err := splitParentState(state, read.rootName)
		if err != nil {
			read.fail(err)
			return read
		}
		read.state, read.rootState = own, root
	}
	if !read.incremental {
		read.log.Info("incremental sync was asked for without a cursor field; the stream is read whole")
	}
	return read
}

// outcome returns what the reading came to, and logs its failure.
func (s *streamRead) outcome() StreamReport {
	report := StreamReport{
		Name: s.stream.Name, Records: s.out.Total(), Pages: s.pages, Retries: s.retries.Load(), Duration: s.took,
	}
	switch err := s.failed(); {
	case s.finished:
		// What kept it from feeding its children is theirs to tell.
	case errors.Is(err, context.Canceled):
		report.Err = streamFailure(err, s.stream.Name)
		s.log.Info("stopped before its end")
	case err != nil:
		report.Err = streamFailure(err, s.stream.Name)
		s.log.Error(report.Err.Error())
	}
	return report
}

func unknownStream(source *plan.Source, name string) error {
	var names []string
	for _, stream := range source.Streams {
		if stream.Selected {
			names = append(names, stream.Name)
		}
	}
	advice := "run discover again for a catalog that fits"
	if nearest := failure.Nearest(name, names); nearest != "" {
		advice = fmt.Sprintf("did you mean %q?", nearest)
	}
	return failure.Configf("stream %q is in the catalog, but not in the definition, which has %s; %s", name, strings.Join(names, ", "), advice)
}

// streamFailure gives the failure that err is the name of the stream.
func streamFailure(err error, name string) *failure.Error {
	found := *failure.Of(err)
	found.Stream = name
	var output *protocol.OutputError
	if errors.As(err, &output) {
		found.Err = output
	}
	return &found
}

// summarize writes a TRACE ERROR for each failed stream, and the last one for all.
// Those that another attempt may mend come first: the platform tries again or not as
// the earliest of them says.
func (e *Engine) summarize(reports []StreamReport) error {
	var failed []*failure.Error
	for _, report := range reports {
		if report.Err != nil && !errors.Is(report.Err, context.Canceled) {
			failed = append(failed, report.Err)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	order := map[failure.Kind]int{failure.Transient: 0, failure.System: 1, failure.Config: 2}
	slices.SortStableFunc(failed, func(a, b *failure.Error) int { return cmp.Compare(order[a.Kind], order[b.Kind]) })
	names := make([]string, len(failed))
	for i, err := range failed {
		if writeErr := e.out.Error(err); writeErr != nil {
			return writeErr
		}
		names[i] = err.Stream
	}
	text := fmt.Sprintf("%d of %d streams were not read to their end: %s; the state of each says where to go on",
		len(failed), len(reports), strings.Join(names, ", "))
	if len(failed) < len(reports) {
		text += ". The others are complete"
	}
	summary := &failure.Error{Kind: failed[0].Kind, Message: text}
	if err := e.out.Error(summary); err != nil {
		return err
	}
	return &Incomplete{Summary: summary}
}

// Incomplete says that streams failed, and that messages have told so.
type Incomplete struct{ Summary *failure.Error }

func (i *Incomplete) Error() string { return i.Summary.Error() }

// Unwrap returns the summary.
func (i *Incomplete) Unwrap() error { return i.Summary }
