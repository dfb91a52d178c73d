package reliability_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// tooLong is when a process that should have ended is taken for hung.
const tooLong = 3 * time.Minute

// A job is one read: what the connector is given.
type job struct {
	config  map[string]any
	catalog []configured
	states  map[string]json.RawMessage
}

// A configured stream is one of a job's catalog.
type configured struct {
	name   string
	mode   string   // full_refresh or incremental
	cursor []string // that the user chose
}

func (j job) names() []string {
	var names []string
	for _, stream := range j.catalog {
		names = append(names, stream.name)
	}
	return names
}

// files writes what the connector is given and returns the command line.
func (j job) files(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	var streams, states []any
	for _, c := range j.catalog {
		streams = append(streams, map[string]any{
			"stream":    map[string]any{"name": c.name, "json_schema": map[string]any{}, "supported_sync_modes": []string{"full_refresh", "incremental"}},
			"sync_mode": c.mode, "cursor_field": c.cursor, "destination_sync_mode": "append",
		})
		if state := j.states[c.name]; state != nil {
			states = append(states, state)
		}
	}
	args := []string{"read"}
	for name, value := range map[string]any{"config": j.config, "catalog": map[string]any{"streams": streams}, "state": states} {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		path := filepath.Join(dir, name+".json")
		require.NoError(t, os.WriteFile(path, text, 0o600))
		args = append(args, "--"+name, path)
	}
	return args
}

// A process is a read under way.
type process struct {
	command *exec.Cmd
	stdout  *bufio.Reader
	pipe    io.Closer
	stderr  bytes.Buffer
	checker *checker
	timer   *time.Timer
}

// start starts the connector. It ends with the test at the latest.
func (j job) start(t *testing.T) *process {
	t.Helper()
	path, env := connector(t)
	p := &process{command: exec.CommandContext(t.Context(), path, j.files(t)...), checker: newChecker(j.names()...)}
	p.command.Env = env
	p.command.Stderr = &p.stderr
	stdout, err := p.command.StdoutPipe()
	require.NoError(t, err)
	p.pipe, p.stdout = stdout, bufio.NewReaderSize(stdout, 4096)
	require.NoError(t, p.command.Start())
	p.timer = time.AfterFunc(tooLong, func() { _ = p.command.Process.Kill() })
	return p
}

// lines reads n lines, or fewer where the output ends before; then it reports false.
func (p *process) lines(t *testing.T, n int) bool {
	t.Helper()
	for range n {
		line, err := p.stdout.ReadBytes('\n')
		if len(line) > 0 {
			p.checker.line(line)
		}
		if errors.Is(err, io.EOF) {
			return false
		}
		require.NoError(t, err)
	}
	return true
}

// all reads what is left.
func (p *process) all(t *testing.T) { t.Helper(); p.lines(t, math.MaxInt) }

func (p *process) signal(t *testing.T, sig os.Signal) {
	t.Helper()
	if err := p.command.Process.Signal(sig); !errors.Is(err, os.ErrProcessDone) {
		require.NoError(t, err)
	}
}

// wait waits for the end of the process, whose output was read, and returns the exit
// code and the signal that ended it.
func (p *process) wait(t *testing.T) (code int, signal syscall.Signal) {
	t.Helper()
	err := p.command.Wait()
	p.timer.Stop()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	if status, ok := p.command.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		signal = status.Signal()
	}
	require.NotContains(t, p.stderr.String(), "goroutine ")
	require.NotContains(t, p.stderr.String(), "DATA RACE")
	return p.command.ProcessState.ExitCode(), signal
}

// sound requires that no rule of the protocol was broken.
func (p *process) sound(t *testing.T, how ending) {
	t.Helper()
	require.Empty(t, p.checker.end(how), "stderr: %s; logs: %s", &p.stderr, strings.Join(p.checker.logs, "\n"))
}

// finish reads what is left, waits for the exit code, and requires soundness.
func (p *process) finish(t *testing.T, want int) *checker {
	t.Helper()
	p.all(t)
	code, signal := p.wait(t)
	require.Equal(t, want, code, "signal %v; stderr: %s; errors: %v", signal, &p.stderr, p.checker.errors)
	p.sound(t, ending{code: code})
	require.Empty(t, p.stderr.String())
	return p.checker
}

// run reads to the end.
func (j job) run(t *testing.T, want int) *checker {
	t.Helper()
	return j.start(t).finish(t, want)
}

// peak returns the most memory that the process has held, in bytes; 0 where the system
// doesn't say. It is asked of a process that lives: what is told of a dead one may be
// this process's own, from before it became another.
func (p *process) peak() int64 {
	return memory(strconv.Itoa(p.command.Process.Pid), "VmHWM:")
}

// memory returns a line of /proc/PID/status in bytes.
func memory(pid, field string) int64 {
	text, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, field); found {
			n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return n << 10
		}
	}
	return 0
}
