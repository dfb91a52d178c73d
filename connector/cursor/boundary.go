package cursor

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"slices"
)

// maxBoundary is how many keys a state holds at most. Where more records share the
// highest cursor value the keys are left out, and those records are sent again: the
// state stays small, and nothing is lost.
const maxBoundary = 1000

// A recordKey identifies a record by a hash. 96 bits keep a state's keys apart.
type recordKey [12]byte

// keys are those of the records that were sent with the highest cursor value, so that
// the next sync, which begins at that value, doesn't repeat them.
type keys struct {
	known    map[recordKey]struct{}
	overflow bool
	// first is what identifies the first record with the value. Most records have a
	// value of their own, and are followed by one with a higher value before anyone
	// asks for their hash.
	first   []byte
	pending bool
}

// newKeys returns the keys of a state. What isn't a key of ours is of no use, and left
// out.
func newKeys(texts []string) keys {
	k := keys{known: make(map[recordKey]struct{}, len(texts))}
	for _, text := range texts {
		if decoded, err := base64.RawURLEncoding.DecodeString(text); err == nil && len(decoded) == len(recordKey{}) {
			k.known[recordKey(decoded)] = struct{}{}
		}
	}
	return k
}

// begin makes the record of identity the only one.
func (k *keys) begin(identity []byte) {
	clear(k.known)
	k.overflow = false
	k.first, k.pending = append(k.first[:0], identity...), true
}

// add notes one more record.
func (k *keys) add(identity []byte) {
	if k.overflow {
		return
	}
	k.settle()
	k.known[hashOf(identity)] = struct{}{}
	k.overflow = len(k.known) > maxBoundary
}

func (k *keys) settle() {
	if k.pending {
		k.known[hashOf(k.first)] = struct{}{}
		k.pending = false
	}
}

func (k *keys) has(identity []byte) bool {
	_, ok := k.known[hashOf(identity)]
	return ok
}

// list returns the keys, sorted: the same records give the same state.
func (k *keys) list() []string {
	k.settle()
	if k.overflow || len(k.known) == 0 {
		return nil
	}
	keys := make([]string, 0, len(k.known))
	for key := range k.known {
		keys = append(keys, base64.RawURLEncoding.EncodeToString(key[:]))
	}
	slices.Sort(keys)
	return keys
}

func hashOf(identity []byte) recordKey {
	hash := sha256.Sum256(identity)
	return recordKey(hash[:len(recordKey{})])
}

// identity returns what tells a record from others: its primary key's values, or the
// whole record where it lacks one of them. It is good until the next call.
func (c *Cursor) identity(record []byte, primaryKey [][]byte) []byte {
	if len(primaryKey) == 0 {
		return record
	}
	c.scratch = c.scratch[:0]
	for _, value := range primaryKey {
		if value == nil || bytes.Equal(value, null) {
			return record
		}
		c.scratch = append(append(c.scratch, value...), 0)
	}
	return c.scratch
}
