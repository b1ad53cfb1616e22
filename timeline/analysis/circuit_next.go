package analysis

import (
	"fmt"
	"math"
	"time"

	"sightline/geo"
	"sightline/internal/words"
)

// Forecast is when the next round of a circuit would begin: after the date of the findings and while the vehicle is held.
type Forecast struct {
	Text string `json:"text"`
	// From and To are when it would begin; zero where none is foretold.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// Missed: it would have begun then, before the date of the findings, and the track has not been sighted since.
	Missed bool `json:"missed,omitempty"`

	last  time.Time // the last sighting
	ended time.Time // when the vehicle was no longer held
	since time.Time // when the last round began, where none was gone that could have been seen
	seen  int       // sightings since a round would have begun
}

const (
	// foretold is how many standard deviations the span reaches to either side.
	foretold = 1.6
	// leastForetold is the least that it reaches to either side: when in a day somebody sets out is chance.
	leastForetold = 24 * time.Hour
	// mostMissed is how many rounds may be missed before none is foretold.
	mostMissed = 3
)

// setOut is between which instants, Unix milliseconds, a round left an area: after it was last seen there, and in time for where it was
// seen next.
func (h *history) setOut(path []passage, r cycleRound, area int32) [2]int64 {
	for n, k := range r.at[:len(r.at)-1] {
		if path[k].area == area {
			return h.leaves(&path[k], &path[r.at[n+1]])
		}
	}
	return h.leaves(&path[r.at[0]], &path[r.at[1]])
}

func (h *history) leaves(from, to *passage) [2]int64 {
	a, b := &h.all[from.obs[len(from.obs)-1]], &h.all[to.obs[0]]
	way := int64(float64(max(0, geo.Distance(a.point, b.point)-a.slack-b.slack)) / float64(h.p.Speed.Road) * 1000)
	return [2]int64{from.end, max(from.end, to.start-way)}
}

// forecast says when the next round would begin, from when the rounds before it did.
func (h *history) forecast(c *Circuit, t trackOf, path []passage, f cycle, stops []int32) (next Forecast) {
	var outs [][2]int64
	for _, r := range f.rounds {
		outs = append(outs, h.setOut(path, r, stops[0]))
	}
	if out, is := h.underway(path, f, stops); is {
		outs = append(outs, out)
	}
	last := outs[len(outs)-1]
	begun := instant(last[0]/2 + last[1]/2)
	vague := time.Duration(last[1]-last[0]) * time.Millisecond / 2
	period := time.Duration(c.Period)
	reach := max(time.Duration(foretold*float64(c.Spread))+vague, leastForetold, period/12)
	at := begun.Add(period)
	next.last, next.since = instant(h.all[t.obs[len(t.obs)-1]].end), begun
	asOf := h.asOf()
	next.From, next.To = at.Add(-reach), at.Add(reach)
	if next.To.Before(asOf) && next.last.Before(next.To) {
		next.Missed = true
	}
	for n := 2.0; !next.Missed && next.To.Before(asOf); n++ {
		wide := time.Duration(math.Sqrt(n) * float64(reach))
		at = at.Add(period)
		next.From, next.To = at.Add(-wide), at.Add(wide)
		if n > mostMissed+1 {
			next.From, next.To = time.Time{}, time.Time{}
			for _, i := range t.obs {
				next.seen += count(instant(h.all[i].start).After(begun.Add(period + reach)))
			}
			return next
		}
	}
	if !next.Missed && next.From.Before(asOf) {
		next.From = asOf
	}
	if ended, is := h.heldUntil(t); is && ended.Before(next.To) {
		next.ended = ended
		if next.To = ended; !next.From.Before(ended) {
			next.From, next.To, next.Missed = time.Time{}, time.Time{}, false
		}
	}
	return next
}

// asOf is when findings are told of.
func (h *history) asOf() time.Time {
	if !h.p.AsOf.IsZero() {
		return h.p.AsOf
	}
	latest := int64(0)
	for i := range h.all {
		latest = max(latest, h.all[i].end)
	}
	return instant(latest)
}

// heldUntil is when the subject no longer held the vehicle of a track, where all holdings of it that are known have ended.
func (h *history) heldUntil(t trackOf) (ended time.Time, is bool) {
	if t.plate == nil {
		return ended, false
	}
	for _, held := range h.d.Subject.Holdings {
		plate := held.Plate()
		if plate.Number != t.plate.Number || plate.State != "" && t.plate.State != "" && plate.State != t.plate.State {
			continue
		}
		if held.To.IsZero() {
			return time.Time{}, false
		}
		ended, is = later(ended, held.To), true
	}
	return ended, is
}

// underway is when a round set out that is not back yet: the track left the first area for another of the circuit after the last round.
func (h *history) underway(path []passage, f cycle, stops []int32) (out [2]int64, is bool) {
	on := map[int32]bool{}
	for _, a := range stops {
		on[a] = true
	}
	last := f.rounds[len(f.rounds)-1]
	for k := last.at[len(last.at)-1]; k+1 < len(path); k++ {
		if path[k].area == stops[0] && on[path[k+1].area] && path[k+1].area != stops[0] {
			out, is = h.leaves(&path[k], &path[k+1]), true
		}
	}
	return out, is
}

// say words a forecast.
func (f *Forecast) say(loc *time.Location) string {
	day := func(t time.Time) string { return t.In(loc).Format("2 January 2006") }
	span := "between " + day(f.From) + " and " + day(f.To)
	if day(f.From) == day(f.To) {
		span = "on " + day(f.From)
	}
	switch {
	case f.From.IsZero() && !f.ended.IsZero():
		return fmt.Sprintf("No next round is foretold: the vehicle was held until %s.", day(f.ended))
	case f.From.IsZero():
		return fmt.Sprintf("No next round is foretold: none was seen since that of %s, though %s.", day(f.since),
			words.Either(f.seen, "sighting was made after the next would have begun", "sightings were made after the next would have begun"))
	case f.Missed:
		return fmt.Sprintf("The next round would have begun %s; there is no sighting since %s.", span, day(f.last))
	case !f.ended.IsZero():
		return fmt.Sprintf("The next round would begin %s, until when the vehicle was held.", span)
	}
	return "The next round would begin " + span + "."
}
