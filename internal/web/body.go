package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

// mostBody is the most bytes of a request's body.
const mostBody = 64 << 10

// requireSameOrigin refuses a request that a page of another site made a browser send. Programs that are no browser, and
// say neither whence they come nor from which page, are let through: they have no one else's cookies.
func requireSameOrigin(r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return problem{http.StatusForbidden, "This was asked from a page of another site."}
	}
	return nil
}

// changing is what every request that changes something passes first: it must come from our own pages or from no page.
func changing(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := requireSameOrigin(r); err != nil {
			return err
		}
		return h(w, r)
	}
}

// readJSON reads a request's body, which must be one JSON value without fields that into lacks.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != contentJSON {
		return problem{http.StatusUnsupportedMediaType, "The body must be JSON, with Content-Type: application/json."}
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBody))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		err = errors.New("more than one value")
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return problem{http.StatusRequestEntityTooLarge, "The body is too large."}
	}
	return badRequest("The body is not the JSON it should be: %v.", err)
}
