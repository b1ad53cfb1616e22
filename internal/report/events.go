package report

import (
	"strings"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// eventTable is the table of all events. What is the same for nearly all events of a group, such as how its times are
// known, is said once above the table, so that a row says what is its own.
type eventTable struct {
	groups []group // in the order of their first event
	usual  map[group]remarks
}

// group is what events have in common that are known in the same way.
type group struct {
	kind   timeline.KindName
	mobile bool
	class  timeline.Class
}

func groupOf(e *timeline.Event) group { return group{kinds.Of(e.Kind).Name, e.Mobile(), e.Where.Class} }

// remarks say how time and place are known.
type remarks struct{ time, place string }

func remarksOf(e *timeline.Event) remarks {
	var place []string
	found := e.Where.Basis
	if e.Agency != nil {
		found = strings.TrimPrefix(found, "ORI "+e.Agency.ORI+": ") // its own cell names it
	}
	for _, r := range []string{precision(e.Where), found} {
		if r != "" {
			place = append(place, r)
		}
	}
	return remarks{basisOf(e), strings.Join(place, "; ")}
}

// howToRead stands above the table.
const howToRead = "Pale rows do not count as sightings; each says why. Below a time: how finely the source tells it, and on whose word its " +
	"zone is known. Below a place: what the position locates, and how it was found. The number behind a plate is the reader's confidence, " +
	"of 1. What holds unless a row says otherwise:"

// events lists every event, those that do not count too.
func (b *builder) events() {
	t := Table{ID: "event-table", Caption: words.Count(len(b.d.Events), "event") + ", in time order",
		Empty: "There is no event; the summary says why.", Dense: true, Columns: []Column{
			{Title: "No.", Share: 6, Number: true}, {Title: "Time", Share: 19}, {Title: "What", Share: 27},
			{Title: "Where", Share: 38}, {Title: "Load, line", Share: 10},
		}}
	l := newEventTable(b.d.Events)
	if len(b.d.Events) > 0 {
		b.add(Paragraph{Text{{Text: howToRead, Style: Muted}}}, List{l.said()})
	}
	for i := range b.d.Events {
		e := &b.d.Events[i]
		number, id := rowRef(i + 1)
		known, usual := remarksOf(e), l.usual[groupOf(e)]
		if known.time == usual.time {
			known.time = ""
		}
		if known.place == usual.place {
			known.place = ""
		}
		t.Rows = append(t.Rows, Row{ID: id, Faint: b.notCounted(e) != "", Cells: []Text{
			say(number), lines(b.stampOf(e), known.time), b.what(e), b.where(e, known.place), records(e),
		}})
	}
	b.add(t)
}

// newEventTable finds what most events of each group say of time and place; what fewer than half say is not usual.
func newEventTable(events []timeline.Event) eventTable {
	l := eventTable{usual: map[group]remarks{}}
	times, places, all := map[group]map[string]int{}, map[group]map[string]int{}, map[group]int{}
	for i := range events {
		k := groupOf(&events[i])
		if all[k]++; all[k] == 1 {
			times[k], places[k] = map[string]int{}, map[string]int{}
			l.groups = append(l.groups, k)
		}
		r := remarksOf(&events[i])
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
func (l eventTable) said() []Text {
	var out []Text
	for _, k := range l.groups {
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

// name says which events are of a group.
func (k group) name() string {
	name := kinds.Of(k.kind).Many
	switch {
	case k.mobile:
		return name + " by mobile readers"
	case k.kind == timeline.KindRead && k.class == timeline.ClassSite:
		return name + " by fixed readers"
	case k.class == timeline.ClassNone || k.class == "":
		return name + " without position"
	}
	return name + " placed by " + string(k.class)
}
