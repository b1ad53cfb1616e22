package analysis

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// din is one sort of rows that are not the subject's.
type din string

const (
	dinReaders din = "random readers" // each row by another reader anywhere in the country
	dinTimes   din = "random times"   // by readers that the subject passes, at random times
	dinLife    din = "another life"   // of another vehicle that is taken for this one
	dinHours   din = "shifted hours"  // where the subject was, at another hour
)

func dins() []din { return []din{dinReaders, dinTimes, dinLife, dinHours} }

// noisiness is what share of the rows of a history is noise, and of what sorts, in equal parts.
type noisiness struct {
	share float64
	of    []din
}

func (n noisiness) String() string {
	if n.share == 0 {
		return "no noise"
	}
	name := "mixed"
	if len(n.of) < len(dins()) {
		parts := make([]string, len(n.of))
		for k, d := range n.of {
			parts[k] = string(d)
		}
		name = strings.Join(parts, " and ")
	}
	return fmt.Sprintf("%.0f %% %s", 100*n.share, name)
}

// noisinesses are those that every detector is measured under: none, each sort by itself and all mixed at each share.
func noisinesses() []noisiness {
	all := []noisiness{{}}
	for _, share := range []float64{0.1, 0.3} {
		for _, d := range dins() {
			all = append(all, noisiness{share, []din{d}})
		}
		all = append(all, noisiness{share, dins()})
	}
	return all
}

// The ids of noise begin with one of these, those of a life's own rows with another prefix.
var dinPrefix = map[din]string{dinReaders: "noise-r", dinTimes: "noise-t", dinLife: "noise-l", dinHours: "noise-h"}

// dinOf is the sort of noise that a row is, "" for none.
func dinOf(id string) din {
	for d, prefix := range dinPrefix {
		if strings.HasPrefix(id, prefix) {
			return d
		}
	}
	return ""
}

// disturb adds noise to what was noted of a life, so that it is the given share of all rows.
func (n noisiness) disturb(r *rand.Rand, l *life, seen *noted, plate string) {
	if n.share == 0 || len(seen.d.Events) == 0 {
		return
	}
	want := int(float64(len(seen.d.Events)) * n.share / (1 - n.share) / float64(len(n.of)))
	own := slices.Clone(seen.d.Events)
	own = slices.DeleteFunc(own, func(e timeline.Event) bool { return !e.Where.Located() || e.Agency != nil })
	for _, d := range n.of {
		seen.d.Events = append(seen.d.Events, l.din(r, d, want, own, plate)...)
	}
	seen.sort()
}

// din makes rows of a sort of noise.
func (l *life) din(r *rand.Rand, d din, want int, own []timeline.Event, plate string) (rows []timeline.Event) {
	if len(own) == 0 {
		return nil
	}
	first, last := l.parts[0].start, l.parts[len(l.parts)-1].end
	when := func() time.Time { return first.Add(time.Duration(r.Float64() * float64(last.Sub(first)))) }
	id := func() string { return fmt.Sprintf("%s%d", dinPrefix[d], len(rows)) }
	if d == dinLife {
		other := live(r, l.w, plan{days: int(last.Sub(first).Hours() / 24), home: 1 + r.IntN(len(l.w.towns)-1), circuit: r.IntN(2) == 0})
		rows = other.observe(r, watch{perDay: float64(want) * 24 / last.Sub(first).Hours()}, plate, dinPrefix[d]).d.Events
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		return rows[:min(want, len(rows))]
	}
	for len(rows) < want {
		switch like := own[r.IntN(len(own))]; d {
		case dinReaders:
			p := orb.Point{-104 + r.Float64()*20, 31 + r.Float64()*10}
			rows = append(rows, l.read(r, id(), when(), p, plate))
		case dinTimes:
			rows = append(rows, l.read(r, id(), when(), like.Where.Point, plate))
		case dinHours:
			hours := time.Duration(1+r.IntN(11)) * time.Hour * time.Duration(1-2*r.IntN(2))
			rows = append(rows, l.read(r, id(), like.First.Start.Add(hours), like.Where.Point, plate))
		}
	}
	return rows
}

// onlyNoise is a history in which nothing happens: rows by random readers at random times.
func onlyNoise(r *rand.Rand, perDay float64, days int, plate string) noted {
	l := live(r, newWorld(r), plan{days: days})
	n := noted{spots: map[string]int{}, visit: map[string]int{}, own: map[string]bool{}}
	like := l.read(r, "", l.parts[0].start, l.w.towns[0].center, plate)
	n.d.Events = l.din(r, dinReaders, int(perDay*float64(days)), []timeline.Event{like}, plate)
	n.sort()
	return n
}

// stranger is the life of one who never is anywhere twice: from town to town, a night or two at a new place in each.
func stranger(r *rand.Rand, days int) life {
	w := newWorld(r)
	l := life{w: w}
	now := time.Date(2026, 1, 5, 7, 0, 0, 0, w.towns[0].zone)
	at := geo.Destination(w.towns[0].center, r.Float64()*360, 3000)
	for end := now.AddDate(0, 0, days); now.Before(end); {
		t := r.IntN(len(w.towns))
		to := geo.Destination(w.towns[t].center, r.Float64()*360, 1500+geo.Meters(r.Float64()*8000))
		took := time.Duration(float64(geo.Distance(at, to)) / (95 / 3.6) * 1e9)
		l.parts = append(l.parts, part{now, now.Add(took), at, to, -1, -1})
		now = now.Add(took)
		l.spots = append(l.spots, spot{to, t})
		stay := time.Duration((10 + 40*r.Float64()) * float64(time.Hour))
		l.parts = append(l.parts, part{now, now.Add(stay), to, to, t, len(l.spots) - 1})
		now, at = now.Add(stay), to
	}
	return l
}
