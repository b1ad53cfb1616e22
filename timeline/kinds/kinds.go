// Package kinds knows every kind of record: its words, colours, caveat and what it says of a subject. A kind is one file; All
// lists them. It is pure data.
package kinds

import (
	"cmp"
	"slices"
	"strings"

	"sightline/timeline"
)

// CaveatLead holds for whatever is a lead and no proof.
const CaveatLead = "An inquiry or a plate read is an investigative lead. It does not prove presence. Verify with the contributing agency before acting."

const lawEnforcement = "Law enforcement"

// all are all kinds by rank. It is never changed.
var all = slices.SortedFunc(slices.Values([]timeline.Kind{inquiry(), entry(), arrest(), court(), custody(), plateRead(), address()}),
	func(a, b timeline.Kind) int { return cmp.Compare(a.Rank, b.Rank) })

// last is the rank of records of no kind that is known.
const last = 1000

// All returns all kinds by rank: in the order that lanes, legends and folders have them.
func All() []timeline.Kind { return slices.Clone(all) }

// Of returns the kind of a name; of one that is not known, that of any record.
func Of(name timeline.KindName) timeline.Kind {
	for i := range all {
		if all[i].Name == name {
			return all[i]
		}
	}
	return timeline.Kind{
		Name: timeline.KindRecord, One: "record", Many: "records", Caveat: CaveatLead,
		Group: "Other records", Rank: last, Symbol: timeline.Dot, Light: "#5d2a5c", Dark: "#b07aa5",
	}
}

// Names are the names of the kinds for which a condition holds, in their order; of all where there is no condition.
func Names(holds func(timeline.Kind) bool) []timeline.KindName {
	var names []timeline.KindName
	for _, k := range all {
		if holds == nil || holds(k) {
			names = append(names, k.Name)
		}
	}
	return names
}

// Typed are the kinds of which a record can be typed in. Plate reads come in files.
func Typed() []timeline.KindName {
	return Names(func(k timeline.Kind) bool { return len(k.Fields) > 0 && k.Name != timeline.KindRead })
}

// AllNames are the names of all kinds and of that of records of no kind that is known: what a part of what is held can leave out.
func AllNames() []timeline.KindName { return append(Names(nil), timeline.KindRecord) }

// Rank orders kinds as lanes, legends and folders have them; those that are not known come last.
func Rank(name timeline.KindName) int { return Of(name).Rank }

// Caveats stand on every map, timeline, report and answer: what records of one kind or another do not prove, each once.
func Caveats() []string {
	said := []string{CaveatLead}
	for _, k := range all {
		if own := strings.TrimPrefix(k.Caveat, CaveatLead+" "); !slices.Contains(said, own) {
			said = append(said, own)
		}
	}
	return said
}
