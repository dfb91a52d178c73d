// Package protocol writes and reads the messages of the Airbyte protocol, version
// 0.18.0: one JSON object a line.
//
// Records are spliced into their messages as bytes. The package keeps the rules
// that hold for every stream whatever its source: STARTED before the first STATE,
// RUNNING at the first record, a record count with every STATE, no STATE equal to
// the one before it, no secret in any message for people. What a state says, and
// when it is time for one, is decided elsewhere.
package protocol

// Version is the protocol's version that the messages follow.
const Version = "0.18.0"

// Status is a stream's status.
type Status string

// The statuses of a stream, in the order in which they may occur.
const (
	Started    Status = "STARTED"
	Running    Status = "RUNNING"
	Complete   Status = "COMPLETE"
	Incomplete Status = "INCOMPLETE"
)

// SyncMode is how a configured stream is to be read.
type SyncMode string

// The sync modes.
const (
	FullRefresh SyncMode = "full_refresh"
	Incremental SyncMode = "incremental"
)
