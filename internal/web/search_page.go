package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"sightline/internal/query"
	"sightline/internal/report"
	"sightline/static"
	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// searchPage is a form that asks what was sighted, and its answer.
func (s *server) searchPage(w http.ResponseWriter, r *http.Request) error {
	view := &static.Search{Caveats: kinds.Caveats()}
	values := url.Values{}
	for name, given := range r.URL.Query() {
		if text := strings.TrimSpace(given[0]); text != "" { // a form sends empty fields too
			values[name] = append([]string{text}, given[1:]...)
		}
	}
	view.Fields = searchFields(query.Params(), values)
	if len(values) == 0 {
		return s.showSearch(w, r, http.StatusOK, view)
	}
	if err := s.searchInto(view, r, values); err != nil {
		var p problem
		if !errors.As(err, &p) || p.status != http.StatusBadRequest {
			return err
		}
		view.Fault = p.detail
		return s.showSearch(w, r, http.StatusBadRequest, view)
	}
	return s.showSearch(w, r, http.StatusOK, view)
}

// searchFields are the fields of the form: of the parameters of GET /api/v1/sightings those that say how it has them.
func searchFields(t query.Table, asked url.Values) (fields []static.SearchField) {
	for _, f := range t.Fields(query.InQuery) {
		if f.Form.Label == "" {
			continue
		}
		field := static.SearchField{Name: f.Name, Label: f.Form.Label, Placeholder: f.Form.Placeholder, Value: asked.Get(f.Name),
			Size: f.Form.Size, Most: f.Form.Most,
			Decimal: f.Schema.Type == "number", Needed: f.Form.Needed}
		for _, o := range f.Form.Options {
			field.Options = append(field.Options, static.SearchOption{Value: o.Value, Text: o.Text, Chosen: o.Value == field.Value})
		}
		fields = append(fields, field)
	}
	return fields
}

func (s *server) showSearch(w http.ResponseWriter, r *http.Request, status int, view *static.Search) error {
	text, err := json.Marshal(palettes())
	if err != nil {
		return fmt.Errorf("encode palettes: %w", err)
	}
	view.Palettes = string(text)
	return s.render(w, status, "search.gohtml", s.shell(r, static.Page{Title: "What was sighted near", Search: view}))
}

// searchInto asks and puts the answer into the page.
func (s *server) searchInto(view *static.Search, r *http.Request, values url.Values) error {
	look := s.look(r, "")
	if look.Case, look.Purpose = values.Get("case"),
		values.Get("purpose"); !look.Viewer.Everything && (look.Case == "" || look.Purpose == "") {
		return s.refused(r, s.viewerOf(r), badRequest("Say for which case and why you ask."))
	}
	ask, err := ParseSearch(values)
	if err != nil {
		return err
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
	zones, err := clock.NewDisplay(timeline.ZoneOfPlace)
	if err != nil {
		return err
	}
	view.Done, view.Why = true, page.Why
	for i, n := range page.Found {
		row := foundRow(n, zones)
		row.Number = i + 1
		view.Found = append(view.Found, row)
	}
	if page.Next != nil {
		cursor, err := s.cursors.Next(ask.Search, *page.Next)
		if err != nil {
			return err
		}
		values.Set("cursor", cursor)
		view.Next = "/search?" + values.Encode()
	}
	return nil
}

// foundRow is a sighting as a line of the answer.
func foundRow(n query.Nearby, zones *clock.Display) static.Found {
	x := &n.Event
	row := static.Found{ID: x.ID, Kind: string(kinds.Of(x.Kind).Name), Of: kinds.Of(x.Kind).One, Place: x.Where.Label,
		Class: string(x.Where.Class), Relation: string(n.Relation),
		Radius: "± " + report.Distance(x.Where.Radius), Flags: foundRemarks(x)}
	row.At, row.Basis = foundTime(x, zones)
	if row.Located = x.Where.Located(); row.Located {
		row.Lon, row.Lat, row.RadiusM = x.Where.Point.Lon(), x.Where.Point.Lat(), float64(x.Where.Radius)
	}
	if n.Relation != "" {
		row.Distance = report.Distance(n.Distance)
	}
	if p := x.PlateParty(); p != nil {
		row.What = p.Of.String()
	}
	if x.Agency != nil {
		row.What = strings.TrimSpace(row.What + " " + cmp.Or(timeline.MessageText(x.Code, x.Fields), kinds.Of(x.Kind).Title()) + " by " +
			x.Agency.ORI + " " + x.Agency.Name)
	}
	if row.What == "" {
		row.What = kinds.Of(x.Kind).Title()
	}
	if x.Read != nil && x.Read.Confidence != nil {
		row.Basis += fmt.Sprintf(", read %.0f %% sure", *x.Read.Confidence*100)
	}
	return row
}

// foundTime is when a sighting was, or from when to when, at its place, and how that is known.
func foundTime(e *timeline.Event, zones *clock.Display) (at, basis string) {
	said := func(w timeline.When) string {
		if w.IsZero() {
			return "(open)"
		}
		return w.Start.In(zones.Shown(w, e.Where.Zone)).Format("2006-01-02 15:04:05 MST")
	}
	known := e.First
	if at = said(e.First); e.Spans() {
		at += " to " + said(*e.Last)
		if known.IsZero() {
			known = *e.Last
		}
	}
	if !known.IsZero() {
		basis = string(known.Precision) + ", zone " + string(known.Basis)
	}
	return at, basis
}

// foundRemarks say why a sighting does not count, where it does not, and what to read it with care for.
func foundRemarks(e *timeline.Event) string {
	all := e.Remarked()
	if e.Standing != timeline.Counts {
		standing := string(e.Standing)
		if e.Why != "" {
			standing += ": " + e.Why
		}
		all = append([]string{standing}, all...)
	}
	return strings.Join(all, "; ")
}
