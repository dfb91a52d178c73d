// Package bench measures the connector as it is used: the binary, started on a
// config and a catalog, reading an API that another process serves, with its
// messages going through a pipe. It holds benchmarks only; README.md says how to
// run them, and compare/ puts other tools beside them.
package bench
