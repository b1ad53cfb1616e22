package chart

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// Timeline draws everything known about a subject as swim lanes: a row per kind of record and per vehicle with its instants,
// and a row per address or other place with its spans. Times that are not exact are bars with soft ends; encounters are framed;
// silences in which nothing was seen are shaded; what does not count is faint. Candidates of the dossier are hollow, in rows of
// their own. With findings there are rows of their marks, records in conflict are flagged, and there is a row per place with its visits.
// Where a
// row holds too much to tell apart it shows counts, and the page asks again with the part it zooms to.
//
// Every item carries the id of its event, or of all that it stands for; a count carries its span and row.
// The error is about the options: an unknown zone or theme, a reversed window, a width out of bounds.
func Timeline(d timeline.Dossier, o Options) (json.RawMessage, error) {
	r, err := o.resolve()
	if err == nil {
		err = r.see(d)
	}
	if err != nil {
		return nil, err
	}
	spans := slices.Collect(d.Spans())
	rows := withCandidates(r.instantRows(d), r.candidateRows(d))
	meta := Meta{Kind: "timeline", Zone: r.display.Zone(), Axis: r.axisWords(), Lanes: []Lane{}}
	meta.From, meta.To = extent(r.markEnds(rows), r.spanEnds(spans))
	meta.Window = r.window(meta.From, meta.To)
	var cut []*timeline.Event
	if r.Static {
		meta.Window, cut = r.paperWindow(meta, rows, spans)
		meta.From, meta.To = meta.Window[0], meta.Window[1]
	}
	rows = append(r.findingRows(d, o.Findings), rows...)
	places, left := r.placeRows(o.Findings, meta)
	rows = append(rows, places...)
	if r.Static {
		rows = onAxis(rows, meta)
	}
	step := r.thin(rows, &meta)
	rows = append(rows, r.spanRows(r.spansWithin(spans, meta), meta.From, meta.To)...)
	for _, row := range rows {
		meta.Lanes = append(meta.Lanes, r.filter.lane(row))
	}
	meta.Notes = append(timelineNotes(d, rows, step, r), findingNotes(o.Findings, left)...)
	if len(cut) > 0 {
		meta.Notes = append(meta.Notes, cutNote(cut))
	}
	return option(r, meta, r.timelineLayers(d, rows, meta))
}

// timelineLayers returns what is drawn, from the back to the front.
func (r resolved) timelineLayers(d timeline.Dossier, rows []row, m Meta) []layer {
	p := r.palette
	gaps := layer{id: "gaps", name: "No sighting for over " + span(r.Gap), render: "gap", color: p.Gap, icon: iconBar, items: r.gapItems(d)}
	held := layer{id: "held", name: "Vehicle held", render: "held", color: p.Kind(timeline.KindRead)}
	visits := layer{id: "visits", name: "Visit: surely there where solid", render: "stay", color: p.Leg, icon: iconBar}
	bins := map[string]*layer{}
	spans := map[string]*layer{}
	var counted, places []*layer
	for lane, row := range rows {
		for _, v := range row.held {
			held.items = append(held.items, r.heldItem(v, lane, m))
		}
		if row.Kind == "candidate" {
			continue // it has layers of its own
		}
		for _, b := range row.bins {
			l := rowLayer(bins, &counted, row, "bin", " count", p)
			l.items = append(l.items, b.item(lane))
		}
		for _, s := range row.spans {
			l := rowLayer(spans, &places, row, "stay", ": sure where solid", p)
			drawn := r.boundsOf(s, m.From, m.To).item(s.ID, lane)
			drawn.Value = append(drawn.Value, one(s.Standing != timeline.Counts))
			l.items = append(l.items, drawn)
		}
		for _, k := range row.shown {
			for _, piece := range row.visits[k.id] {
				visits.items = append(visits.items, piece.item(k.id, lane))
			}
		}
	}
	layers := []layer{gaps, held}
	for _, l := range append(counted, places...) {
		layers = append(layers, *l)
	}
	layers = append(append(layers, visits), candidateLayers(rows, p)...)
	layers = append(layers, r.markLayers(rows)...)
	at := spots(rows)
	layers = append(layers, layer{
		id: "encounters", name: "One encounter, several inquiries", render: "encounter", color: p.Encounter,
		icon: iconBar, hollow: true, items: r.encounterItems(d, at),
	})
	layers = append(append(layers, findingLayers(rows, p)...),
		layer{id: "flags", name: "Record in conflict", render: "flag", color: p.Conflict, items: flagItems(r.Findings, at)})
	drawn := layers[:0]
	for _, l := range layers {
		if len(l.items) > 0 {
			drawn = append(drawn, l)
		}
	}
	return drawn
}

// rowLayer returns the layer that holds what one way of drawing makes of all rows of a kind.
func rowLayer(by map[string]*layer, order *[]*layer, l row, render, name string, p Palette) *layer {
	key, color := string(l.Of), p.Kind(l.Of)
	switch {
	case l.visits != nil:
		key, name, color = l.Kind, "Visit"+name, p.Leg
	case l.form == analysis.FormClash:
		key, name, color = l.Kind, countName(l.Lane), p.Conflict
	case l.Finding:
		key, name, color = l.Kind, countName(l.Lane), p.Leg
	default:
		name = kinds.Of(l.Of).Title() + name
	}
	if by[key] == nil {
		by[key] = &layer{id: render + "-" + key, name: name, render: render, color: color, icon: iconBar}
		*order = append(*order, by[key])
	}
	return by[key]
}

// gapItems draws each gap from the sighting before it to the one after, each in its own zone.
func (r resolved) gapItems(d timeline.Dossier) []item {
	at := eventsByID(d)
	var out []item
	for _, g := range analysis.Gaps(d, r.Gap) {
		a, b := at[g.After], at[g.Before]
		from := r.at(g.Start, a.Where, a.First)
		to := r.at(g.End, b.Where, b.First)
		out = append(out, item{Name: g.After, Value: []int64{from, 0, max(from, to)}, IDs: []string{g.After, g.Before}})
	}
	return out
}

// drawnAt is where something is drawn singly.
type drawnAt struct {
	lane     int
	from, to int64
}

// spots returns where each instant is that is drawn singly.
func spots(rows []row) map[string]drawnAt {
	at := map[string]drawnAt{}
	for lane, row := range rows {
		if !row.ofEvents() {
			continue
		}
		for _, m := range row.shown {
			at[m.id] = drawnAt{lane, m.from, m.to}
			for _, id := range m.alike {
				at[id] = drawnAt{lane, m.from, m.to}
			}
		}
	}
	return at
}

// encounterItems frames the encounters of more than one inquiry, where the inquiries are drawn singly.
func (r resolved) encounterItems(d timeline.Dossier, at map[string]drawnAt) []item {
	var out []item
	for _, c := range analysis.Contacts(d.Events, r.Contact) {
		first, ok := at[c.Sightings[0]]
		if !ok || len(c.Sightings) < 2 {
			continue
		}
		from, to := first.from, first.to
		for _, id := range c.Sightings[1:] {
			if s, ok := at[id]; ok {
				from, to = min(from, s.from), max(to, s.to)
			}
		}
		out = append(out, item{
			Name: c.Sightings[0], Value: []int64{from, int64(first.lane), to, int64(len(c.Sightings))}, IDs: c.Sightings,
		})
	}
	return out
}

func (r resolved) heldItem(v timeline.Holding, lane int, m Meta) item {
	from, to := m.From, m.To
	if !v.From.IsZero() {
		from = max(from, r.at(v.From, timeline.Where{}, timeline.When{}))
	}
	if !v.To.IsZero() {
		to = min(to, r.at(v.To, timeline.Where{}, timeline.When{}))
	}
	return item{Value: []int64{from, int64(lane), max(from, to)}}
}

// timelineNotes says what is not drawn and how to read what is.
func timelineNotes(d timeline.Dossier, rows []row, step int64, r resolved) []string {
	var notes []string
	if len(rows) == 0 {
		notes = append(notes, "Nothing to draw: no load of this case holds an event of this subject with a known time.")
	}
	untimed, faint := 0, 0
	for i := range d.Events {
		switch e := &d.Events[i]; {
		case e.First.IsZero() && !e.Spans():
			untimed++
		case e.Standing != timeline.Counts:
			faint++
		}
	}
	if untimed > 0 {
		notes = append(notes, fmt.Sprintf("%s without a known time: not drawn.", words.Count(untimed, "event")))
	}
	if faint > 0 {
		notes = append(notes, words.Count(faint, "record")+
			" faint: set aside, administrative, an entry, non-criminal or a mention; not a sighting of whereabouts.")
	}
	if n := len(d.Candidates); n > 0 {
		said := words.Count(n, "candidate")
		if n == timeline.MostCandidates {
			said = "The earliest " + said
		}
		notes = append(notes, said+", hollow in rows of their own: plate reads that may be of the subject's vehicles, but number, state or time do not surely agree. None is a sighting.")
	}
	if step > 0 {
		notes = append(notes, fmt.Sprintf("Rows with too many events to tell apart show counts per %s, each row to its own scale.",
			stepName(step)))
	}
	if r.display.Zone() == timeline.ZoneOfPlace && len(rows) > 0 {
		notes = append(notes, "Times are wall-clock times where each event was; across time zones the order can differ from UTC.")
	}
	return notes
}

// cutNote says which spans the axis does not show the whole of.
func cutNote(cut []*timeline.Event) string {
	n := map[timeline.KindName]int{}
	for _, e := range cut {
		n[e.Kind]++
	}
	return "The axis shows the span of the sightings; " + kinds.Counted(n) +
		words.Form(len(cut), " reaches beyond it or lies outside it.", " reach beyond it or lie outside it.")
}

// findingNotes says how to read the findings that are drawn, and what is not drawn of them.
func findingNotes(f *analysis.Findings, left int) []string {
	var notes []string
	if f == nil {
		return nil
	}
	notes = f.Failures()
	if clashing(f) {
		notes = append(notes, "A triangle marks two records that cannot both be right; filled, no vehicle is that fast. Both stay as they are.")
	}
	if len(f.By("places").Findings) > 0 {
		notes = append(notes, "A visit is solid from its first to its last sighting and fades to the limits of when the subject can have been there.")
	}
	if left > 0 {
		notes = append(notes, fmt.Sprintf("%s without a row.", words.Count(left, "more place")))
	}
	return notes
}

// span says a duration in words, in whole hours or days.
func span(d time.Duration) string {
	h := int64(d / time.Hour)
	if h >= 48 && h%24 == 0 {
		return words.Count(h/24, "day")
	}
	if h == 1 {
		return "1 hour"
	}
	return words.Count(h, "hour")
}
