package report

import (
	"strconv"
	"strings"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// what says what was seen or told, and what analysts say of it.
func (b *builder) what(e *timeline.Event) Text {
	t := Text{{Text: kinds.Of(e.Kind).Title()}}
	if e.Code != "" {
		t = t.and(Span{Text: " "}, Span{Text: e.Code, Style: Code},
			Span{Text: strings.TrimPrefix(timeline.MessageText(e.Code, e.Fields), e.Code)})
	}
	var notes []string
	if p := e.Plate(); p != nil {
		t = t.and(Span{Text: " "}, Span{Text: p.String(), Style: Code})
		if p.Raw != "" && len(plate.Remarks(*p)) == 0 && plate.Normalize(p.Raw) != p.Number {
			notes = append(notes, "read as "+p.Raw)
		}
	}
	if e.Read != nil && e.Read.Confidence != nil {
		t = t.and(Span{Text: " " + strconv.FormatFloat(*e.Read.Confidence, 'f', 2, 64), Style: Muted})
	}
	notes = append(notes, e.Remarked()...)
	for _, code := range timeline.HandlingOf(e, nil) { // that of a whole load is told with the load
		notes = append(notes, "drawn from "+code.Name())
	}
	if why := b.notCounted(e); why != "" {
		notes = append(notes, why)
	}
	notes = append(notes, b.said(e.ID)...)
	if len(notes) > 0 {
		t = t.and(Span{Text: strings.Join(unique(notes), "; "), Style: Muted, Line: true})
	}
	return t
}

// notCounted says why an event does not count, "" when it does. A span counts without a time too.
func (b *builder) notCounted(e *timeline.Event) string {
	switch {
	case !e.Aside():
		return ""
	case e.Standing == timeline.Counts:
		return "does not count: no time is known"
	}
	switch e.Standing {
	case timeline.SetAside:
		return "set aside: " + e.Why
	case timeline.EntryOnly:
		return "does not count: entry of a record"
	case timeline.Mention:
		return "does not count: only mentions the subject" + b.parts(e)
	}
	return "does not count: " + string(e.Standing) + " transaction"
}

// parts names in brackets the parts that the subject has in an event.
func (b *builder) parts(e *timeline.Event) string {
	var parts []string
	for _, p := range e.Parties {
		if p.Subject == b.d.Subject.ID && p.Part != "" {
			parts = append(parts, p.Part)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + words.List(unique(parts)) + ")"
}

// stampOf writes when an event was, of a span from when to when.
func (b *builder) stampOf(e *timeline.Event) string {
	if !e.Spans() || e.First.IsZero() && e.Last.IsZero() {
		return b.clock.stamp(e.First, e.Where.Zone)
	}
	end := func(w timeline.When) string {
		if w.IsZero() {
			return "open"
		}
		return b.clock.stamp(w, e.Where.Zone)
	}
	return end(e.First) + " – " + end(*e.Last)
}

// basisOf says how the time of an event is known, of a span how each end is where they differ.
func basisOf(e *timeline.Event) string {
	first := basis(e.First)
	if !e.Spans() {
		return first
	}
	switch last := basis(*e.Last); {
	case first == "" || first == last:
		return last
	case last == "":
		return first
	default:
		return "first: " + first + "; last: " + last
	}
}

// where names the place of an event, with its number on the map, over remarks.
func (b *builder) where(e *timeline.Event, remarks string) Text {
	t := lines(fallback(placeName(e), "Place not known"), remarks)
	n, ok := b.place[e.ID]
	if !ok {
		return t
	}
	number := strconv.Itoa(n)
	head := t[:1:1].and(Span{Text: " ("}, Span{Text: "place " + number, Link: "place" + number}, Span{Text: ")"})
	return head.and(t[1:]...)
}

// placeName names the place of an event: the agency for one located by its agency, else the place's own name.
func placeName(e *timeline.Event) string {
	if e.Agency != nil && !e.Where.Class.Exact() {
		name := fallback(e.Agency.Name, e.Where.Label)
		switch {
		case name == "":
			return e.Agency.ORI
		case e.Agency.ORI == "" || strings.Contains(name, e.Agency.ORI):
			return name
		}
		return name + " (" + e.Agency.ORI + ")"
	}
	if e.Where.Label == "" && e.Where.Located() {
		return position(e.Where)
	}
	return e.Where.Label
}

// position writes coordinates as finely as the radius deserves.
func position(w timeline.Where) string {
	digits := 4
	for r := w.Radius; r > geo.Meters(100) && digits > 1; r /= 10 {
		digits--
	}
	return strconv.FormatFloat(w.Point[1], 'f', digits, 64) + ", " + strconv.FormatFloat(w.Point[0], 'f', digits, 64)
}

// records leads back to all raw records of an event, of a burst to those of all its reads: "2, 701; 702", each load on a line of
// its own. The table of files names the file of each load.
func records(e *timeline.Event) Text {
	var out Text
	load := int64(-1)
	for _, one := range e.Unfolded() {
		for _, r := range one.Records {
			line := words.Number(r.Line)
			if r.Load == load {
				out = out.and(Span{Text: "; " + line})
				continue
			}
			text, link := loadRef(r.Load)
			out = out.and(Span{Text: strings.TrimPrefix(text, "load "), Link: link, Line: len(out) > 0}, Span{Text: ", " + line})
			load = r.Load
		}
	}
	return out
}

// lines sets a text over a line of remarks; empty ones are left out.
func lines(text string, remarks ...string) Text {
	var kept []string
	for _, r := range remarks {
		if r != "" && r != text {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 {
		return say(text)
	}
	return say(text).and(Span{Text: strings.Join(kept, "; "), Style: Muted, Line: true})
}
