package retry

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWaitDoubles(t *testing.T) {
	middle := func() float64 { return 0.5 }
	for attempt, want := range []time.Duration{1, 2, 4, 8} {
		require.Equal(t, want*time.Second, Handler{}.Wait(attempt, middle))
		require.Equal(t, 2*want*time.Second, Handler{Factor: 2 * time.Second}.Wait(attempt, middle))
	}
	require.Equal(t, 256*time.Second, Handler{}.Wait(8, middle))
	require.Equal(t, MaxWait, Handler{}.Wait(9, middle))
	require.Equal(t, MaxWait, Handler{}.Wait(math.MaxInt, middle))
	require.Equal(t, MaxWait, Handler{Factor: math.MaxInt64}.Wait(3, middle))
}

func TestWaitIsSpreadByHalf(t *testing.T) {
	least := func() float64 { return 0 }
	most := func() float64 { return math.Nextafter(1, 0) }
	require.Equal(t, 2*time.Second, Handler{}.Wait(2, least))
	require.InDelta(t, 6*time.Second, Handler{}.Wait(2, most), 1)
	require.Equal(t, MaxWait/2, Handler{}.Wait(20, least))
	require.Equal(t, MaxWait, Handler{}.Wait(20, most))
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		require.NoError(t, Sleep(t.Context(), time.Hour))
		require.Equal(t, time.Hour, time.Since(began))
		require.NoError(t, Sleep(t.Context(), 0))
		require.NoError(t, Sleep(t.Context(), -time.Second))

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		require.ErrorIs(t, Sleep(ctx, time.Hour), context.DeadlineExceeded)
		require.Equal(t, time.Hour+time.Minute, time.Since(began))
		require.ErrorIs(t, Sleep(ctx, 0), context.DeadlineExceeded, "a done context comes before a wait of nothing")
	})
}
