package retry

import (
	"context"
	"time"
)

// MaxWait is the longest wait before an attempt, as in dlt: a Retry-After beyond it
// is cut too, because a sync that says nothing for long is taken for dead.
const MaxWait = 300 * time.Second

// Wait returns how long to wait after the attempt before the next one, where the
// answer didn't say: Factor·2^attempt, attempt 0 being the first, and up to half of
// that more or less, so that clients that failed together don't come back together.
// rnd gives numbers in [0, 1). The wait is at most MaxWait.
func (h Handler) Wait(attempt int, rnd func() float64) time.Duration {
	wait := h.Factor
	if wait <= 0 {
		wait = time.Second
	}
	for ; attempt > 0 && wait < MaxWait; attempt-- {
		wait *= 2
	}
	wait = min(wait, MaxWait)
	return min(wait/2+time.Duration(rnd()*float64(wait)), MaxWait)
}

// Sleep waits for d, or until ctx is done and then returns its error.
func Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
