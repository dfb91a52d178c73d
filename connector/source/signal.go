package source

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// patience is how long a signal may take to end the process: whoever reads stdout may
// have stopped reading, and then nothing can be written any more.
const patience = 5 * time.Second

// UntilSignal returns a context that ends with the first SIGINT or SIGTERM. finish
// then ends the process by that same signal, so that whoever waits for it sees how it
// ended: PyAirbyte takes an exit code of 143 for a failure, death by SIGTERM for none.
func UntilSignal() (ctx context.Context, finish func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	var mu sync.Mutex
	var caught os.Signal
	go func() {
		got := <-signals
		mu.Lock()
		caught = got
		mu.Unlock()
		signal.Reset() // a second signal ends the process at once
		cancel()
		time.AfterFunc(patience, func() { raise(got) })
	}()
	return ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		if caught != nil {
			raise(caught)
		}
	}
}

// raise sends this process a signal that it doesn't handle any more.
func raise(sig os.Signal) {
	self, err := os.FindProcess(os.Getpid())
	if err == nil && self.Signal(sig) == nil {
		time.Sleep(time.Second) // the signal is on its way
	}
}
