package dlt

import (
	"runtime/metrics"

	"go.starlark.net/starlark"
)

// Bounds of what a definition's own code may do.
const (
	maxSteps  = 10_000_000 // of a definition's program, and of the functions that one record goes through
	maxGrowth = 256 << 20  // bytes that the heap may grow by meanwhile
	maxHeap   = 4 << 30    // bytes beyond which nothing is worth going on
	maxCalls  = 1000       // of functions within each other, as in Python
	// freeSteps is how many steps are taken before the heap is looked at, which takes
	// a microsecond, and checkSteps how many between two looks: a loop that doubles a
	// value takes five steps for each time.
	freeSteps  = 64
	checkSteps = 16
)

// heapObjects is the metric of bytes in live objects and in those not yet swept.
const heapObjects = "/memory/classes/heap/objects:bytes"

// limit bounds the steps that a thread takes, and the memory. Starlark counts no
// bytes, so it is the process's heap that is watched; useBuiltins takes
// care of what one expression can build.
func limit(thread *starlark.Thread) {
	var before uint64
	thread.SetMaxExecutionSteps(freeSteps)
	thread.OnMaxSteps = func(thread *starlark.Thread) {
		taken := thread.ExecutionSteps()
		if taken >= maxSteps {
			thread.Cancel(tooLong)
			return
		}
		if thread.CallStackDepth() > maxCalls {
			thread.Cancel(tooDeep)
			return
		}
		sample := []metrics.Sample{{Name: heapObjects}}
		metrics.Read(sample)
		heap := sample[0].Value.Uint64()
		if before == 0 {
			before = heap
		}
		if heap > before+maxGrowth || heap > maxHeap {
			thread.Cancel(tooLarge)
			return
		}
		thread.SetMaxExecutionSteps(taken + checkSteps)
	}
}

const (
	tooLong  = "it runs too long: more than 10,000,000 steps"
	tooLarge = "it takes too much memory: more than 256 MiB"
	tooDeep  = "it calls itself more than 1,000 deep"
)
