package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sightline/internal/words"
	"sightline/timeline/analysis"
)

// ruleFlags are rules of the analysis that are to be other than usual. There are too many for a flag each: rulesCmd lists
// them.
type ruleFlags struct {
	Rule map[string]string `placeholder:"NAME=VALUE" help:"A rule of the analysis other than usual, such as place.visits=4; sightline rules lists them."`
}

// change sets the rules that were given.
func (c ruleFlags) change(p *analysis.Parameters) error {
	rules := p.Rules()
	var faults []error
	for name := range c.Rule {
		if !slices.ContainsFunc(rules, func(r analysis.Rule) bool { return r.Name == name }) {
			faults = append(faults, fmt.Errorf("there is no rule %q; sightline rules lists those there are", name))
		} else if c.Rule[name] == "" {
			faults = append(faults, fmt.Errorf("%s has no value", name))
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	faults = append(faults, analysis.SetRules(rules, func(name string) string { return c.Rule[name] }), p.Check())
	if err := errors.Join(faults...); err != nil {
		return badInput("--rule: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return nil
}

// check tells what is wrong with them before anything is opened.
func (c ruleFlags) check() error {
	p := analysis.DefaultParameters()
	return c.change(&p)
}

type rulesCmd struct{}

// Run lists the rules of the analysis.
func (rulesCmd) Run(a *app) error {
	p := analysis.DefaultParameters()
	return a.print(rulesJSON(p.Rules()), rulesText(p.Rules()))
}

func rulesJSON(rules []analysis.Rule) any {
	type rule struct {
		Name  string        `json:"name"`
		Group string        `json:"group"`
		Label string        `json:"label"`
		Unit  analysis.Unit `json:"unit"`
		Low   string        `json:"low"`
		High  string        `json:"high"`
		Usual string        `json:"usual"`
	}
	all := []rule{}
	for _, r := range rules {
		all = append(all, rule{r.Name, r.Group, r.Label, r.Unit, r.Write(r.Low), r.Write(r.High), r.Write(r.Usual)})
	}
	return map[string]any{"rules": all}
}

// rulesText is the list for people: what is usual, and from where to where it can be.
func rulesText(rules []analysis.Rule) string {
	var text strings.Builder
	group := ""
	for _, r := range rules {
		if r.Group != group {
			group = r.Group
			fmt.Fprintln(&text, group)
		}
		unit := ""
		if r.Unit == analysis.UnitMeters || r.Unit == analysis.UnitKmh {
			unit = " " + string(r.Unit)
		}
		fmt.Fprintf(&text, "  %-20s %s: %s (%s to %s%s)\n", r.Name, r.Label, r.Write(r.Usual), r.Write(r.Low), r.Write(r.High), unit)
	}
	fmt.Fprintf(&text, "%s. Change one by --rule NAME=VALUE of report, export, bundle, analyze and serve.\n",
		words.Count(len(rules), "rule"))
	return text.String()
}
