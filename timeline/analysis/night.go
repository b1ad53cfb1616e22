package analysis

import (
	"cmp"
	"slices"
	"time"
)

func sortVisits(visits []Visit) {
	slices.SortStableFunc(visits, func(a, b Visit) int {
		return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Track, b.Track))
	})
}

// share fills in what part of the days and of the stay each place has.
func (h *history) share(places []Place) {
	type placeDay struct {
		place int32
		day   int
	}
	days, all := map[placeDay]bool{}, map[int]bool{}
	for i := range h.all {
		o := &h.all[i]
		if !o.located {
			continue
		}
		day := dayNumber(h.local(o, o.start))
		all[day] = true
		if o.place >= 0 && !days[placeDay{o.place, day}] {
			days[placeDay{o.place, day}] = true
			places[o.place].Days++
		}
	}
	var stayed [2]Span
	for k := range places {
		stayed[kindOf(places[k].Exact)] += places[k].Stayed
	}
	for k := range places {
		pl := &places[k]
		pl.DayShare = float64(pl.Days) / float64(len(all))
		if total := stayed[kindOf(pl.Exact)]; total > 0 {
			pl.TimeShare = float64(pl.Stayed) / float64(total)
		}
	}
}

func kindOf(exact bool) int {
	if exact {
		return 1
	}
	return 0
}

// dayNumber counts the local days from 1970.
func dayNumber(t time.Time) int {
	_, offset := t.Zone()
	s := t.Unix() + int64(offset)
	if s < 0 {
		s -= 86399
	}
	return int(s / 86400)
}

// night returns the start and end of the night that begins on the evening of a day.
func (h *history) night(day int, loc *time.Location) (dusk, dawn time.Time) {
	y, m, d := time.Unix(int64(day)*86400, 0).UTC().Date()
	if h.p.Base.From > h.p.Base.To {
		return time.Date(y, m, d, h.p.Base.From, 0, 0, 0, loc), time.Date(y, m, d+1, h.p.Base.To, 0, 0, 0, loc)
	}
	return time.Date(y, m, d+1, h.p.Base.From, 0, 0, 0, loc), time.Date(y, m, d+1, h.p.Base.To, 0, 0, 0, loc)
}

func overlap(a, b, c, d time.Time) time.Duration {
	if c.After(a) {
		a = c
	}
	if d.Before(b) {
		b = d
	}
	return max(0, b.Sub(a))
}
