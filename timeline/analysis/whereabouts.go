package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
)

// Verdict is the answer to a question of whereabouts.
type Verdict string

const (
	// Possible: the records leave room for it. It is not said that it happened.
	Possible Verdict = "possible"
	// No: at least QuestionRule.Records records each rule it out.
	No Verdict = "no"
	// Unknown: nothing near enough in time bounds it, or it rests on fewer records than the rule asks for.
	Unknown Verdict = "unknown"
)

// Answer is what the records say to a question of whereabouts.
type Answer struct {
	Statement            // Evidence are the binding records
	Verdict   Verdict    `json:"verdict"`
	Margin    geo.Meters `json:"margin_m"` // room that the binding record leaves; below 0, what is lacking
	// From and To span the instants that are not ruled out, within those asked for; zero when all are.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// Point is a place of a possible meeting, at At.
	Point *orb.Point `json:"point,omitempty"`
	At    time.Time  `json:"at,omitzero"`
}

// Whereabouts is one track made ready for questions.
type Whereabouts struct {
	rule    QuestionRule
	track   string
	vehicle string         // which of two with one plate: "first" or "second"; "" where there is one
	anchors []anchor       // that bound it, in time order
	longest time.Duration  // span of an anchor
	aside   []anchor       // that do not, but may be right, in time order
	records int            // that must each rule something out for a no
	settled bool           // its own records are so many more than those aside that most of the latter are errors
	each    []*Whereabouts // of a plate that may be two vehicles, of each by itself; then anchors are those of both
}

// anchor is one record that tells where its vehicle was.
type anchor struct {
	geo.Anchor
	id   string
	load int64
	// doubted: its load contradicts others more than errors of single records would, so all its times may be wrong alike.
	doubted bool
}

// NewWhereabouts prepares a track of a dossier: "" for the person, else a plate as Track.Key writes it. The findings are
// those of the same dossier. A record that no vehicle can have made with the others bounds nothing; those of a load whose times
// look shifted may have been at either time; a plate that may be two vehicles is answered for each.
func NewWhereabouts(d timeline.Dossier, f Findings, track string) *Whereabouts {
	p := f.Parameters
	w := &Whereabouts{rule: p.Question, track: track, records: p.Question.Records}
	shift := map[string]time.Duration{}
	for _, s := range Of[Shift](f) {
		for id, by := range s.moves {
			shift[id] = by
		}
	}
	owner := map[string]string{} // of the reads of bursts: the sighting they are shown as
	for i := range d.Events {
		for _, read := range d.Events[i].Burst() {
			owner[read.ID] = d.Events[i].ID
		}
	}
	doubt := newDoubt(&d, f, track)
	var of []vehicleNo
	for _, t := range Tracks(d.Unfolded()) {
		if t.Key != track {
			continue
		}
		for i := range t.Sightings {
			s := &t.Sightings[i]
			if !s.Where.Located() {
				continue
			}
			id := cmp.Or(owner[s.ID], s.ID)
			a := anchor{Anchor: geo.Anchor{Point: s.Where.Point, Radius: p.Reach.Slack(s), From: s.First.Start, To: s.First.End},
				id: id, load: s.Record().Load}
			a.doubted = doubt.loads[a.load]
			a.From, a.To = a.From.Add(min(0, shift[id])), a.To.Add(max(0, shift[id]))
			if v := doubt.vehicle(id); v == noVehicle {
				w.aside = append(w.aside, a)
			} else {
				w.anchors, of = append(w.anchors, a), append(of, v)
			}
		}
	}
	w.longest = longestOf(w.anchors)
	w.settled = len(w.anchors) >= 30 && len(w.anchors) >= 2*len(w.aside)
	if 10*len(w.aside) > len(w.anchors) {
		w.records++ // so many errors are seen that two unseen ones may agree
	}
	if doubt.two {
		w.divide(of)
	}
	return w
}

// divide makes whereabouts of each of two vehicles. What speaks against one may be the other's by mistake.
func (w *Whereabouts) divide(of []vehicleNo) {
	for v, name := range []string{"first", "second"} {
		one := &Whereabouts{rule: w.rule, track: w.track, vehicle: name, records: w.records}
		for k, a := range w.anchors {
			if of[k] == vehicleNo(v) {
				one.anchors = append(one.anchors, a)
			} else {
				one.aside = append(one.aside, a)
			}
		}
		one.aside = append(one.aside, w.aside...)
		slices.SortStableFunc(one.aside, func(a, b anchor) int { return a.From.Compare(b.From) })
		one.longest = longestOf(one.anchors)
		w.each = append(w.each, one)
	}
}

func longestOf(anchors []anchor) (longest time.Duration) {
	for _, a := range anchors {
		longest = max(longest, a.To.Sub(a.From))
	}
	return longest
}

// CouldBe answers whether the track can have been in a disc for a while within [from, to). A from and to that are equal
// ask about that instant.
func (w *Whereabouts) CouldBe(disc geo.Cap, from, to time.Time, stay time.Duration) Answer {
	if len(w.each) > 0 {
		return w.ofEach(func(one *Whereabouts) Answer { return one.CouldBe(disc, from, to, stay) })
	}
	a := Answer{Statement: Statement{Basis: w.basis()}}
	if !w.bounded(from, to) {
		a.Verdict = Unknown
		a.Text = fmt.Sprintf("Unknown: %s was not sighted within %s of the time asked about.", w.name(), hours(w.rule.Horizon))
		return a
	}
	q := inquest{w: w, disc: disc}
	for i, x := range w.anchors {
		if s, e, ok := x.Excludes(disc, w.rule.Top); ok && s.Before(to.Add(1)) && e.After(from) {
			q.out = append(q.out, exclusion{s, e, i})
		}
	}
	free := q.free(from, to, stay, 1)
	if free != nil {
		w.sayPossible(&a, disc, *free, from, to)
		return a
	}
	sure := q.free(from, to, stay, w.records) == nil
	if short := q.free(from, to, 0, 1); short != nil {
		w.sayTooShort(&a, q.out, *short, stay, sure)
		return a
	}
	a.Margin, a.Evidence = w.lacking(q.out, disc, from, to)
	if x := q.witness(from, to); x != nil && !sure {
		a.Verdict, a.At = Possible, x.From
		a.Text = fmt.Sprintf("Possible: a record says that %s was there, though %s %s it out; one or the other is wrong, or two vehicles carry one plate.",
			w.name(), words.Count(len(a.Evidence), "record"), words.Form(len(a.Evidence), "rules", "rule"))
		a.Evidence = distinct(append([]string{x.id}, a.Evidence...))
		return a
	}
	if !sure {
		a.Verdict = Unknown
		a.Text = fmt.Sprintf("Unknown: the records rule out that %s was there, by %.0f km, but not %s that are independent and unopposed; so few can be wrong.",
			w.name(), -a.Margin.Kilometers(), words.Number(w.records))
		if w.records == 2 && len(a.Evidence) == 1 {
			a.Text = fmt.Sprintf("Unknown: only one record rules out that %s was there, by %.0f km; a single record can be wrong.",
				w.name(), -a.Margin.Kilometers())
		}
		return a
	}
	a.Verdict = No
	a.Text = fmt.Sprintf("No: at %.0f km/h %s was at least %.0f km short, by %s.", w.rule.Top.KilometersPerHour(), w.name(),
		-a.Margin.Kilometers(), words.Count(len(a.Evidence), "record"))
	return a
}

// ofEach answers for a plate that may be two vehicles: what is possible for either is, and only what neither can is not.
func (w *Whereabouts) ofEach(ask func(*Whereabouts) Answer) Answer {
	var all []Answer
	out := Answer{Verdict: No}
	texts := ""
	for k, one := range w.each {
		a := ask(one)
		all = append(all, a)
		texts += " " + a.Text
		if rank := map[Verdict]int{No: 0, Unknown: 1, Possible: 2}; k == 0 || rank[a.Verdict] > rank[out.Verdict] ||
			a.Verdict == out.Verdict && a.Margin > out.Margin {
			out = a
		}
	}
	out.Evidence = nil
	for _, a := range all {
		out.Evidence = append(out.Evidence, a.Evidence...)
	}
	out.Evidence = distinct(out.Evidence)
	out.Basis = w.basis()
	out.Text = fmt.Sprintf("%s: plate %s may be on two vehicles, which are answered for one by one.%s",
		map[Verdict]string{No: "No", Unknown: "Unknown", Possible: "Possible"}[out.Verdict], w.track, texts)
	return out
}

// bounded reports whether a sighting lies within the horizon of a time.
func (w *Whereabouts) bounded(from, to time.Time) bool {
	h := time.Duration(w.rule.Horizon)
	// The first one that can reach back into the horizon, given that no anchor's own span is longer than the longest.
	k, _ := slices.BinarySearchFunc(w.anchors, from.Add(-h-w.longest), func(a anchor, t time.Time) int { return a.From.Compare(t) })
	for ; k < len(w.anchors) && !w.anchors[k].From.After(to.Add(h)); k++ {
		if !w.anchors[k].To.Before(from.Add(-h)) {
			return true
		}
	}
	return false
}

// sayPossible answers with the middle of the stretch that is free and the record that leaves least room then.
func (w *Whereabouts) sayPossible(a *Answer, disc geo.Cap, free span, from, to time.Time) {
	at := free.from.Add(free.to.Sub(free.from) / 2)
	a.Verdict, a.At = Possible, at
	if free.from.After(from) || free.to.Before(to) {
		a.From, a.To = free.from, free.to
	}
	binding := -1
	for i, x := range w.anchors {
		c := x.CapAt(at, w.rule.Top)
		c.Radius += disc.Radius
		if m := c.Margin(disc.Center); binding < 0 || m < a.Margin {
			binding, a.Margin = i, m
		}
	}
	a.Evidence = []string{w.anchors[binding].id}
	a.Text = fmt.Sprintf("Possible: the records leave %s room of %.0f km to have been there about %s. It does not say that it was.",
		w.name(), a.Margin.Kilometers(), at.Format("2 January 2006 15:04 UTC"))
}

// sayTooShort answers a question about a stay where the records leave time to be there, but not so long.
func (w *Whereabouts) sayTooShort(a *Answer, out []exclusion, left span, stay time.Duration, sure bool) {
	for _, x := range out {
		if x.to.Equal(left.from) || x.from.Equal(left.to) {
			a.Evidence = append(a.Evidence, w.anchors[x.anchor].id)
		}
	}
	a.Evidence = distinct(a.Evidence)
	lacking := stay - left.to.Sub(left.from)
	a.From, a.To, a.Margin = left.from, left.to, -geo.Meters(float64(w.rule.Top)*lacking.Seconds())
	a.Verdict = No
	a.Text = fmt.Sprintf("No: the records leave %s %s there, not the %s asked about.", w.name(), hours(Span(left.to.Sub(left.from))),
		hours(Span(stay)))
	if !sure {
		a.Verdict = Unknown
		a.Text = fmt.Sprintf("Unknown: the records leave %s %s there, not the %s asked about, but without one of them, which can be wrong, there is more.",
			w.name(), hours(Span(left.to.Sub(left.from))), hours(Span(stay)))
	}
}

// lacking returns by how much the question fails at the instant where it fails least, and the records that rule it out
// then, the strongest first.
func (w *Whereabouts) lacking(out []exclusion, disc geo.Cap, from, to time.Time) (geo.Meters, []string) {
	best := geo.Meters(0)
	var evidence []string
	tries := []time.Time{from, to, from.Add(to.Sub(from) / 2)}
	for _, x := range out {
		tries = append(tries, x.from, x.to)
	}
	for _, t := range tries {
		if t.Before(from) || t.After(to) {
			continue
		}
		type miss struct {
			by     geo.Meters
			anchor int
		}
		var misses []miss
		for _, x := range out {
			c := w.anchors[x.anchor].CapAt(t, w.rule.Top)
			c.Radius += disc.Radius
			if m := c.Margin(disc.Center); m < 0 {
				misses = append(misses, miss{m, x.anchor})
			}
		}
		slices.SortFunc(misses, func(a, b miss) int { return cmp.Compare(a.by, b.by) })
		if len(misses) > 0 && (evidence == nil || misses[0].by > best) {
			best, evidence = misses[0].by, nil
			for _, m := range misses {
				evidence = append(evidence, w.anchors[m.anchor].id)
			}
			evidence = distinct(evidence)
			evidence = evidence[:min(len(evidence), 5)]
		}
	}
	return best, evidence
}

func (w *Whereabouts) name() string {
	switch {
	case w.track == "":
		return "the subject"
	case w.vehicle != "":
		return fmt.Sprintf("the %s vehicle with plate %s", w.vehicle, w.track)
	}
	return "vehicle " + w.track
}

func (w *Whereabouts) basis() string {
	text := fmt.Sprintf("no faster than %.0f km/h in a straight line, no flight; records are taken to be about %s; sightings bound %s to either side; a no needs %s, by another reader and of another trip",
		w.rule.Top.KilometersPerHour(), w.name(), hours(w.rule.Horizon), words.Count(w.records, "independent record"))
	if n := len(w.aside); n > 0 {
		text += fmt.Sprintf("; %s in conflict with others left out", words.Count(n, "sighting"))
	}
	return text
}
