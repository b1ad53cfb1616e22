package web

import (
	"fmt"
	"net/http"
	"slices"

	"sightline/internal/feature"
)

// ogcPlace is where a page of features begins, as its cursor keeps it: the place itself and, as far as there is room, where
// the pages that led here began, the nearest last. So the page before can be had as it was come from; how far back that
// goes is bounded by the cursor's length, and pages of another size than these are not gone back to.
type ogcPlace struct {
	feature.Place
	Limit int             `json:"limit,omitempty"` // of those pages
	Back  []feature.Place `json:"back,omitempty"`  // the zero Place: the first page
}

// pageLinks are the links from a page to those around it. It began at here, the zero ogcPlace on the first.
func (s *server) pageLinks(r *http.Request, ask feature.Query, here ogcPlace, next *feature.Place, html bool) (links []link, err error) {
	if ask.After != nil {
		links = append(links, link{hrefHere(r, "cursor", ""), "first", pageType(html), "the first page"})
	}
	if here.Limit != ask.Limit {
		here.Back = nil
	}
	if n := len(here.Back); n > 0 {
		cursor := ""
		if before := here.Back[n-1]; before != (feature.Place{}) {
			if cursor, err = s.encodePlace(r, ogcPlace{before, ask.Limit, here.Back[:n-1]}); err != nil {
				return nil, err
			}
		}
		links = append(links, link{hrefHere(r, "cursor", cursor), "prev", pageType(html), "the page before"})
	}
	if next != nil {
		cursor, err := s.encodePlace(r, ogcPlace{*next, ask.Limit, append(slices.Clip(here.Back), here.Place)})
		if err != nil {
			return nil, err
		}
		links = append(links, link{hrefHere(r, "cursor", cursor), "next", pageType(html), "the next page"})
	}
	return links, nil
}

// encodePlace writes a place as a cursor. What there is no room for is the farthest back.
func (s *server) encodePlace(r *http.Request, p ogcPlace) (string, error) {
	for {
		cursor, err := s.cursors.Encode(question(r.URL), p)
		if err != nil {
			return "", fmt.Errorf("encode cursor: %w", err)
		}
		if len(cursor) <= maxCursor || len(p.Back) == 0 {
			return cursor, nil
		}
		p.Back = p.Back[1:]
	}
}
