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
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(cap(e.slots))
	for i, configured := range catalog.Streams {
		group.Go(func() error {
			reports[i] = e.readStream(ctx, source, configured, states[configured.Stream.Name])
			var output *protocol.OutputError
			if err := reports[i].Err; err != nil && errors.As(err, &output) {
				return output
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return reports, err
	}
	return reports, e.summarize(reports)
}

func (e *Engine) readStream(ctx context.Context, source *plan.Source, configured protocol.ConfiguredStream, state []byte) StreamReport {
	name := configured.Stream.Name
	out := e.out.Stream(name)
	log := e.log.With("stream", name)
	begun := time.Now()
	report := StreamReport{Name: name}
	stream := source.Stream(name)
	if stream == nil {
		err := errors.Join(unknownStream(source, name), out.Status(protocol.Incomplete))
		report.Err = streamFailure(err, name)
		return report
	}
	read := &streamRead{engine: e, stream: stream, state: state, out: out, log: log, mode: configured.SyncMode}
	read.field = e.cursorField(stream, configured)
	err := read.run(ctx)
	report.Records, report.Pages, report.Retries = out.Total(), read.pages, read.retries.Load()
	report.Duration = time.Since(begun)
	if err != nil {
		report.Err = streamFailure(err, name)
		log.Error(report.Err.Error())
	}
	return report
}

// cursorField returns the field by which the stream is to be read incrementally, nil
// where it is to be read whole. Incremental sync asked of a stream that has no cursor
// field is a full refresh: some callers ask it of every stream.
func (e *Engine) cursorField(stream *plan.Stream, configured protocol.ConfiguredStream) []string {
	if configured.SyncMode != protocol.Incremental {
		return nil
	}
	if !stream.Incremental() || len(configured.CursorField) == 0 {
		e.log.Info("incremental sync was asked for without a cursor field; the stream is read whole", "stream", stream.Name)
		return nil
	}
	return configured.CursorField
}

func unknownStream(source *plan.Source, name string) error {
	names := make([]string, len(source.Streams))
	for i, stream := range source.Streams {
		names[i] = stream.Name
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
