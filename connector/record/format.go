package record

// A Format is how an answer's records are written down.
type Format string

// The formats. The zero Format goes by the answer's content type, JSON where that says
// nothing else.
const (
	ByContentType Format = ""
	JSON          Format = "json"
	JSONLines     Format = "jsonl"
	CSV           Format = "csv"
)
