package cursor

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
)

// maxBoundary is how many keys a state holds at most. Where more records share the
// highest cursor value the keys are left out, and those records are sent again: the
// state stays small, and nothing is lost.
const maxBoundary = 1000

// A boundary holds the keys of the records that were sent with the highest cursor
// value, so that the next sync, which begins at that value, doesn't repeat them.
type boundary struct {
	keys     map[string]struct{}
	overflow bool
}

func newBoundary(keys []string) boundary {
	b := boundary{keys: make(map[string]struct{}, len(keys))}
	for _, key := range keys {
		b.keys[key] = struct{}{}
	}
	return b
}

func (b *boundary) reset() {
	clear(b.keys)
	b.overflow = false
}

func (b *boundary) add(key string) {
	if b.overflow {
		return
	}
	b.keys[key] = struct{}{}
	if len(b.keys) > maxBoundary {
		b.overflow = true
	}
}

// list returns the keys, sorted: the same records give the same state.
func (b *boundary) list() []string {
	if b.overflow || len(b.keys) == 0 {
		return nil
	}
	keys := make([]string, 0, len(b.keys))
	for key := range b.keys {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// recordKey identifies a record by a hash of its primary key's values, or of the
// whole record where it lacks one of them. 96 bits keep a state's keys apart.
func recordKey(record []byte, primaryKey [][]byte) string {
	hash := sha256.New()
	complete := len(primaryKey) > 0
	for _, value := range primaryKey {
		complete = complete && value != nil && string(value) != "null"
	}
	if complete {
		for _, value := range primaryKey {
			hash.Write(value)
			hash.Write([]byte{0})
		}
	} else {
		hash.Write(record)
	}
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:12])
}
