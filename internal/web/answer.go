package web

import (
	"net/http"
	"time"
)

// How answers are sent.
const (
	sendPart  = 128 << 10        // bytes that a reader must take
	sendTime  = 10 * time.Second // in this time, else it is cut off
	smallRest = 1 << 20          // bytes of an answer that may be kept in memory for a reader without a slot
)

// answer sends an answer at the reader's speed, if that has any: readers who stop reading are cut off. What is sent was
// made before, so the request's slot is given up for sending, but for large answers, which are in memory.
type answer struct {
	http.ResponseWriter
	patience time.Duration // with a reader that takes nothing
	slot     *slot         // nil: none was taken
	keeps    bool          // the slot, until the request is done
}

// keepSlot makes a request keep its slot while its answer is sent: for answers that are encoded as they go out.
func keepSlot(w http.ResponseWriter) {
	for w != nil {
		if a, is := w.(*answer); is {
			a.keeps = true
		}
		under, is := w.(interface{ Unwrap() http.ResponseWriter })
		if !is {
			return
		}
		w = under.Unwrap()
	}
}

func newAnswer(w http.ResponseWriter, r *http.Request, patience time.Duration) *answer {
	a := &answer{ResponseWriter: w, patience: patience}
	if r.ProtoMajor == 1 {
		a.deadline(time.Time{}) // that of the connection's last answer
	}
	return a
}

// deadline sets until when what is written must be on its way. The recorders of tests have none.
func (a *answer) deadline(t time.Time) {
	_ = http.NewResponseController(a.ResponseWriter).SetWriteDeadline(t)
}

// WriteHeader sends the header.
func (a *answer) WriteHeader(status int) {
	a.deadline(time.Now().Add(a.patience))
	a.ResponseWriter.WriteHeader(status)
}

// Write sends a part of the answer.
func (a *answer) Write(b []byte) (written int, err error) {
	for {
		rest := b[written:]
		if a.slot != nil && !a.keeps && len(rest) <= smallRest {
			a.slot.done()
		}
		a.deadline(time.Now().Add(a.patience))
		n, err := a.ResponseWriter.Write(rest[:min(len(rest), sendPart)])
		if written += n; err != nil || written == len(b) {
			return written, err
		}
	}
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
