package requester

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/retry"
)

// The rest of an answer is read where its coding ends before it: a connection whose
// answer wasn't read to the end can't be used again.
func TestDecodingReadsToTheEnd(t *testing.T) {
	var encoded bytes.Buffer
	w := zlib.NewWriter(&encoded)
	_, err := w.Write([]byte("text"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	answer := &inPieces{rest: encoded.Bytes()}
	var pool decoders
	r, done := pool.decode(answer, http.Header{"Content-Encoding": {"deflate"}})
	var text bytes.Buffer
	_, err = text.ReadFrom(r)
	require.NoError(t, err)
	done()
	require.Equal(t, "text", text.String())
	require.True(t, answer.ended)
}

// An error of the connection is not the decoder's.
func TestErrorsOfTheConnectionComeThroughDecoding(t *testing.T) {
	var encoded bytes.Buffer
	w := zlib.NewWriter(&encoded)
	_, err := w.Write(bytes.Repeat([]byte("text"), 100))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	lost := errors.New("connection lost")
	answer := io.MultiReader(bytes.NewReader(encoded.Bytes()[:encoded.Len()/2]), iotest.ErrReader(lost))
	var pool decoders
	for _, codings := range []string{"deflate", "gzip, deflate", "zstd"} {
		r, done := pool.decode(answer, http.Header{"Content-Encoding": {codings}})
		_, err = io.ReadAll(r)
		require.ErrorIs(t, err, lost)
		require.NotErrorIs(t, err, retry.ErrGarbled)
		done()
	}
}

// inPieces is read byte by byte.
type inPieces struct {
	rest  []byte
	ended bool
}

func (r *inPieces) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		r.ended = true
		return 0, io.EOF
	}
	p[0] = r.rest[0]
	r.rest = r.rest[1:]
	return 1, nil
}
