package record

// A Step changes a stream's records one by one: it lets a record go, changes it, or
// makes several of it. It is used by many goroutines at once.
type Step interface {
	// Apply gives what becomes of record to emit, in order. Each is a JSON object on one
	// line, good during the call only. An error fails the stream.
	Apply(record []byte, emit func([]byte) error) error
}
