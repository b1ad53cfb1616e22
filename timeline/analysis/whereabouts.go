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
	rule     QuestionRule
	track    string
	anchors  []geo.Anchor // in time order
	ids      []string
	longest  time.Duration // span of an anchor
	doubtful int
	reach    JurisdictionReach
}

// NewWhereabouts prepares a track of a dossier: "" for the person, else a plate as Track.Key writes it. The findings are
// those of the same dossier. Sightings in conflict with others bound nothing, because one of them is wrong; those of a
// load whose times look shifted may have been at either time.
func NewWhereabouts(d timeline.Dossier, f Findings, track string) *Whereabouts {
	p := f.Parameters
	w := &Whereabouts{rule: p.Question, track: track, reach: p.Reach}
	doubt := map[string]bool{}
	for _, c := range Of[Conflict](f) {
		if c.Kind == ConflictSpeed || c.Kind == ConflictTwice {
			doubt[c.A], doubt[c.B] = true, true
		}
	}
	shift := map[string]time.Duration{}
	for _, s := range Of[Shift](f) {
		for _, id := range s.Evidence {
			shift[id] = time.Duration(s.Hours) * time.Hour
		}
	}
	owner := map[string]string{} // of the reads of bursts: the sighting they are shown as
	for i := range d.Events {
		for _, read := range d.Events[i].Burst() {
			owner[read.ID] = d.Events[i].ID
		}
	}
	for _, t := range Tracks(d.Unfolded()) {
		if t.Key != track {
			continue
		}
		for i := range t.Sightings {
			s := &t.Sightings[i]
			id := cmp.Or(owner[s.ID], s.ID)
			switch {
			case !s.Where.Located():
			case doubt[id]:
				w.doubtful++
			default:
				a := geo.Anchor{Point: s.Where.Point, Radius: p.Reach.Slack(s), From: s.First.Start, To: s.First.End}
				a.From, a.To = a.From.Add(min(0, shift[id])), a.To.Add(max(0, shift[id]))
				w.anchors, w.ids = append(w.anchors, a), append(w.ids, id)
				w.longest = max(w.longest, a.To.Sub(a.From))
			}
		}
	}
	return w
}

// CouldBe answers whether the track can have been in a disc for a while within [from, to). A from and to that are equal
// ask about that instant.
func (w *Whereabouts) CouldBe(disc geo.Cap, from, to time.Time, stay time.Duration) Answer {
	a := Answer{Statement: Statement{Basis: w.basis()}}
	if !w.bounded(from, to) {
		a.Verdict = Unknown
		a.Text = fmt.Sprintf("Unknown: %s was not sighted within %s of the time asked about.", w.name(), hours(w.rule.Horizon))
		return a
	}
	var out []exclusion
	for i, x := range w.anchors {
		if s, e, ok := x.Excludes(disc, w.rule.Top); ok && s.Before(to.Add(1)) && e.After(from) {
			out = append(out, exclusion{s, e, i})
		}
	}
	free := w.free(out, from, to, stay, 1)
	if free != nil {
		w.sayPossible(&a, disc, *free, from, to)
		return a
	}
	sure := w.free(out, from, to, stay, w.rule.Records) == nil
	if short := w.free(out, from, to, 0, 1); short != nil {
		w.sayTooShort(&a, out, *short, stay, sure)
		return a
	}
	a.Margin, a.Evidence = w.lacking(out, disc, from, to)
	if !sure {
		a.Verdict = Unknown
		a.Text = fmt.Sprintf("Unknown: only %s %s out that %s was there, by %.0f km; a single record can be wrong.",
			oneOrFew(w.rule.Records-1), rules(w.rule.Records-1), w.name(), -a.Margin.Kilometers())
		return a
	}
	a.Verdict = No
	a.Text = fmt.Sprintf("No: at %.0f km/h %s was at least %.0f km short, by %s.", w.rule.Top.KilometersPerHour(), w.name(),
		-a.Margin.Kilometers(), words.Count(len(a.Evidence), "record"))
	return a
}

// bounded reports whether a sighting lies within the horizon of a time.
func (w *Whereabouts) bounded(from, to time.Time) bool {
	h := time.Duration(w.rule.Horizon)
	// The first one that can reach back into the horizon, given that no anchor's own span is longer than the longest.
	k, _ := slices.BinarySearchFunc(w.anchors, from.Add(-h-w.longest), func(a geo.Anchor, t time.Time) int { return a.From.Compare(t) })
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
	a.Evidence = []string{w.ids[binding]}
	a.Text = fmt.Sprintf("Possible: the records leave %s room of %.0f km to have been there about %s. It does not say that it was.",
		w.name(), a.Margin.Kilometers(), at.Format("2 January 2006 15:04 UTC"))
}

// sayTooShort answers a question about a stay where the records leave time to be there, but not so long.
func (w *Whereabouts) sayTooShort(a *Answer, out []exclusion, left span, stay time.Duration, sure bool) {
	for _, x := range out {
		if x.to.Equal(left.from) || x.from.Equal(left.to) {
			a.Evidence = append(a.Evidence, w.ids[x.anchor])
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
				evidence = append(evidence, w.ids[m.anchor])
			}
			evidence = distinct(evidence)
			evidence = evidence[:min(len(evidence), 5)]
		}
	}
	return best, evidence
}

func (w *Whereabouts) name() string {
	if w.track == "" {
		return "the subject"
	}
	return "vehicle " + w.track
}

func (w *Whereabouts) basis() string {
	text := fmt.Sprintf("no faster than %.0f km/h in a straight line, no flight; records are taken to be about %s; sightings bound %s to either side; a no needs %s",
		w.rule.Top.KilometersPerHour(), w.name(), hours(w.rule.Horizon), words.Count(w.rule.Records, "independent record"))
	if w.doubtful > 0 {
		text += fmt.Sprintf("; %s in conflict with others left out", words.Count(w.doubtful, "sighting"))
	}
	return text
}

func oneOrFew(n int) string {
	if n == 1 {
		return "one record"
	}
	return fmt.Sprintf("at most %d records", n)
}

func rules(n int) string {
	if n == 1 {
		return "rules"
	}
	return "rule"
}
