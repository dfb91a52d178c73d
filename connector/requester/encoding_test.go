package requester_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/requester"
	"source-rest-api/connector/retry"
)

// encoders encode by the name of a content coding; "raw" is deflate without zlib's head.
var encoders = map[string]func(io.Writer) io.WriteCloser{
	"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	"raw": func(w io.Writer) io.WriteCloser {
		z, _ := flate.NewWriter(w, flate.DefaultCompression)
		return z
	},
	"br": func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
	"zstd": func(w io.Writer) io.WriteCloser {
		z, _ := zstd.NewWriter(w)
		return z
	},
}

func encode(t testing.TB, text []byte, coding string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := encoders[coding](&out)
	_, err := w.Write(text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

// codingName returns the name that a coding goes by in headers.
func codingName(coding string) string {
	if coding == "raw" {
		return "deflate"
	}
	return coding
}

// rows is a JSON list that doesn't compress too well.
func rows(size int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var doc bytes.Buffer
	doc.WriteByte('[')
	for i := 0; doc.Len() < size; i++ {
		if i > 0 {
			doc.WriteByte(',')
		}
		fmt.Fprintf(&doc, `{"id":%d,"name":"Record number %d","key":"%x","active":true}`, i, i, random.Uint64())
	}
	doc.WriteByte(']')
	return doc.Bytes()
}

func TestCompressedAnswersAreDecoded(t *testing.T) {
	text := rows(300_000)
	for coding := range encoders {
		t.Run(coding, func(t *testing.T) {
			encoded := encode(t, text, coding)
			url := serve(t, func(w http.ResponseWriter, r *http.Request) {
				require.Equal(t, "zstd, gzip, br, deflate", r.Header.Get("Accept-Encoding"))
				w.Header().Set("Content-Encoding", codingName(coding))
				_, _ = w.Write(encoded)
			})
			c := newCall(url)
			require.NoError(t, c.send(t.Context()))
			require.Equal(t, string(text), c.bodies[0])
			require.Zero(t, c.retries)
		})
	}
}

func TestWhatContentEncodingCanSay(t *testing.T) {
	const text = `{"a":1}`
	gzipped := encode(t, []byte(text), "gzip")
	for name, test := range map[string]struct {
		headers []string
		body    []byte
	}{
		"none":           {nil, []byte(text)},
		"identity":       {[]string{"identity"}, []byte(text)},
		"letter case":    {[]string{"GZip"}, gzipped},
		"old name":       {[]string{"x-gzip"}, gzipped},
		"character set":  {[]string{"utf-8"}, []byte(text)},
		"two":            {[]string{"gzip, br"}, encode(t, gzipped, "br")},
		"two headers":    {[]string{"gzip", "identity,zstd"}, encode(t, gzipped, "zstd")},
		"twice the same": {[]string{"gzip, gzip"}, encode(t, gzipped, "gzip")},
		"two members":    {[]string{"gzip"}, append(encode(t, []byte(`{"a"`), "gzip"), encode(t, []byte(`:1}`), "gzip")...)},
	} {
		t.Run(name, func(t *testing.T) {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Encoding"] = test.headers
				_, _ = w.Write(test.body)
			})
			c := newCall(url)
			require.NoError(t, c.send(t.Context()))
			require.Equal(t, []string{text}, c.bodies)
			require.Zero(t, c.retries)
		})
	}
}

func TestADefinitionsOwnAcceptEncodingIsSent(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, []string{"identity"}, r.Header["Accept-Encoding"])
		fmt.Fprint(w, `{}`)
	})
	c := newCall(url)
	c.request.Plan.Headers = []plan.Param{plan.Static("Accept-Encoding", "identity")}
	require.NoError(t, c.send(t.Context()))
}

// What is cut or garbled on the way is asked for again, whatever its coding.
func TestGarbledEncodingsAreAskedForAgain(t *testing.T) {
	text := rows(200_000)
	for coding := range encoders {
		whole := encode(t, text, coding)
		garbled := bytes.Clone(whole)
		copy(garbled[len(garbled)/2:], bytes.Repeat([]byte{0xff}, 2000))
		for name, bad := range map[string][]byte{
			"cut": whole[:len(whole)/2], "one byte": whole[:1], "without its end": whole[:len(whole)-1],
			"garbled": garbled, "not encoded": text, "zeros": make([]byte, 100),
		} {
			if coding == "raw" && name == "zeros" {
				continue // it is a stored block of nothing, and so on
			}
			t.Run(coding+" "+name, func(t *testing.T) {
				var asked atomic.Int64
				url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Encoding", codingName(coding))
					if asked.Add(1) == 1 {
						_, _ = w.Write(bad)
						return
					}
					_, _ = w.Write(whole)
				})
				c := newCall(url)
				require.NoError(t, c.send(t.Context()))
				require.Equal(t, 1, c.retries)
				require.Equal(t, string(text), c.bodies[len(c.bodies)-1])
			})
		}
	}
}

func TestAnAnswerThatNeverDecodesSaysSo(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "br")
		fmt.Fprint(w, strings.Repeat("\xff", 100))
	})
	err := newCall(url).send(t.Context())
	require.ErrorContains(t, err, "4 times: the answer of")
	require.ErrorContains(t, err, "can't be decompressed")
	require.ErrorIs(t, err, retry.ErrGarbled)
	require.Equal(t, failure.Transient, failure.Of(err).Kind)
}

func TestTheLimitCountsDecompressedBytes(t *testing.T) {
	for coding := range encoders {
		bomb := encode(t, append(append([]byte(`"`), bytes.Repeat([]byte("a"), 2<<20)...), '"'), coding)
		require.Less(t, len(bomb), 64<<10)
		url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", codingName(coding))
			_, _ = w.Write(bomb)
		})
		c := newCall(url)
		c.options.MaxResponseBytes = 1 << 20
		err := c.send(t.Context())
		require.ErrorContains(t, err, "max_response_bytes", coding)
		require.Zero(t, c.retries)
		c.options.MaxResponseBytes = 2<<20 + 2
		require.NoError(t, c.send(t.Context()), coding)
	}
}

// An answer without a body has no head of its coding either.
func TestEmptyAnswersOfACodingAreEmpty(t *testing.T) {
	for coding := range encoders {
		for _, status := range []int{200, 204, 205} {
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", codingName(coding))
				w.WriteHeader(status)
			})
			client := requester.New(newCall(url).options)
			accepted := 0
			err := client.Do(t.Context(), newCall(url).request, func(r *requester.Response) error {
				data, ok := r.Body.Bytes()
				require.True(t, ok)
				require.Empty(t, data)
				accepted++
				r.Body.Close()
				return nil
			})
			client.Close()
			require.NoError(t, err, "%s %d", coding, status)
			require.Equal(t, 1, accepted)
		}
	}
}

// Decoders go from one answer to the next, also from one that was garbled, and leave the
// connection in a state to be used again.
func TestDecodersAreUsedAgain(t *testing.T) {
	for coding := range encoders {
		t.Run(coding, func(t *testing.T) {
			var asked, connections atomic.Int64
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				n := asked.Add(1)
				encoded := encode(t, []byte(`{"a":`+strconv.FormatInt(n, 10)+`}`), coding)
				if n%3 == 0 {
					encoded = encoded[:len(encoded)-2]
				}
				w.Header().Set("Content-Encoding", codingName(coding))
				w.(http.Flusher).Flush() // the body ends with a chunk of its own
				_, _ = w.Write(encoded)
			}))
			server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					connections.Add(1)
				}
			}
			server.Start()
			t.Cleanup(server.Close)
			c := newCall(server.URL)
			client := requester.New(c.options)
			defer client.Close()
			for range 20 {
				err := client.Do(t.Context(), c.request, func(r *requester.Response) error {
					data, _ := r.Body.Bytes()
					require.Equal(t, fmt.Sprintf(`{"a":%d}`, asked.Load()), string(data))
					r.Body.Close()
					return nil
				})
				require.NoError(t, err)
			}
			require.EqualValues(t, 30-1, asked.Load())
			require.LessOrEqual(t, connections.Load(), int64(10), "only cut answers cost a connection")
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	text := rows(4 << 20)
	for coding := range encoders {
		encoded := encode(b, text, coding)
		b.Run(coding, func(b *testing.B) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", codingName(coding))
				w.Header().Set("Content-Length", strconv.Itoa(len(encoded)))
				_, _ = w.Write(encoded)
			}))
			defer server.Close()
			c := newCall(server.URL)
			c.options.MaxResponseBytes = 1 << 30
			client := requester.New(c.options)
			defer client.Close()
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				err := client.Do(b.Context(), c.request, func(r *requester.Response) error {
					r.Body.Close()
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
