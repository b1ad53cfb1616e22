package analysis

import (
	"fmt"
	"math"
	"time"

	"sightline/internal/words"
)

// Burst is a time in which encounters came much thicker than usual.
type Burst struct {
	Statement `json:"-"` // that of its Finding
	Start     time.Time  `json:"start"`
	End       time.Time  `json:"end"`
	Contacts  int        `json:"contacts"`
	Chance    float64    `json:"chance"` // of so many within the window at the usual rate, over the whole history
}

func burstDetector() Detector {
	return Detector{
		Name: "bursts", Kind: "burst", Title: "Bursts of interest", Group: "Law-enforcement interest", Section: "interest", Headline: 1,
		Rules: []string{"burst.", "contact_window"}, Data: Burst{},
		Find: func(in *Inputs) []Finding {
			return findingsOf(in.interest().Bursts,
				func(b *Burst) Finding { return Finding{Statement: b.Statement, Start: b.Start, End: b.End} })
		},
		None: func(in *Inputs) string {
			p := in.Parameters.Burst
			return fmt.Sprintf("No burst. It takes %s within %s with a chance under %.3g; %s.", words.Count(p.Contacts, "encounter"),
				p.Window.Compact(), p.Chance,
				words.Either(len(in.interest().Contacts), "encounter is", "encounters are")+" on record")
		},
	}
}

// bursts finds the windows that hold more encounters than chance would have it at the usual rate (Poisson), with every
// window tried taken into account, and joins those that overlap.
func (h *history) bursts(contacts []Contact) []Burst {
	window := time.Duration(h.p.Burst.Window)
	total := contacts[len(contacts)-1].Start.Sub(contacts[0].Start)
	if total <= window {
		return nil // there is no usual rate to compare with
	}
	mean := float64(len(contacts)) * window.Hours() / total.Hours()
	var out []Burst
	last := 0
	for i := range contacts {
		for last = max(last, i); last+1 < len(contacts) && contacts[last+1].Start.Sub(contacts[i].Start) <= window; last++ {
		}
		n := last - i + 1
		chance := math.Min(1, float64(len(contacts))*poissonTail(n, mean))
		if n < h.p.Burst.Contacts || chance > h.p.Burst.Chance {
			continue
		}
		b := Burst{Start: contacts[i].Start, End: contacts[last].End, Contacts: n, Chance: chance}
		from := i
		if k := len(out) - 1; k >= 0 && !b.Start.After(out[k].End) {
			b.Start, b.Chance = out[k].Start, math.Min(b.Chance, out[k].Chance)
			for from > 0 && !contacts[from-1].Start.Before(b.Start) {
				from--
			}
			b.Contacts = last - from + 1
			out = out[:k]
		}
		for _, c := range contacts[from : last+1] {
			b.Evidence = append(b.Evidence, c.Sightings...)
		}
		b.Text = fmt.Sprintf("%s between %s and %s, where %.1f would be usual.", words.Count(b.Contacts, "encounter"),
			b.Start.Format("2 January 2006"), b.End.Format("2 January 2006"), mean)
		b.Basis = fmt.Sprintf("at least %s within %s that chance at the usual rate would bring with less than %.2g",
			words.Count(h.p.Burst.Contacts, "encounter"), hours(h.p.Burst.Window), h.p.Burst.Chance)
		out = append(out, b)
	}
	return out
}

// poissonTail returns the chance of n or more events where mean are expected.
func poissonTail(n int, mean float64) float64 {
	term := math.Exp(-mean)
	below := 0.0
	for k := range n {
		below += term
		term *= mean / float64(k+1)
	}
	return math.Max(0, 1-below)
}
