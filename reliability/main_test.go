// Package reliability_test holds the connector to what it promises when things go
// wrong: processes that are killed, APIs that fail, readers that leave.
//
// Each test runs the connector as a process of its own, against an API in the test's
// process, and holds all that it writes to the rules of checker_test.go. The bounds on
// time are generous; which moment a process is killed at follows from a seed.
package reliability_test

import (
	"os"
	"path/filepath"
	"testing"

	"source-rest-api/connector/source"
)

// The environment of the tests.
const (
	reenter = "RELIABILITY_REENTER" // this test binary is to be the connector; the repository's directory
	binary  = "RELIABILITY_BINARY"  // a connector to run in place of the test binary
	long    = "RELIABILITY_LONG"    // not empty: as many cases as docs/reliability.md tells of
	soak    = "RELIABILITY_SOAK"    // how long the soak takes, such as 10m; without it there is none
)

func TestMain(m *testing.M) {
	if root := os.Getenv(reenter); root != "" {
		connect(root)
	}
	os.Exit(m.Run())
}

// connect does what main.go does, with the files of a directory in place of embedded
// ones, so that nothing has to be built.
func connect(root string) {
	ctx, finish := source.UntilSignal()
	code := source.Main(ctx, os.Args[1:], source.Env{
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Getenv: os.Getenv,
		Files:  os.DirFS(root),
	})
	finish()
	os.Exit(code)
}

// connector returns the path of the connector, and the environment that it runs in.
func connector(t *testing.T) (path string, env []string) {
	t.Helper()
	env = append(os.Environ(), "GOTRACEBACK=all")
	if path = os.Getenv(binary); path != "" {
		return path, env
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	return os.Args[0], append(env, reenter+"="+root)
}

// cases returns how many cases a test tries: few with go test, more with make long.
func cases(few, many int) int {
	if os.Getenv(long) != "" {
		return many
	}
	return few
}
