package web

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sightline/timeline/analysis"
)

// paramsOf are parameters, all of which are known.
func paramsOf(values url.Values) *params {
	return newParams(values, slices.Collect(maps.Keys(values))...)
}

// TestARuleIsOneEntry adds a rule of every unit to the table and looks for it where rules are asked for and told of.
func TestARuleIsOneEntry(t *testing.T) {
	for _, unit := range []analysis.Unit{analysis.UnitHours, analysis.UnitMeters, analysis.UnitKmh, analysis.UnitShare,
		analysis.UnitCount} {
		var used, usual float64 = 3, 3
		made := analysis.Rule{Name: "made.up", Group: "Made up", Label: "Least of it", Unit: unit, Low: 1, High: 8, Usual: 3, At: &used}
		other := made
		other.At = &usual
		usedParameters, usualParameters := analysis.DefaultParameters(), analysis.DefaultParameters()
		usedRules := append(usedParameters.Rules(), made)

		p := paramsOf(url.Values{made.Name: {made.Write(5)}, "gap": {"90m"}})
		if p.rules(usedRules); p.err() != nil || used != 5 {
			t.Errorf("%s: read as %v, %v", unit, used, p.err())
		}
		views := ruleViews(usedRules, append(usualParameters.Rules(), other))
		if v := views[len(views)-1]; v.Name != made.Name || v.Unit != string(unit) || v.Value != made.Write(5) ||
			v.Usual != made.Write(3) || v.Low != made.Write(1) {
			t.Errorf("%s: the form shows %+v", unit, v)
		}
		if i := slices.IndexFunc(views, func(v ruleView) bool { return v.Name == "gap" }); views[i].Value != "1h30m" ||
			views[i].Usual != "24h" {
			t.Errorf("the form shows %+v", views[i])
		}
		described, is := sharedRules(usedRules)[made.Name].(object)
		if !is || !strings.HasPrefix(described["description"].(string), "Made up: least of it") {
			t.Errorf("%s: described as %v", unit, described)
		}
		p = paramsOf(url.Values{made.Name: {made.Write(9)}})
		if p.rules(usedRules); p.err() == nil || !strings.Contains(p.err().Error(), "made.up must be") {
			t.Errorf("%s: out of bounds: %v", unit, p.err())
		}
	}
}

// TestRulesOfTheServerAreTheUsualOnes: what a server has changed is the usual, and bounds what may be asked for.
func TestRulesOfTheServerAreTheUsualOnes(t *testing.T) {
	usual := analysis.DefaultParameters()
	usual.Speed.Certain = 400 / 3.6
	p := paramsOf(url.Values{"speed.review_kmh": {"350"}})
	if got := p.parameters(usual); p.err() != nil ||
		ruleViews(got.Rules(), usual.Rules())[slices.Index(new(server).ruleNames(), "speed.certain_kmh")].Usual != "400" {
		t.Errorf("%v", p.err())
	}
	if p.parameters(analysis.DefaultParameters()); p.err() == nil {
		t.Error("a review over the certain speed is taken")
	}
}
