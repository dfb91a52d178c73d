package cursor

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
)

var byParent = Config{Path: jsonpath.Of("at"), PrimaryKey: [][]string{{"id"}}}

func parent(id int) json.RawMessage { return json.RawMessage(fmt.Sprintf(`{"id":%d}`, id)) }

func decodePartitions(t *testing.T, config Config, state string) *Partitions {
	t.Helper()
	p, err := DecodePartitions(json.RawMessage(state), config)
	require.NoError(t, err)
	return p
}

// read reads a partition and returns what passes.
func read(t *testing.T, p *Partitions, id int, records ...string) []string {
	t.Helper()
	c := p.Cursor(parent(id))
	sent := passed(t, c, records...)
	p.Finish(parent(id), c)
	return sent
}

// dlt moves the start of later parents while it reads the earlier ones (its issue
// 2429), which loses their records.
func TestAllPartitionsBeginWhereTheLastSyncEnded(t *testing.T) {
	p := decodePartitions(t, byParent, ``)
	require.Len(t, read(t, p, 1, records(`100`, `90`)...), 2)
	require.Len(t, read(t, p, 2, records(`5`, `3`)...), 2, "though another one has reached 100")
	require.Empty(t, p.Cursor(parent(2)).Values()[0], "nor does its own progress count in this sync")

	next := decodePartitions(t, byParent, string(p.Final(true)))
	require.Equal(t, `5`, string(next.Cursor(parent(2)).Values()[0]))
	require.Equal(t, []string{`{"id":3,"at":6}`}, read(t, next, 2, `{"id":1,"at":5}`, `{"id":2,"at":3}`, `{"id":3,"at":6}`))
	require.Len(t, read(t, next, 3, records(`1`)...), 1, "a new one begins at the beginning")
}

func TestTheStateOfPartitions(t *testing.T) {
	p := decodePartitions(t, byParent, ``)
	require.Equal(t, `{"states":[],"use_global_cursor":false}`, string(p.Encode()))
	read(t, p, 2, records(`5`)...)
	read(t, p, 1, records(`7`)...)
	read(t, p, 3)
	state := string(p.Encode())
	require.Regexp(t, `^{"states":\[{"partition":{"id":1},"cursor":{"at":7,"__boundary":\["[\w-]{16}"\]}},`+
		`{"partition":{"id":2},"cursor":{"at":5,"__boundary":\["[\w-]{16}"\]}}\],"use_global_cursor":false}$`, state)
	require.Equal(t, state, string(decodePartitions(t, byParent, state).Encode()))

	p = decodePartitions(t, byParent, state)
	require.Equal(t, state, string(p.Encode()), "nothing is finished")
	c := p.Cursor(parent(2))
	passed(t, c, records(`9`)...)
	require.Equal(t, state, string(p.Encode()), "it isn't finished")
	p.Finish(parent(2), c)
	require.Contains(t, string(p.Encode()), `{"partition":{"id":2},"cursor":{"at":9,`)
	require.Contains(t, string(p.Encode()), `{"partition":{"id":1},"cursor":{"at":7,`)
	require.Equal(t, string(p.Encode()), string(p.Final(false)))
}

func TestAPartitionIsKnownHoweverItsKeyIsWritten(t *testing.T) {
	p := decodePartitions(t, byParent, `{"states":[{"partition":{"b": "x\u0041/<", "a": 1.50},"cursor":{"at":5}}],"use_global_cursor":false}`)
	require.Equal(t, `5`, string(p.Cursor(json.RawMessage(`{"a":1.50,"b":"xA/<"}`)).Values()[0]))
	require.Contains(t, string(p.Encode()), `{"partition":{"a":1.50,"b":"xA/<"}`)
}

func TestAPlainStateIsWhereAllPartitionsBegin(t *testing.T) {
	p := decodePartitions(t, byParent, `{"at":5}`)
	require.Equal(t, []string{`{"id":2,"at":6}`}, read(t, p, 1, `{"id":1,"at":4}`, `{"id":2,"at":6}`))
	require.Contains(t, string(p.Encode()), `"state":{"at":5},"use_global_cursor":true`)
	next := decodePartitions(t, byParent, string(p.Final(true)))
	require.Equal(t, `6`, string(next.Cursor(parent(1)).Values()[0]))
	require.Equal(t, `5`, string(next.Cursor(parent(2)).Values()[0]))
}

func TestARangeLeavesTheStateOfPartitions(t *testing.T) {
	config := byParent
	config.Initial, config.End = value(t, `1`), value(t, `9`)
	state := `{"states":[{"partition":{"id":1},"cursor":{"at":5}}],"use_global_cursor":false}`
	p := decodePartitions(t, config, state)
	require.Len(t, read(t, p, 1, records(`2`, `3`, `12`)...), 2)
	require.Equal(t, state, string(p.Encode()))
	require.Equal(t, state, string(p.Final(true)))
}

func TestDecodePartitionsRefusesGarbage(t *testing.T) {
	for text, want := range map[string]string{
		`[]`:                           "not a JSON object",
		`{"states":5}`:                 "must have states",
		`{"states":[5]}`:               "must have states",
		`{"states":[{}]}`:              "has to be an object of the parent's fields",
		`{"states":[{"partition":7}]}`: "has to be an object of the parent's fields",
		`{"use_global_cursor":"x"}`:    "must have states",
		`{"states":[],"state":5}`:      "not a JSON object",
		`{"at":true}`:                  `"at" can't be used`,
		`{"states":[{"partition":{},"cursor":{"at":[]}}]}`: `"at" can't be used`,
	} {
		_, err := DecodePartitions(json.RawMessage(text), byParent)
		require.ErrorContains(t, err, want, text)
		require.Equal(t, failure.Config, failure.Of(err).Kind, text)
	}
	for _, text := range []string{`null`, `{}`, `{"other":1}`, `{"states":null,"use_global_cursor":false}`} {
		require.Empty(t, decodePartitions(t, byParent, text).Cursor(parent(1)).Values()[0], text)
	}
}

// crowd finishes more partitions than a state holds, with records of these values.
func crowd(t *testing.T, p *Partitions, values ...string) {
	t.Helper()
	for i, value := range values {
		c := p.Cursor(parent(i))
		passed(t, c, records(value)...)
		for id := i; id <= maxPartitions; id += len(values) {
			p.Finish(parent(id), c)
		}
	}
}

var months = []string{`"2026-01-01"`, `"2026-05-01"`, `"2026-03-01"`}

func TestTooManyPartitionsShareACursor(t *testing.T) {
	config := byParent
	config.Started = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	p := decodePartitions(t, config, ``)
	crowd(t, p, months...)
	require.Equal(t, `{"states":[],"state":{},"use_global_cursor":true}`, string(p.Encode()), "the sync isn't over: all begin again")
	require.Equal(t, string(p.Encode()), string(p.Final(false)), "there are parents whose records weren't asked for")
	state := string(p.Final(true))
	require.Equal(t, `{"states":[],"state":{"at":"2026-05-01"},"use_global_cursor":true}`, state)

	next := decodePartitions(t, config, state)
	require.Equal(t, []string{`{"id":2,"at":"2026-05-02"}`}, read(t, next, 3, `{"id":1,"at":"2026-04-01"}`, `{"id":2,"at":"2026-05-02"}`))
	require.Equal(t, `"2026-05-01"`, string(next.Cursor(parent(1)).Values()[0]))
	require.Contains(t, string(next.Encode()), `{"states":[{"partition":{"id":3},"cursor":{"at":"2026-05-02",`)
	crowd(t, next, months...)
	require.Equal(t, state, string(next.Encode()))
	require.Equal(t, `{"states":[],"state":{"at":"2026-05-02"},"use_global_cursor":true}`, string(next.Final(true)))
}

func TestASharedCursorMovesOnlyWhereNothingIsLost(t *testing.T) {
	numbers := decodePartitions(t, byParent, ``)
	crowd(t, numbers, `7`, `9`)
	require.Equal(t, `{"states":[],"state":{},"use_global_cursor":true}`, string(numbers.Final(true)), "each may count for itself")

	config := byParent
	unguarded := decodePartitions(t, config, ``)
	crowd(t, unguarded, months...)
	require.Equal(t, `{"states":[],"state":{},"use_global_cursor":true}`, string(unguarded.Final(true)), "it isn't known what changed meanwhile")

	config.Started = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	behind := decodePartitions(t, config, `{"states":[{"partition":{"id":"away"},"cursor":{"at":"2025-01-01"}}],"use_global_cursor":false}`)
	crowd(t, behind, months...)
	require.Equal(t, `{"states":[],"state":{"at":"2025-01-01"},"use_global_cursor":true}`, string(behind.Final(true)), "one was not read")
}

func TestPartitionsThatAreGoneMakeRoom(t *testing.T) {
	states := make([]string, maxPartitions)
	for i := range states {
		states[i] = fmt.Sprintf(`{"partition":{"id":"old %05d"},"cursor":{"at":1}}`, i)
	}
	p := decodePartitions(t, byParent, `{"states":[`+strings.Join(states, ",")+`],"use_global_cursor":false}`)
	read(t, p, 1, records(`5`)...)
	read(t, p, 2, records(`5`)...)
	final := decodePartitions(t, byParent, string(p.Final(true)))
	require.Len(t, final.starts, maxPartitions)
	require.Equal(t, `5`, string(final.Cursor(parent(2)).Values()[0]))
	require.Contains(t, final.starts, `{"id":"old 09997"}`)
	require.NotContains(t, final.starts, `{"id":"old 09998"}`)
}

func TestTheKeysOfAllPartitionsAreBounded(t *testing.T) {
	p := decodePartitions(t, byParent, ``)
	for id := range maxPartitionKeys/maxBoundary + 5 {
		c := p.Cursor(parent(id))
		for i := range maxBoundary {
			passed(t, c, fmt.Sprintf(`{"id":%d,"at":1}`, i))
		}
		p.Finish(parent(id), c)
	}
	require.Less(t, len(p.Encode()), maxPartitionKeys*20)
	require.Equal(t, 5, strings.Count(string(p.Encode()), `"cursor":{"at":1}`), "they have no keys")
}

func TestPartitionsAreReadAtOnce(t *testing.T) {
	p := decodePartitions(t, byParent, ``)
	var group sync.WaitGroup
	for id := range 50 {
		group.Go(func() {
			c := p.Cursor(parent(id))
			for i := range 20 {
				if _, err := c.Pass([]byte(fmt.Sprintf(`{"id":%d,"at":%d}`, i, i))); err != nil {
					t.Error(err)
				}
			}
			p.Finish(parent(id), c)
			p.Encode()
		})
	}
	group.Wait()
	require.Equal(t, 50, strings.Count(string(p.Encode()), `"cursor":{"at":19,`))
}

func FuzzDecodePartitions(f *testing.F) {
	f.Add([]byte(`{"states":[{"partition":{"id":1},"cursor":{"at":5,"__boundary":["AAAAAAAAAAAAAAAA"]}}],"state":{"at":3},"use_global_cursor":true}`))
	f.Add([]byte(`{"at":"2026-01-01"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := DecodePartitions(text, byParent)
		if err != nil {
			return
		}
		again, err := DecodePartitions(p.Encode(), byParent)
		require.NoError(t, err)
		require.Equal(t, string(p.Encode()), string(again.Encode()))
		require.Equal(t, p.Cursor(parent(1)).Values(), again.Cursor(parent(1)).Values())
	})
}

func BenchmarkPartitionsEncode(b *testing.B) {
	p, err := DecodePartitions(nil, byParent)
	require.NoError(b, err)
	for id := range maxPartitions {
		c := p.Cursor(parent(id))
		if _, err := c.Pass([]byte(`{"id":1,"at":"2026-01-01T00:00:00Z"}`)); err != nil {
			b.Fatal(err)
		}
		p.Finish(parent(id), c)
	}
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(p.Encode())))
	}
}
