//go:build unix

package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/demo"
)

const (
	records = 100_000
	perPage = 1_000
	token   = "demo-token"
)

// serveEnv makes the test binary serve the demo API instead of running benchmarks:
// in a process of its own, the API's memory isn't the connector's.
const serveEnv = "SOURCE_REST_API_BENCH_SERVE"

// serveAtMost ends an API that was left behind.
const serveAtMost = 30 * time.Minute

// config is the seed's definition with its pages made larger.
const config = `{
  "client": {"base_url": "%s/v2", "auth": {"type": "bearer", "token": "%s"}},
  "resource_defaults": {
    "primary_key": "id",
    "write_disposition": "merge",
    "endpoint": {"params": {"per_page": %d}}
  },
  "resources": [{
    "name": "resource_name",
    "endpoint": {
      "path": "/v1/resource",
      "data_selector": "items.*.data",
      "paginator": {"type": "page_number", "page_param": "page", "start_from_page": 1}
    }
  }]
}`

const catalog = `{"streams": [{
  "stream": {
    "name": "resource_name",
    "json_schema": {"type": "object"},
    "supported_sync_modes": ["full_refresh", "incremental"]
  },
  "sync_mode": "%s",
  "cursor_field": ["updated_at"],
  "destination_sync_mode": "append"
}]}`

func TestMain(m *testing.M) {
	if os.Getenv(serveEnv) == "" {
		os.Exit(m.Run())
	}
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers until stdin ends, which it does with the process that holds it.
func serve(stdin io.Reader, stdout io.Writer) error {
	ctx, stop := context.WithTimeout(context.Background(), serveAtMost)
	defer stop()
	server, err := demo.Serve(ctx, "127.0.0.1:0", demo.New(demo.Options{Records: records, Token: token}))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(stdout, server.URL); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, stdin)
	stop()
	return errors.Join(err, server.Wait())
}

// BenchmarkRead reads 100,000 records, once an iteration.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	connector := build(b, dir)
	url := startAPI(b)
	configFile := write(b, dir, "config.json", fmt.Sprintf(config, url, token, perPage))
	for _, mode := range []string{"full_refresh", "incremental"} {
		catalogFile := write(b, dir, mode+".json", fmt.Sprintf(catalog, mode))
		b.Run(mode, func(b *testing.B) {
			var bytesRead, peak int64
			for b.Loop() {
				run := read(b, connector, "read", "--config", configFile, "--catalog", catalogFile)
				require.Equal(b, records, run.records)
				bytesRead, peak = run.bytes, max(peak, run.peak)
			}
			b.SetBytes(bytesRead)
			b.ReportMetric(float64(records)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
			b.ReportMetric(float64(peak)/(1<<20), "MiB-peak-RSS")
		})
	}
}

// BenchmarkSpec starts the connector and does nothing else with it.
func BenchmarkSpec(b *testing.B) {
	connector := build(b, b.TempDir())
	for b.Loop() {
		read(b, connector, "spec")
	}
}

// build makes the connector as its image holds it.
func build(b *testing.B, dir string) string {
	b.Helper()
	binary := filepath.Join(dir, "source-rest-api")
	command := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "source-rest-api")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	output, err := command.CombinedOutput()
	require.NoError(b, err, "%s", output)
	return binary
}

// startAPI serves the demo API from another process until the benchmark ends.
func startAPI(b *testing.B) (url string) {
	b.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), serveEnv+"=1")
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	require.NoError(b, err)
	stdout, err := command.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, command.Start())
	b.Cleanup(func() {
		_ = stdin.Close()
		_ = command.Wait()
	})
	url, err = bufio.NewReader(stdout).ReadString('\n')
	require.NoError(b, err)
	return strings.TrimSpace(url)
}

// A run is what one start of the connector took and gave.
type run struct {
	records int
	bytes   int64
	peak    int64 // bytes of memory resident at most; at least those of this process when it started the run
}

// read runs the connector and counts the RECORD messages on its stdout.
func read(b *testing.B, connector string, words ...string) run {
	b.Helper()
	command := exec.CommandContext(b.Context(), connector, words...)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	stdout, err := command.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, command.Start())
	var done run
	lines := bufio.NewReaderSize(stdout, 256<<10)
	for err == nil {
		var line []byte
		line, err = lines.ReadSlice('\n')
		done.bytes += int64(len(line))
		if bytes.Contains(line[:min(len(line), 40)], []byte(`"RECORD"`)) {
			done.records++
		}
	}
	require.ErrorIs(b, err, io.EOF)
	require.NoError(b, command.Wait(), "%s", &complaints)
	done.peak = peakOf(command.ProcessState)
	return done
}

// peakOf returns the most memory that an ended process had resident, in bytes. The
// kernel counts from before the exec, so that it is never less than what the
// process that started it had then.
func peakOf(state *os.ProcessState) int64 {
	usage := state.SysUsage().(*syscall.Rusage)
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss * 1024
}

func write(b *testing.B, dir, name, text string) string {
	b.Helper()
	path := filepath.Join(dir, name)
	require.NoError(b, os.WriteFile(path, []byte(text), 0o600))
	return path
}
