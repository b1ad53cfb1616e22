package analysis

import (
	"fmt"
	"strings"
)

func (h *history) stateConflict(c *Conflict) {
	number := h.all[c.a].s.PlateParty().Of.Value
	c.Text = fmt.Sprintf("Plate number %s was read with the states %s and %s.", number, h.stateOf(c.a), h.stateOf(c.b))
	c.Basis = "the two reads nearest in time are named"
}

func (h *history) stateOf(i int32) string {
	if s := h.all[i].s.PlateParty().Of.Region; s != "" {
		return s
	}
	return "unread"
}

// sayConflict writes the sentence of a conflict whose causes are known.
func (h *history) sayConflict(c *Conflict) {
	c.Evidence = []string{c.A, c.B}
	switch c.Kind {
	case ConflictState:
		h.stateConflict(c)
	case ConflictCustody:
		c.Text = fmt.Sprintf("%s was sighted elsewhere while the subject was in custody.", subjectOf(c.Track))
		c.Basis = "the custody surely covered the sighting's whole time span"
	case ConflictTwice:
		c.Text = fmt.Sprintf("%s was in two places %.0f km apart at one time.", subjectOf(c.Track), c.Distance.Kilometers())
		c.Basis = h.speedBasis(c)
	default:
		c.Text = fmt.Sprintf("%s needed at least %.0f km/h for %.0f km in %s.", subjectOf(c.Track), c.Speed.KilometersPerHour(),
			c.Distance.Kilometers(), hours(c.Elapsed))
		c.Basis = h.speedBasis(c)
	}
	if len(c.Causes) > 0 {
		words := make([]string, len(c.Causes))
		for k, cause := range c.Causes {
			words[k] = causeText[cause]
		}
		c.Text += " Likely: " + strings.Join(words, ", or ") + "."
	}
}

func (h *history) speedBasis(c *Conflict) string {
	v := h.p.Speed.Review
	if c.Track == "" {
		v = h.p.Speed.Person
	}
	return fmt.Sprintf("least speed over %.0f km/h, radii and time spans taken off", v.KilometersPerHour())
}
