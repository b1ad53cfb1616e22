package analysis

import "sightline/timeline"

// secondShare is how much of what is seen of the first vehicle must be seen of a second, where the first is not, for it to be the one
// asked about: what is less is taken for another's reads that are taken for it.
const secondShare = 0.2

// foreignShare is how much of a second vehicle's the first must be unable to have made where nothing else speaks for a second: whoever
// is seen seldom is seldom seen to contradict another.
const foreignShare = 0.08

// doubt is what of a track cannot be relied on.
type doubt struct {
	sorted *sorted
	index  map[string]int32 // observations by event id
	loads  map[int64]bool   // whose times may be wrong
	two    bool             // it may be two vehicles
}

func newDoubt(d *timeline.Dossier, f Findings, track string) doubt {
	out := doubt{index: map[string]int32{}, loads: map[int64]bool{}}
	h := newHistory(d, f.Parameters)
	h = h.mended(Of[Shift](f))
	for _, t := range h.tracks {
		if t.key != track {
			continue
		}
		out.sorted = h.vehicles(t)
		if out.sorted == nil {
			continue
		}
		for _, i := range t.obs {
			out.index[h.all[i].s.ID] = i
		}
		own := out.sorted.elsewhere * float64(out.sorted.count[secondVehicle])
		likely := out.sorted.two || out.sorted.foreign >= 4 &&
			float64(out.sorted.foreign) >= foreignShare*float64(out.sorted.count[secondVehicle])
		if out.two = likely && own >= secondShare*float64(out.sorted.count[firstVehicle]); !out.two {
			h.restore(t, out.sorted)
		}
		out.loads = h.doubtedLoads(out.sorted)
	}
	return out
}

// vehicle is that to which a sighting was given, the first where there is no doubt.
func (d *doubt) vehicle(id string) vehicleNo {
	if d.sorted == nil {
		return firstVehicle
	}
	i, ok := d.index[id]
	if !ok {
		return firstVehicle
	}
	return d.sorted.of[i]
}

// restore gives what was set aside and contradicts nothing back to the first vehicle, where there is no second.
func (h *history) restore(t trackOf, s *sorted) {
	before := int32(none)
	after := map[int32]int32{} // the next of the first vehicle
	next := int32(none)
	obs := h.located(t)
	for k := len(obs) - 1; k >= 0; k-- {
		after[obs[k]] = next
		if s.of[obs[k]] == firstVehicle {
			next = obs[k]
		}
	}
	fast := func(a, b int32) bool { return a != none && b != none && h.tooFast(&h.all[a], &h.all[b], 0) }
	for _, i := range obs {
		if s.of[i] != firstVehicle {
			if fast(before, i) || fast(i, after[i]) {
				s.of[i] = noVehicle
				continue
			}
			s.of[i] = firstVehicle
		}
		before = i
	}
}

// doubtedLoads are those of which much more is set aside than of the others: then it may be their times, and all of them.
func (h *history) doubtedLoads(of *sorted) map[int64]bool {
	aside, all := tally[int64]{}, tally[int64]{}
	for i, v := range of.of {
		all[h.all[i].load]++
		aside[h.all[i].load] += count(v == noVehicle)
	}
	asides, total := 0, 0
	for load, n := range all {
		asides, total = asides+aside[load], total+n
	}
	out := map[int64]bool{}
	for load, n := range aside {
		others := float64(asides-n+1) / float64(total-all[load]+1)
		out[load] = n >= 3 && float64(n)/float64(all[load]) >= 2*others
	}
	return out
}
