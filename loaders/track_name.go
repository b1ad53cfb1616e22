package loaders

import (
	"fmt"
	"slices"

	"sightline/geo"
)

// nameFields are the fields that may name the track of a position, the most telling first. What a device or a vehicle is
// called names its track even where it has one position only; a heading such as track, name or id may be that of the
// number or the course of each position.
var nameFields = [...]struct {
	field string
	sure  bool
}{{"device", true}, {"plate", true}, {"folder", true}, {"track", false}, {"name", false}, {"id", false}}

// tracks are the fixes by their tracks, each in time order.
func (t *trackReader) tracks() []Track {
	naming := t.naming()
	apart := -1
	if naming < 0 {
		apart = t.apart()
	}
	type key struct {
		line int
		name string
	}
	at := map[key]int{}
	var all []Track
	for i := range t.taken {
		f := &t.taken[i]
		k := key{line: f.line}
		switch {
		case f.line >= 0:
		case naming >= 0:
			k.name = f.names[naming]
		case apart >= 0:
			k.name = t.aside.value(apart, f.aside)
		}
		n, ok := at[k]
		if !ok {
			n = len(all)
			at[k] = n
			name := k.name
			if f.line >= 0 {
				name = t.lines[f.line]
			}
			all = append(all, Track{ID: name})
		}
		all[n].Fixes = append(all[n].Fixes, f.Fix)
		all[n].Sighted = all[n].Sighted || f.seen || t.sighted
	}
	used := map[string]bool{}
	for i := range all {
		slices.SortStableFunc(all[i].Fixes, func(a, b geo.Fix) int { return a.At.Compare(b.At) })
		name := all[i].ID
		for n := 2; used[all[i].ID]; n++ {
			all[i].ID = fmt.Sprintf("%s (%d)", name, n)
		}
		used[all[i].ID] = true
	}
	return all
}

// naming is the field that names the tracks of the file, -1 for none: then all positions are of one.
func (t *trackReader) naming() int {
	best := -1
	for n, field := range nameFields {
		times := map[string]int{} // of each name: 1 for one time, 2 for several
		first := map[string]int64{}
		for i := range t.taken {
			f := &t.taken[i]
			name := f.names[n]
			if f.line >= 0 || name == "" {
				continue
			}
			at := f.At.UnixNano()
			switch before, ok := first[name]; {
			case !ok:
				first[name], times[name] = at, 1
			case before != at:
				times[name] = 2
			}
		}
		if len(times) == 0 {
			continue
		}
		still := 0
		for _, n := range times {
			still += 2 - n
		}
		switch {
		case !field.sure && len(times) > 1 && 2*still > len(times):
			t.notes.add(fmt.Sprintf("values of the field %s that differ from position to position, so it names no track", field.field),
				int64(len(times)))
		case best < 0:
			best = n
		}
	}
	return best
}
