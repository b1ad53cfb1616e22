package report

import (
	"strings"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// ledger is the table of all sightings. What is the same for nearly all sightings of a kind, such as how its times are
// known, is said once above the table, so that a row says what is its own.
type ledger struct {
	b     *builder
	kinds []kind // in the order of their first sighting
	usual map[kind]remarks
}

// kind is what sightings have in common that are known in the same way.
type kind struct {
	of     timeline.KindName
	mobile bool
	class  timeline.Class
}

func kindOf(s timeline.Event) kind { return kind{kinds.Of(s.Kind).Name, s.Mobile, s.Where.Class} }

// remarks say how time and place are known.
type remarks struct{ time, place string }

func remarksOf(s timeline.Event) remarks {
	var place []string
	found := s.Where.Basis
	if s.Agency != nil {
		found = strings.TrimPrefix(found, "ORI "+s.Agency.ORI+": ") // its own cell names it
	}
	for _, r := range []string{precision(s.Where), found} {
		if r != "" {
			place = append(place, r)
		}
	}
	return remarks{basis(s.First), strings.Join(place, "; ")}
}

// sightings lists every sighting, those that do not count too.
func (b *builder) sightings() {
	t := Table{ID: "sighting-table", Caption: words.Count(len(b.d.Sightings), "sighting") + ", in time order",
		Empty: "There is no sighting; the summary says why.", Dense: true, Columns: []Column{
			{Title: "No.", Share: 6, Number: true}, {Title: "Time", Share: 19}, {Title: "What", Share: 27},
			{Title: "Where", Share: 38}, {Title: "Load, line", Share: 10},
		}}
	l := newLedger(b)
	if len(b.d.Sightings) > 0 {
		b.add(Paragraph{Text{{Text: "Pale rows do not count as sightings; each says why. Below a time: how finely the source tells it, and on whose word its zone is known. Below a place: what the position locates, and how it was found. The number behind a plate is the reader's confidence, of 1. What holds unless a row says otherwise:", Style: Muted}}}, List{l.said()})
	}
	for i, s := range b.d.Sightings {
		number, id := sightingRef(i + 1)
		known, usual := remarksOf(s), l.usual[kindOf(s)]
		if known.time == usual.time {
			known.time = ""
		}
		if known.place == usual.place {
			known.place = ""
		}
		t.Rows = append(t.Rows, Row{ID: id, Faint: !s.Counts(), Cells: []Text{
			say(number), lines(b.clock.stamp(s.First, s.Where.Zone), known.time), b.what(s),
			b.placed(s.ID, lines(fallback(placeName(s), "Place not known"), known.place)), records(s),
		}})
	}
	b.add(t)
}

// newLedger finds what most sightings of each kind say of time and place; what fewer than half say is not usual.
func newLedger(b *builder) ledger {
	l := ledger{b: b, usual: map[kind]remarks{}}
	times, places, all := map[kind]map[string]int{}, map[kind]map[string]int{}, map[kind]int{}
	for _, s := range b.d.Sightings {
		k := kindOf(s)
		if all[k]++; all[k] == 1 {
			times[k], places[k] = map[string]int{}, map[string]int{}
			l.kinds = append(l.kinds, k)
		}
		r := remarksOf(s)
		times[k][r.time]++
		places[k][r.place]++
	}
	for k, n := range all {
		most := func(counts map[string]int) string {
			if first := sortedByCount(counts)[0]; 2*counts[first] > n && n > 2 {
				return first
			}
			return ""
		}
		l.usual[k] = remarks{most(times[k]), most(places[k])}
	}
	return l
}

// said tells the usual remarks.
func (l ledger) said() []Text {
	var out []Text
	for _, k := range l.kinds {
		u := l.usual[k]
		var parts []string
		if u.time != "" {
			parts = append(parts, "times "+u.time)
		}
		if u.place != "" {
			parts = append(parts, "positions: "+u.place)
		}
		if len(parts) > 0 {
			out = append(out, Text{{Text: capital(k.name()) + ": " + strings.Join(parts, "; ") + ".", Style: Muted}})
		}
	}
	if len(out) == 0 {
		out = append(out, Text{{Text: "Nothing; every row says all.", Style: Muted}})
	}
	return out
}

// name says which sightings are of a kind.
func (k kind) name() string {
	of := kinds.Of(k.of)
	name := of.Many
	switch {
	case k.mobile:
		return name + " by mobile readers"
	case k.of == timeline.KindRead && k.class == timeline.ClassSite:
		return name + " by fixed readers"
	case k.class == timeline.ClassNone || k.class == "":
		return name + " without position"
	case of.Agency:
		return name + " placed by " + string(k.class)
	}
	return name
}
