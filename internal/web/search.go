package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"sightline/internal/query"
	"sightline/timeline"
)

// sightings answers what was sighted in a circle or box, or of a plate, as a GeoJSON feature collection.
func (s *server) sightings(w http.ResponseWriter, r *http.Request) error {
	ask, err := ParseSearch(r.URL.Query())
	if err != nil {
		return err
	}
	return s.answer(w, r, ask, func(cursor string) Link {
		return Link{Rel: "next", Type: contentGeoJSON, Href: withCursor(r.URL, cursor)}
	})
}

// search answers the same of any areas, asked in a JSON body.
func (s *server) search(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query()).err(); err != nil {
		return err
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != contentJSON {
		return problem{http.StatusUnsupportedMediaType, "Send the question as application/json."}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxSearchBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return problem{http.StatusRequestEntityTooLarge, "The question is too large."}
	}
	if err != nil {
		return badRequest("The question did not come through to its end.")
	}
	ask, err := ParseSearchBody(body)
	if err != nil {
		return err
	}
	return s.answer(w, r, ask, func(cursor string) Link {
		return Link{Rel: "next", Type: contentGeoJSON, Method: http.MethodPost, Href: r.URL.Path, Body: map[string]string{"cursor": cursor},
			Merge: true}
	})
}

// answer asks the store and writes what it found.
func (s *server) answer(w http.ResponseWriter, r *http.Request, ask query.Request, next func(cursor string) Link) error {
	look := s.look(r, "")
	look.Case, look.Purpose = cmp.Or(ask.Case, look.Case), cmp.Or(ask.Purpose, look.Purpose)
	if look.Viewer.Everything && ask.Search.Case == "" {
		ask.Search.Case = ask.Case // on a machine without accounts the case that is named is the one that is searched
	}
	if err := s.cursors.Resume(&ask.Search, ask.Cursor); err != nil {
		return err
	}
	page, err := s.store.Search(r.Context(), ask.Search, look)
	if errors.Is(err, query.ErrTooWide) {
		return badRequest("%s.", err)
	}
	if err != nil {
		return err
	}
	answer := SearchAnswer{Page: page}
	if page.Next != nil {
		if answer.Cursor, err = s.cursors.Next(ask.Search, *page.Next); err != nil {
			return err
		}
		answer.Links = []Link{next(answer.Cursor)}
	}
	body, err := answer.MarshalJSON()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", contentGeoJSON)
	_, _ = w.Write(body) // a closed connection is the reader's affair
	return nil
}

// withCursor is an address with its cursor set.
func withCursor(at *url.URL, cursor string) string {
	next := *at
	q := next.Query()
	q.Set("cursor", cursor)
	next.RawQuery = q.Encode()
	return next.RequestURI()
}

// Resume puts the place into a question that a cursor was given for; "" is the beginning.
func (c Cursors) Resume(ask *query.Search, cursor string) error {
	if cursor == "" {
		return nil
	}
	question, err := questionText(*ask)
	if err != nil {
		return err
	}
	var after query.Cursor
	if c.Decode(question, cursor, &after) != nil || !timeline.ValidRowID(after.ID) {
		return badRequest("%s.", errCursor)
	}
	ask.After = after
	return nil
}

// Next is the cursor of the place in the answer to a question.
func (c Cursors) Next(ask query.Search, place query.Cursor) (string, error) {
	question, err := questionText(ask)
	if err != nil {
		return "", err
	}
	return c.Encode(question, place)
}

// questionText tells a question from all others, wherever in its answer and in pages of whatever size.
func questionText(ask query.Search) (string, error) {
	ask.After, ask.Limit, ask.Count = query.Cursor{}, 0, query.CountNone
	text, err := json.Marshal(ask)
	return "sightings " + string(text), err
}
