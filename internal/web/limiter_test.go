package web

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var errTestBusy = errors.New("busy")

// TestLimiterKeepsItsBounds lets many callers come, work, be sent their answers and give up, by chance: never is more done at
// once than may be, and in the end nothing is left.
func TestLimiterKeepsItsBounds(t *testing.T) {
	const callers = 7
	l := &limiter{most: 5, each: 2, open: 60, ofOne: 20, wait: time.Minute, busy: errTestBusy}
	var working [callers]atomic.Int32
	var inAll, answered atomic.Int32
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			chance := rand.New(rand.NewPCG(3, uint64(i)))
			for range 50 {
				who := chance.IntN(callers)
				ctx, giveUp := context.WithCancel(t.Context())
				if chance.IntN(4) == 0 {
					giveUp()
				}
				place, err := l.take(ctx, strconv.Itoa(who))
				if err == nil {
					if n := inAll.Add(1); n > 5 {
						t.Errorf("%d are worked on", n)
					}
					if n := working[who].Add(1); n > 2 {
						t.Errorf("%d of one caller are worked on", n)
					}
					answered.Add(1)
					inAll.Add(-1)
					working[who].Add(-1)
					place.done()
					if chance.IntN(2) == 0 {
						place.done()
					}
					place.end()
					place.end()
				}
				giveUp()
			}
		})
	}
	all.Wait()
	if l.counts() != (tally{}) || len(l.callers) != 0 || len(l.queue) != 0 {
		t.Errorf("left: %+v, %d callers, %d waiting", l.counts(), len(l.callers), len(l.queue))
	}
	if answered.Load() == 0 {
		t.Error("none was answered")
	}
}

// queued waits until so many wait.
func (l *limiter) queued(t *testing.T, n int) {
	t.Helper()
	until(t, fmt.Sprintf("%d wait", n), func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return len(l.queue) == n
	})
}

// TestLimiterIsFair: whoever asks much at once leaves slots to others, and the next free slot to whoever has fewest.
func TestLimiterIsFair(t *testing.T) {
	l := &limiter{most: 4, alone: 3, each: 1, open: 100, ofOne: 50, wait: time.Minute, busy: errTestBusy}
	var hogs []*slot
	for range 3 {
		place, err := l.take(t.Context(), "hog")
		if err != nil {
			t.Fatal(err)
		}
		hogs = append(hogs, place)
	}
	order := make(chan string, 40)
	var waiting sync.WaitGroup
	wait := func(who string) {
		waiting.Go(func() {
			place, err := l.take(t.Context(), who)
			if err != nil {
				t.Error(err)
				return
			}
			place.end()
			order <- who
		})
	}
	for range 30 {
		wait("hog")
	}
	l.queued(t, 30)
	if n := l.counts().working; n != 3 {
		t.Errorf("one that is alone has %d at work", n)
	}
	first, err := l.take(t.Context(), "first") // at once, though 30 wait
	if err != nil {
		t.Fatal(err)
	}
	wait("second")
	l.queued(t, 31)
	hogs[0].end()
	if who := <-order; who != "second" {
		t.Errorf("%s came before one that had nothing at work", who)
	}
	hogs[1].end()
	if n := l.counts().working; n != 2 {
		t.Errorf("with others about, %d are at work, want one of each", n)
	}
	first.end()
	hogs[2].end()
	waiting.Wait()
}

// TestLimiterSendsAway: too many are sent away at once, and whoever waits too long.
func TestLimiterSendsAway(t *testing.T) {
	l := &limiter{most: 1, each: 1, open: 3, ofOne: 2, wait: time.Millisecond, busy: errTestBusy}
	place, err := l.take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.take(t.Context(), "b"); !errors.Is(err, errTestBusy) {
		t.Errorf("one that waited too long: %v", err)
	}
	l.wait = time.Hour
	if l.join("a") == nil || l.join("a") != nil || l.join("b") == nil || l.join("c") != nil {
		t.Error("of one caller two may be open, and three in all")
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	l.open = 10
	if _, err := l.take(gone, "d"); !errors.Is(err, context.Canceled) {
		t.Errorf("one that went: %v", err)
	}
	place.end()
}
