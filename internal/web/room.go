package web

import (
	"context"
	"net/http"
	"runtime"
)

// room bounds how many files are made at the same time, and how many requests wait for their turn. What waits holds no
// material yet.
type room struct{ in, turn chan struct{} }

// MostWaiting is how many requests for files may wait for their turn; further ones are sent away.
const MostWaiting = 24

func newRoom() room {
	atOnce := max(1, runtime.GOMAXPROCS(0))
	return room{make(chan struct{}, atOnce+MostWaiting), make(chan struct{}, atOnce)}
}

// enter waits for a turn and returns what ends it. Its error is a problem for the asker when too many are in already, or
// why the context ended.
func (r room) enter(ctx context.Context) (leave func(), err error) {
	select {
	case r.in <- struct{}{}:
	default:
		return nil, problem{http.StatusServiceUnavailable, "Too many files are being made at the moment. Try again in some seconds."}
	}
	select {
	case r.turn <- struct{}{}:
		return func() { <-r.turn; <-r.in }, nil
	case <-ctx.Done():
		<-r.in
		return nil, ctx.Err()
	}
}
