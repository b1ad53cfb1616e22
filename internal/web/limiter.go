package web

import (
	"context"
	"slices"
	"sync"
	"time"
)

// limiter bounds how many requests are worked on at once, in all and of one caller. The others wait, for a bounded time;
// when a slot falls free, it goes to that caller who has fewest at work. Requests that have had their work done, and whose
// answers are being sent, hold no slot.
type limiter struct {
	most  int           // at work, in all
	alone int           // at work, of one caller while nobody else asks
	each  int           // at work, of one caller
	open  int           // not ended, in all: waiting, at work or being sent
	ofOne int           // not ended, of one caller
	wait  time.Duration // how long one waits
	busy  error         // for whom there is no room, or who waited so long

	mu      sync.Mutex
	callers map[string]*tally
	total   tally
	queue   []*slot // those that wait, longest first

	last, before visit // of the caller who asked last, and of another before
}

// lull is for how long nobody else has asked when a caller is alone.
const lull = 10 * time.Second

// visit is when a caller asked last.
type visit struct {
	caller string
	at     time.Time
}

// tally counts requests.
type tally struct{ open, working int }

// slot is a request's place in a limiter.
type slot struct {
	limiter *limiter
	caller  string
	granted chan struct{} // closed when its work may begin

	// Guarded by the limiter.
	working, ended bool
}

// take waits for a slot. Its error is the limiter's own when there is none to be had, or why the context ended.
func (l *limiter) take(ctx context.Context, caller string) (*slot, error) {
	s := l.join(caller)
	if s == nil {
		return nil, l.busy
	}
	timeout := time.NewTimer(l.wait)
	defer timeout.Stop()
	select {
	case <-s.granted:
		return s, nil
	case <-timeout.C:
		s.end()
		return nil, l.busy
	case <-ctx.Done():
		s.end()
		return nil, ctx.Err()
	}
}

// join puts a request in the queue; nil when there is no room in it.
func (l *limiter) join(caller string) *slot {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.callers == nil {
		l.callers = map[string]*tally{}
	}
	of := l.callers[caller]
	if of == nil {
		of = &tally{}
	}
	if l.total.open >= l.open || of.open >= l.ofOne {
		return nil
	}
	l.callers[caller] = of
	l.total.open++
	of.open++
	if l.last.caller != caller {
		l.before = l.last
	}
	l.last = visit{caller, time.Now()}
	s := &slot{limiter: l, caller: caller, granted: make(chan struct{})}
	l.queue = append(l.queue, s)
	l.grant()
	return s
}

// grant gives free slots to those that wait.
func (l *limiter) grant() {
	for l.total.working < l.most {
		next, fewest := -1, l.most
		for i, s := range l.queue {
			if n := l.callers[s.caller].working; n < l.share(s.caller) && n < fewest {
				next, fewest = i, n
			}
		}
		if next < 0 {
			return
		}
		s := l.queue[next]
		l.queue = slices.Delete(l.queue, next, next+1)
		l.total.working++
		l.callers[s.caller].working++
		s.working = true
		close(s.granted)
	}
}

// share is how many requests of a caller may be worked on now.
func (l *limiter) share(caller string) int {
	other := l.last
	if other.caller == caller {
		other = l.before
	}
	if time.Since(other.at) < lull {
		return l.each
	}
	return max(l.alone, l.each)
}

// done says that the work is done. It may be said again.
func (s *slot) done() {
	s.limiter.mu.Lock()
	defer s.limiter.mu.Unlock()
	s.stop()
}

// stop ends the work, under the limiter's lock.
func (s *slot) stop() {
	if !s.working {
		return
	}
	s.working = false
	s.limiter.total.working--
	s.limiter.callers[s.caller].working--
	s.limiter.grant()
}

// end says that the request is over. It may be said again.
func (s *slot) end() {
	l := s.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.ended {
		return
	}
	s.ended = true
	if i := slices.Index(l.queue, s); i >= 0 {
		l.queue = slices.Delete(l.queue, i, i+1)
	}
	s.stop()
	l.total.open--
	if of := l.callers[s.caller]; of.open > 1 {
		of.open--
	} else {
		delete(l.callers, s.caller)
	}
}

// counts tells how many requests have not ended, and how many of them are being worked on.
func (l *limiter) counts() tally {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}
