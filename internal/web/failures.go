package web

import (
	"sync"
	"time"
)

// failureInterval is how often failures of one sort are written to the log: a database that is away fails every request.
const failureInterval = 10 * time.Second

// failures bounds what failing requests write to the log: of each sort the first is written, and after that, as long as there
// are more, how many there were in each interval.
type failures struct {
	mu    sync.Mutex
	quiet map[string]int // by sort: those not written of the interval that has begun
}

// add writes a failure by first, or counts it for a later call of more.
func (f *failures) add(sort string, first func(), more func(n int)) {
	f.mu.Lock()
	n, counting := f.quiet[sort]
	if counting {
		f.quiet[sort] = n + 1
	} else {
		if f.quiet == nil {
			f.quiet = map[string]int{}
		}
		f.quiet[sort] = 0
	}
	f.mu.Unlock()
	if !counting {
		first()
		time.AfterFunc(failureInterval, func() { f.tell(sort, more) })
	}
}

// tell ends an interval: when there were no more failures the next one is a first one again.
func (f *failures) tell(sort string, more func(n int)) {
	f.mu.Lock()
	n := f.quiet[sort]
	if n == 0 {
		delete(f.quiet, sort)
	} else {
		f.quiet[sort] = 0
	}
	f.mu.Unlock()
	if n > 0 {
		more(n)
		time.AfterFunc(failureInterval, func() { f.tell(sort, more) })
	}
}
