package report

import (
	"strconv"
	"strings"
	"time"

	"sightline/geo"
	"sightline/internal/atlas"
	"sightline/timeline/analysis"
)

// rules lists the parameters of the analysis, so that another can make it again: those of a group in a line, with what is
// usual where something else was chosen.
func rules(p analysis.Parameters) Facts {
	facts := ruleFacts(p.Rules())
	towns := "the city at whose centre a spot is, else the one whose packaged outline holds it, else the nearest within " +
		Distance(atlas.Reach) + " by how far each city's houses reach"
	return Facts{append(facts, Fact{"Names of towns", []Text{say(towns)}})}
}

func ruleFacts(rules []analysis.Rule) (facts []Fact) {
	for _, r := range rules {
		text := r.Label + ": " + ruleValue(r, r.Value())
		if !r.IsUsual() {
			text += " (usually " + ruleValue(r, r.Usual) + ")"
		}
		last := len(facts) - 1
		if last < 0 || facts[last].Name != r.Group {
			facts = append(facts, Fact{r.Group, []Text{say(text)}})
			continue
		}
		line := &facts[last].Values[0][0].Text
		*line += "; " + strings.ToLower(text[:1]) + text[1:]
	}
	return facts
}

// ruleValue writes a value in a rule's unit for people.
func ruleValue(r analysis.Rule, v float64) string {
	switch r.Unit {
	case analysis.UnitHours:
		return hoursOf(analysis.Span(v * float64(time.Hour)))
	case analysis.UnitMeters:
		return Distance(geo.Meters(v))
	case analysis.UnitKmh:
		return kmh(v / 3.6)
	case analysis.UnitShare:
		return strconv.FormatFloat(100*v, 'g', 6, 64) + " %"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
