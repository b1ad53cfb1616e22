package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gorilla/mux"

	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

const contentJSON = "application/json"

// number reads a number of the path; its route holds only digits.
func number(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(mux.Vars(r)[name], 10, 64)
	if err != nil {
		return 0, problem{http.StatusNotFound, "There is no such number."}
	}
	return n, nil
}

func (s *server) cases(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query()).err(); err != nil {
		return err
	}
	all, err := s.store.Cases(r.Context(), s.look(r, "workbench"))
	if err != nil {
		return err
	}
	return writeJSON(w, contentJSON, map[string]any{"cases": all})
}

// eventRow is an event with the text that a filter looks for words in.
type eventRow struct {
	timeline.Event
	Text string `json:"text"`
}

func eventRowOf(e *timeline.Event) eventRow { return eventRow{*e, analysis.EventText(e)} }

// dossierView is a dossier with what is derived from it and what is needed to draw it.
type dossierView struct {
	timeline.Dossier
	Events   []eventRow         `json:"events"`
	Folded   string             `json:"folded,omitempty"` // how many plate reads are shown as how many sightings, in words
	Legs     []analysis.Leg     `json:"legs"`
	Gaps     []analysis.Gap     `json:"gaps"`
	Contacts []analysis.Contact `json:"contacts"`
	Caveats  []string           `json:"caveats"`
	// Kinds are the words for kinds of records, in their order.
	Kinds []timeline.Kind `json:"kinds"`
	// Typed are the kinds of which a record can be typed in; none where that is left to the command line.
	Typed []timeline.KindName `json:"typed,omitempty"`
	// Palettes are the colours that map, chart and report share, by theme.
	Palettes palettesView `json:"palettes"`
}

func (s *server) dossier(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query(), "purpose").err(); err != nil {
		return err
	}
	d, err := s.readDossier(r, query.WithWithheld, "workbench")
	if err != nil {
		return err
	}
	if s.Around != nil {
		d.NamePlaces(s.Around())
	}
	leaveSources(d.Events)
	view := dossierView{
		Dossier: d, Folded: d.FoldedText(), Legs: analysis.Legs(d, analysis.DefaultGap), Gaps: analysis.Gaps(d, analysis.DefaultGap),
		Contacts: analysis.Contacts(d.Events, analysis.DefaultContactWindow), Caveats: kinds.Caveats(), Kinds: kinds.All(),
		Palettes: palettes(),
	}
	if s.Leads != nil {
		view.Typed = kinds.Typed()
	}
	// Of a subject with 50,000 reads the text is some 40 MB.
	return s.streamJSON(w, r, view.withoutLists(), view.lists()...)
}

// leaveSources leaves file, hash and loader of records to the list of loads, which has them once: of 50,000 reads they are 7 MB.
func leaveSources(events []timeline.Event) {
	for i := range events {
		for k := range events[i].Records {
			r := &events[i].Records[k]
			*r = timeline.RecordRef{Load: r.Load, Line: r.Line}
		}
		leaveSources(events[i].Burst())
	}
}

// shortDossierView is a dossierView of which the lists that may be long are streamed: what hides them here has no members.
type shortDossierView struct {
	dossierView
	Events   *struct{} `json:"events,omitempty"`
	Legs     *struct{} `json:"legs,omitempty"`
	Gaps     *struct{} `json:"gaps,omitempty"`
	Contacts *struct{} `json:"contacts,omitempty"`
}

func (v dossierView) withoutLists() shortDossierView { return shortDossierView{dossierView: v} }

// lists are those that may be long. The texts of rows are made as they go out.
func (v dossierView) lists() []list {
	return []list{
		rowsOf("events", v.Dossier.Events, eventRowOf), listOf("legs", v.Legs), listOf("gaps", v.Gaps), listOf("contacts", v.Contacts),
	}
}

// palettesView is the colours of charts and maps by theme.
type palettesView struct {
	Light chart.Palette `json:"light"`
	Dark  chart.Palette `json:"dark"`
}

func palettes() palettesView {
	both := chart.Palettes()
	return palettesView{Light: both[chart.Light], Dark: both[chart.Dark]}
}

// readDossier reads the subject's dossier; what analysts hid stands apart from the rest.
func (s *server) readDossier(r *http.Request, extent query.Extent, purpose string) (timeline.Dossier, error) {
	id, err := number(r, "id")
	if err != nil {
		return timeline.Dossier{}, err
	}
	d, err := s.store.Dossier(r.Context(), id, extent, s.look(r, purpose))
	return d.WithoutHidden(), err
}

func (s *server) chart(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), slices.Concat(s.ruleNames(), axisNames(), lookNames(), []string{"chart", "candidates", "purpose"})...)
	kind := p.OneOf("chart", "timeline", chart.Kinds()...)
	span, look := p.part(), p.frame()
	o := chart.Options{Zone: span.Zone, From: span.From, To: span.To, Theme: look.Theme, Language: look.Language, Width: look.Width}
	candidates := p.flag("candidates")
	m, err := s.material(r, p, "workbench chart")
	if err != nil {
		return err
	}
	if candidates {
		if m.dossier.Candidates, err = s.allCandidates(r, s.look(r, "workbench chart")); err != nil {
			return err
		}
	}
	option, err := s.draw(m, kind, look.Index, o)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", contentJSON)
	_, _ = w.Write(option)
	return nil
}

func (s *server) record(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query(), "purpose").err(); err != nil {
		return err
	}
	load, err := number(r, "load")
	if err != nil {
		return err
	}
	line, err := number(r, "line")
	if err != nil {
		return err
	}
	of, text, err := s.store.Record(r.Context(), load, int(line), s.look(r, "workbench"))
	if err != nil {
		return err
	}
	shown := string(text)
	if !utf8.ValidString(shown) { // JSON holds only Unicode; what is not is shown as its escapes
		shown = strings.Trim(strconv.QuoteToGraphic(shown), `"`)
	}
	return writeJSON(w, contentJSON, map[string]any{"load": of, "line": line, "text": shown, "verbatim": shown == string(text)})
}
