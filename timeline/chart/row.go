package chart

import (
	"maps"
	"slices"
	"sort"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// maxVehicles is how many plates get a row of their own; the others share one.
const maxVehicles = 10

// row is a lane with what lies in it.
type row struct {
	Lane
	marks []mark
	shown []mark // marks drawn singly, once rows are thinned
	bins  []bin
	held  []timeline.Holding
	spans []*timeline.Event
	// visits of a row of visits, in pieces that follow each other, by their reference, which is the id of their mark.
	visits map[string][]bounds
	form   analysis.Form // of the marks of a row of findings
	title  string        // heading of those findings
}

// ofEvents reports whether what is drawn singly in a row are events.
func (r *row) ofEvents() bool { return r.Kind == "records" || r.Kind == "vehicle" }

// instantRows sorts instants into a row per kind and, for plate reads, a row per plate: the subject's vehicles
// first, then the plates seen most often.
func (r resolved) instantRows(d timeline.Dossier) []row {
	rows := map[timeline.KindName]*row{}
	plates := map[string]*row{}
	var order []string
	plate := func(key string) *row {
		if plates[key] == nil {
			lane := Lane{Key: "vehicle:" + key, Label: plain(key), Kind: "vehicle", Of: timeline.KindRead}
			plates[key] = &row{Lane: lane}
			order = append(order, key)
		}
		return plates[key]
	}
	for _, v := range d.Subject.Vehicles() {
		p := plate(v.Of.String())
		p.held = append(p.held, v)
	}
	keys := plateKeys(d)
	for e := range d.Instants() {
		if e.First.IsZero() {
			continue
		}
		m := r.markOf(e)
		if of := e.PlateParty(); e.Kind == timeline.KindRead && of != nil {
			p := plate(keys(of.Of))
			p.marks = append(p.marks, m)
			continue
		}
		if rows[m.kind] == nil {
			lane := Lane{Key: "kind:" + string(m.kind), Label: kinds.Of(m.kind).TitleMany(), Kind: "records", Of: m.kind}
			rows[m.kind] = &row{Lane: lane}
		}
		rows[m.kind].marks = append(rows[m.kind].marks, m)
	}
	return byRank(append(kindRows(rows), vehicleRows(plates, order)...))
}

// byRank sorts rows by their kinds, those of one kind as they were.
func byRank(rows []row) []row {
	slices.SortStableFunc(rows, func(a, b row) int { return kinds.Rank(a.Of) - kinds.Rank(b.Of) })
	return rows
}

func kindRows(rows map[timeline.KindName]*row) []row {
	var out []row
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		r := *rows[name]
		r.Count = len(r.marks)
		out = append(out, r)
	}
	return out
}

func vehicleRows(plates map[string]*row, order []string) []row {
	sort.SliceStable(order, func(i, j int) bool {
		a, b := plates[order[i]], plates[order[j]]
		if (len(a.held) > 0) != (len(b.held) > 0) {
			return len(a.held) > 0
		}
		return len(a.held) == 0 && len(a.marks) > len(b.marks)
	})
	var out []row
	other := row{Lane: Lane{Key: "vehicles:other", Label: "Other plates", Kind: "vehicle", Of: timeline.KindRead}}
	for i, key := range order {
		p := *plates[key]
		if i >= maxVehicles && len(order) > maxVehicles+1 {
			other.marks = append(other.marks, p.marks...)
			continue
		}
		p.Count = len(p.marks)
		out = append(out, p)
	}
	if len(other.marks) > 0 {
		sort.SliceStable(other.marks, func(i, j int) bool { return other.marks[i].from < other.marks[j].from })
		other.Count = len(other.marks)
		out = append(out, other)
	}
	return out
}

// plateKeys returns a function from the plate of a read to the one it is shown under: that of its track, so that a read without
// a state is with its number's usual state.
func plateKeys(d timeline.Dossier) func(timeline.Identifier) string {
	byNumber := map[string]string{}
	known := map[string]bool{}
	tracks := analysis.Tracks(d.Events)
	sort.SliceStable(tracks, func(i, j int) bool { return len(tracks[i].Sightings) > len(tracks[j].Sightings) })
	for _, t := range tracks {
		if t.Plate == nil {
			continue
		}
		known[t.Key] = true
		if _, ok := byNumber[t.Plate.Number]; !ok {
			byNumber[t.Plate.Number] = t.Key
		}
	}
	return func(of timeline.Identifier) string {
		key := of.String()
		if known[key] {
			return key
		}
		if usual, ok := byNumber[of.Value]; ok && of.Region == "" {
			return usual
		}
		return key
	}
}
