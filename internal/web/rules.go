package web

import (
	"strings"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// usual are the rules by which a dossier is analysed without a word from the asker.
func (s *server) usual(d timeline.Dossier) analysis.Parameters {
	if s.Rules == nil {
		return analysis.DefaultParameters()
	}
	return s.Rules(d)
}

// ruleNames are the query parameters that rules are given by.
func (s *server) ruleNames() (names []string) {
	p := s.usual(timeline.Dossier{})
	for _, r := range p.Rules() {
		names = append(names, r.Name)
	}
	return names
}

// parameters reads the rules of an analysis; those not given stay as they are in usual.
func (p *params) parameters(usual analysis.Parameters) analysis.Parameters {
	p.rules(usual.Rules())
	if err := usual.Check(); err != nil {
		p.Fault("%v", err)
	}
	return usual
}

func (p *params) rules(rules []analysis.Rule) {
	if err := analysis.SetRules(rules, p.Text); err != nil {
		p.Fault("%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
}

// ruleView is a rule as the page's form shows it.
type ruleView struct {
	Name  string `json:"name"`
	Group string `json:"group"`
	Label string `json:"label"`
	Unit  string `json:"unit"`
	Low   string `json:"low"`
	High  string `json:"high"`
	Value string `json:"value"` // in use
	Usual string `json:"usual"` // without a word from the asker
}

func ruleViews(used, usual []analysis.Rule) (views []ruleView) {
	for i, r := range used {
		views = append(views, ruleView{r.Name, r.Group, r.Label, string(r.Unit), r.Write(r.Low), r.Write(r.High), r.Text(),
			usual[i].Text()})
	}
	return views
}

// ruleParameters are those of the rules of an analysis.
func (s *schemas) ruleParameters() (all []any) {
	for _, r := range s.rules.Rules() {
		all = append(all, reference(r.Name))
	}
	return all
}

// sharedRules are the parameters of rules, each described once.
func sharedRules(rules []analysis.Rule) object {
	all := object{}
	for _, r := range rules {
		schema := numberFrom(r.Low, r.High)
		switch r.Unit {
		case analysis.UnitHours:
			schema = object{"type": "string", "description": "A length of time from " + r.Write(r.Low) + " to " + r.Write(r.High) + "."}
		case analysis.UnitCount:
			schema["type"] = "integer"
		}
		all[r.Name] = parameter(r.Name, r.About()+".", schema)
	}
	return all
}
