package analysis

import (
	"fmt"
	"math"
	"strings"
	"time"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// ConflictKind is a kind of contradiction between records.
type ConflictKind string

const (
	ConflictSpeed   ConflictKind = "speed"      // a leg needs more than a plausible speed
	ConflictTwice   ConflictKind = "at once"    // in two places at one time
	ConflictCustody ConflictKind = "custody"    // sighted elsewhere during a custody
	ConflictState   ConflictKind = "two states" // one plate number read with two states
)

// Conflict is two records that cannot both be right. Nothing is taken away because of it.
type Conflict struct {
	Statement `json:"-"`          // that of its Finding
	Kind      ConflictKind        `json:"kind"`
	Track     string              `json:"track"`
	A         string              `json:"a"` // event id
	B         string              `json:"b"` // sighting id
	Distance  geo.Meters          `json:"distance_m"`
	Elapsed   Span                `json:"elapsed"`   // longest time the records leave between them
	Speed     geo.MetersPerSecond `json:"speed_mps"` // least speed that would explain them
	Certain   bool                `json:"certain"`   // beyond what any vehicle does
	Causes    []Cause             `json:"causes"`    // likely ones, the likeliest first

	a, b int32 // observations, none for a span
}

func conflictDetector() Detector {
	return Detector{
		Name: "conflicts", Kind: "conflict", Title: "Conflicts", Group: "Speeds", Section: "conflicts", Headline: 1,
		Rules: []string{"speed.", "reach.", "place.max_radius_m"}, Data: Conflict{},
		Find: func(in *Inputs) []Finding {
			return findingsOf(in.conflicts(), func(c *Conflict) Finding {
				f := Finding{
					Statement: c.Statement, Certain: c.Certain, Shapes: in.between(FormClash, c.A, c.B), Facts: c.facts(),
					Marks: []ChartMark{{Lane: "Conflicts", Form: FormClash, Event: [2]string{c.A, c.B}}},
				}
				if b := in.Event(c.B); b != nil {
					f.Start, f.End = b.First.Start, b.First.End
				}
				if a := in.Event(c.A); a != nil && !a.Spans() && a.First.Start.Before(f.Start) {
					f.Start = a.First.Start
				}
				return f
			})
		},
		None: func(in *Inputs) string {
			p := in.Parameters.Speed
			return fmt.Sprintf("No conflict. No two sightings of a vehicle need more than %.0f km/h, or of the person more than %.0f km/h; none was made in custody; %s.",
				p.Review.KilometersPerHour(), p.Person.KilometersPerHour(), in.counted().all)
		},
	}
}

func (c *Conflict) facts() []Fact {
	facts := []Fact{{Label: "One record", Evidence: []string{c.A}}, {Label: "The other", Evidence: []string{c.B}}}
	if c.Speed > 0 {
		text := words.Number(int(math.Round(c.Speed.KilometersPerHour()))) + " km/h over " + lengthText(c.Distance)
		if c.Certain {
			text += ", beyond any vehicle"
		}
		facts = append(facts, factOf("Least speed", text))
	}
	if len(c.Causes) > 0 {
		names := make([]string, len(c.Causes))
		for k, cause := range c.Causes {
			names[k] = causeNames[cause]
		}
		facts = append(facts, factOf("Likely causes", strings.Join(names, "; ")))
	}
	return facts
}

// findConflicts flags the contradictions, without causes.
func (h *history) findConflicts() []Conflict {
	var out []Conflict
	for _, t := range h.tracks {
		out = append(out, h.speedConflicts(t, nil)...)
	}
	out = append(out, h.custodyConflicts()...)
	return append(out, h.stateConflicts()...)
}

// limit is the speed from which a leg of a track is flagged.
func (h *history) limit(t trackOf) geo.MetersPerSecond {
	if t.plate == nil {
		return h.p.Speed.Person
	}
	return h.p.Speed.Review
}

// speedConflicts looks at neighbours in time, and at neighbours among the exact sightings: an inquiry of a wide reach in
// between must not hide that the sightings around it contradict each other. A shift moves times, see shiftedTimes.
func (h *history) speedConflicts(t trackOf, keep func(int32) bool) []Conflict {
	var out []Conflict
	last, lastExact := int32(none), int32(none)
	for _, i := range t.obs {
		o := &h.all[i]
		if !o.located || keep != nil && !keep(i) {
			continue
		}
		if last >= 0 {
			out = h.appendConflict(out, t, last, i)
		}
		if o.exact {
			if lastExact >= 0 && lastExact != last {
				out = h.appendConflict(out, t, lastExact, i)
			}
			lastExact = i
		}
		last = i
	}
	return out
}

// between returns the longest time that can lie between two observations; of bursts between the reads that are nearest.
func between(a, b *observation) time.Duration {
	most := max(b.end-a.start, a.end-b.start)
	if a.s.Burst() != nil || b.s.Burst() != nil {
		for _, x := range a.ends() {
			for _, y := range b.ends() {
				most = min(most, max(y[1]-x[0], x[1]-y[0]))
			}
		}
	}
	return time.Duration(max(most, 1)) * time.Millisecond
}

// ends are the spans in which an observation's first and last read lie.
func (o *observation) ends() [2][2]int64 {
	return [2][2]int64{{o.start, o.start + o.first}, {o.end - o.last, o.end}}
}

// need returns the least speed between two observations, and the longest time between them.
func (h *history) need(a, b *observation) (geo.MetersPerSecond, time.Duration) {
	elapsed := between(a, b)
	if a.point == b.point {
		return 0, elapsed
	}
	return geo.LeastSpeed(geo.Distance(a.point, b.point)-a.slack-b.slack, elapsed), elapsed
}

func (h *history) appendConflict(out []Conflict, t trackOf, i, j int32) []Conflict {
	a, b := &h.all[i], &h.all[j]
	if roughly(a.point, b.point) <= float64(h.limit(t))*between(a, b).Seconds() {
		return out // nearly always
	}
	speed, elapsed := h.need(a, b)
	if speed <= h.limit(t) || geo.Distance(a.point, b.point) < 2*h.p.Place.Radius {
		return out
	}
	c := Conflict{
		Kind: ConflictSpeed, Track: t.key, A: a.s.ID, B: b.s.ID, Distance: geo.Distance(a.point, b.point),
		Elapsed: Span(elapsed), Speed: speed, Certain: speed > h.p.Speed.Certain && t.plate != nil, a: i, b: j,
	}
	if b.start < a.end {
		c.Kind = ConflictTwice
	}
	return append(out, c)
}

// custodyConflicts flags sightings elsewhere while the subject surely was in custody.
func (h *history) custodyConflicts() []Conflict {
	var out []Conflict
	for s := range h.d.Spans() {
		if !kinds.Of(s.Kind).Confines || s.Standing != timeline.Counts || s.First.IsZero() || s.Last.IsZero() {
			continue
		}
		from, to := s.First.End.UnixMilli(), s.Last.Start.UnixMilli()
		for _, t := range h.tracks {
			for _, i := range t.obs {
				o := &h.all[i]
				if o.start < from || o.end > to {
					continue
				}
				c := Conflict{Kind: ConflictCustody, Track: t.key, A: s.ID, B: o.s.ID, a: none, b: i}
				if o.located && s.Where.Located() {
					c.Distance = geo.Distance(o.point, s.Where.Point)
					if c.Distance <= o.slack+s.Where.Radius+h.p.Place.Radius {
						continue // at the place of custody
					}
				}
				out = append(out, c)
			}
		}
	}
	return out
}

// stateConflicts flags plate numbers that were read with two states, once for each pair of states, by the sightings of
// both that are nearest in time.
func (h *history) stateConflicts() []Conflict {
	var out []Conflict
	for i, a := range h.tracks {
		for _, b := range h.tracks[i+1:] {
			if a.plate == nil || b.plate == nil || a.plate.Number != b.plate.Number {
				continue
			}
			x, y := h.nearestInTime(a.obs, b.obs)
			speed, elapsed := h.need(&h.all[x], &h.all[y])
			c := Conflict{
				Kind: ConflictState, Track: a.key, A: h.all[x].s.ID, B: h.all[y].s.ID, Elapsed: Span(elapsed), a: x, b: y,
			}
			if h.all[x].located && h.all[y].located {
				c.Speed, c.Distance = speed, geo.Distance(h.all[x].point, h.all[y].point)
				c.Certain = speed > h.p.Speed.Certain
			}
			out = append(out, c)
		}
	}
	return out
}

func (h *history) nearestInTime(a, b []int32) (x, y int32) {
	x, y = a[0], b[0]
	best := int64(-1)
	for i, j := 0, 0; i < len(a) && j < len(b); {
		d := h.all[a[i]].start - h.all[b[j]].start
		if best < 0 || max(d, -d) < best {
			best, x, y = max(d, -d), a[i], b[j]
		}
		if d < 0 {
			i++
		} else {
			j++
		}
	}
	return x, y
}
