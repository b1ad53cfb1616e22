package web

import (
	"slices"
	"sync"
)

// quota bounds how many things are held open for others to send something: connections, bodies. When there is one too
// many, the oldest is cut off of whoever holds most: what is meant in earnest comes at once.
type quota struct {
	most int // in all
	each int // of one owner

	mu   sync.Mutex
	held []*holding // oldest first
	of   map[string]int
}

// holding is one such thing.
type holding struct {
	owner string
	cut   func() // must not wait
	use   use
}

// use is what a holding is doing. Lower ones are cut off first.
type use int

const (
	useNone use = iota // has sent nothing whole yet
	useIdle            // has, and nothing is being done for it
	useBusy            // something is: it is not cut off
)

// add counts one thing more and cuts off what is too many, which may be that one itself.
func (q *quota) add(owner string, each int, cut func()) *holding {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.of == nil {
		q.of = map[string]int{}
	}
	h := &holding{owner: owner, cut: cut}
	q.held = append(q.held, h)
	q.of[owner]++
	if q.of[owner] > each {
		q.drop(func(h *holding) bool { return h.owner == owner })
	}
	if len(q.held) > q.most {
		largest := 0
		for _, n := range q.of {
			largest = max(largest, n)
		}
		if !q.drop(func(h *holding) bool { return q.of[h.owner] == largest }) {
			q.drop(func(*holding) bool { return true })
		}
	}
	return h
}

// drop cuts off the oldest of those that are in use least, and reports whether there was one.
func (q *quota) drop(of func(*holding) bool) bool {
	for _, u := range []use{useNone, useIdle} {
		if i := slices.IndexFunc(q.held, func(h *holding) bool { return h.use == u && of(h) }); i >= 0 {
			q.held[i].cut()
			q.forget(i)
			return true
		}
	}
	return false
}

// remove says that a thing is no longer held. It may be said again.
func (q *quota) remove(h *holding) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.held, h); i >= 0 {
		q.forget(i)
	}
}

func (q *quota) forget(i int) {
	owner := q.held[i].owner
	q.held = slices.Delete(q.held, i, i+1)
	if q.of[owner]--; q.of[owner] == 0 {
		delete(q.of, owner)
	}
}

// set says what a thing is doing now.
func (q *quota) set(h *holding, u use) {
	q.mu.Lock()
	defer q.mu.Unlock()
	h.use = u
}
