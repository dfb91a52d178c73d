package retry

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPacerHoldsEveryRequestToAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, began := NewPacer(0, 0), time.Now()
		until := began.Add(time.Minute)
		pacer.Hold("a", until)
		pacer.Hold("a", began.Add(time.Second)) // the later one counts

		require.NoError(t, pacer.Wait(t.Context(), "b", nil))
		require.Zero(t, time.Since(began), "another host isn't held")

		var told atomic.Int32
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				err := pacer.Wait(t.Context(), "a", func(at time.Time) {
					told.Add(1)
					if !at.Equal(until) || time.Now() != began {
						t.Errorf("told of %s at %s", at, time.Now())
					}
				})
				if err != nil || time.Since(began) != time.Minute {
					t.Errorf("waited %s: %v", time.Since(began), err)
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 10, told.Load())

		require.NoError(t, pacer.Wait(t.Context(), "a", func(time.Time) { t.Error("the hold is over") }))
		require.Equal(t, time.Minute, time.Since(began))
	})
}

func TestPacerProlongsAHoldAndTellsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, began, told := NewPacer(1, 1), time.Now(), 0
		pacer.Hold("a", began.Add(10*time.Second))
		time.AfterFunc(5*time.Second, func() { pacer.Hold("a", began.Add(time.Minute)) })
		require.NoError(t, pacer.Wait(t.Context(), "a", func(time.Time) { told++ }))
		require.Equal(t, time.Minute, time.Since(began))
		require.Equal(t, 1, told)
	})
}

func TestPacerHoldsAgainWhileItWaitsForItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, began, told := NewPacer(0.1, 1), time.Now(), 0
		require.NoError(t, pacer.Wait(t.Context(), "a", nil))
		time.AfterFunc(time.Second, func() { pacer.Hold("a", began.Add(time.Minute)) })
		require.NoError(t, pacer.Wait(t.Context(), "a", func(time.Time) { told++ }))
		require.Equal(t, time.Minute, time.Since(began))
		require.Equal(t, 1, told)
	})
}

func TestPacerKeepsTheRatePerHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, began := NewPacer(2, 3), time.Now()
		var at []time.Duration
		for range 7 {
			require.NoError(t, pacer.Wait(t.Context(), "a", func(time.Time) { t.Error("a turn is no hold") }))
			at = append(at, time.Since(began).Round(time.Millisecond))
		}
		const ms = time.Millisecond
		require.Equal(t, []time.Duration{0, 0, 0, 500 * ms, 1000 * ms, 1500 * ms, 2000 * ms}, at)
		now := time.Now()
		require.NoError(t, pacer.Wait(t.Context(), "b", nil))
		require.Equal(t, now, time.Now(), "another host has a rate of its own")
	})
}

func TestPacerKeepsTheRateAfterAHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pacer, began := NewPacer(1, 1), time.Now()
		pacer.Hold("a", began.Add(time.Minute))
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { _ = pacer.Wait(t.Context(), "a", nil) })
		}
		all.Wait()
		require.Equal(t, time.Minute+3*time.Second, time.Since(began))
	})
}

func TestPacerGivesUpWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		pacer, began := NewPacer(0.01, 1), time.Now()
		require.NoError(t, pacer.Wait(ctx, "a", nil))
		require.ErrorIs(t, pacer.Wait(ctx, "a", nil), context.DeadlineExceeded)
		require.Equal(t, time.Second, time.Since(began))

		require.NoError(t, pacer.Wait(t.Context(), "a", nil))
		require.Equal(t, 100*time.Second, time.Since(began), "the turn given up is another's")

		pacer.Hold("b", began.Add(time.Hour))
		require.ErrorIs(t, pacer.Wait(ctx, "b", nil), context.DeadlineExceeded)
		require.ErrorIs(t, NewPacer(0, 0).Wait(ctx, "c", nil), context.DeadlineExceeded)
		require.Equal(t, 100*time.Second, time.Since(began))
	})
}
