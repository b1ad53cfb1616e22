package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// mostHeld is how many bytes of bodies are kept in memory.
const mostHeld = 128 << 20

// bodies reads what requests send, before they take a slot: a body that does not come holds nothing but its connection.
type bodies struct {
	limit int64         // bytes of one
	wait  time.Duration // how long one may take
	quota quota         // those being read
	held  atomic.Int64  // bytes of those that were read, until their requests end
}

// read reads a request's body into memory and puts it in the place of the one that comes over the network. free is to be
// called when the request is over.
func (b *bodies) read(w http.ResponseWriter, r *http.Request, caller string) (free func(), err error) {
	if r.Body == nil || r.Body == http.NoBody {
		return func() {}, nil
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(b.wait)) // tests' recorders have none
	reading := b.quota.add(caller, b.quota.each, func() { _ = control.SetReadDeadline(time.Now().Add(-time.Second)) })
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, b.limit))
	b.quota.remove(reading)
	if err != nil {
		if r.ProtoMajor == 1 {
			w.Header().Set("Connection", "close") // else the server waits for the rest of the body before it answers
		}
		return nil, bodyProblem(err)
	}
	size := int64(len(body))
	if b.held.Add(size) > mostHeld {
		b.held.Add(-size)
		return nil, overload("The server is sent more than it can take. Try again in some seconds.")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return func() { b.held.Add(-size) }, nil
}

// bodyProblem says why a body was not read.
func bodyProblem(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return problem{http.StatusRequestEntityTooLarge, "The body is too large."}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return problem{http.StatusRequestTimeout, "The body did not come in time. Send the request again."}
	}
	return badRequest("The body did not come through to its end.")
}
