package requester

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnAttemptGoesOnForAShortWhileAfterTheSyncEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		parent, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		ctx, cancel := outliving(parent)
		defer cancel()
		time.Sleep(time.Second + tokenGrace - time.Millisecond)
		require.NoError(t, ctx.Err())
		time.Sleep(time.Millisecond)
		synctest.Wait()
		require.ErrorIs(t, context.Cause(ctx), context.DeadlineExceeded, "what ended the sync ends the attempt")
	})
}

func TestAnAttemptThatEndsLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // which waits for all that was begun in it
		parent, stop := context.WithCancel(t.Context())
		ctx, cancel := outliving(parent)
		stop()
		cancel()
		require.Error(t, ctx.Err())
	})
}

func TestAnAttemptTakesNoLongerThanItMay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := outliving(t.Context())
		defer cancel()
		time.Sleep(tokenTimeout)
		synctest.Wait()
		require.ErrorIs(t, ctx.Err(), context.DeadlineExceeded)
	})
}
