package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// findingRoutes are the routes of what is found in a subject's history.
func (s *server) findingRoutes(r *mux.Router) {
	api := func(path string, h handler) { r.Handle(path, s.api(h)).Methods(http.MethodGet, http.MethodHead) }
	api("/api/v1/subjects/{id:[0-9]+}/findings", s.findings)
	api("/api/v1/subjects/{id:[0-9]+}/reach", s.reach)
	api("/api/v1/subjects/{id:[0-9]+}/meet", s.meet)
}

// findingsView is what is found in a dossier, by which rules, and why there is nothing where there is nothing.
type findingsView struct {
	analysis.Findings
	Rules []ruleView `json:"rules"`
	// Why says for each kind of finding of which there is none what it would take.
	Why map[string]string `json:"why"`
}

func (s *server) findings(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), append(ruleNames(), "purpose")...)
	m, err := s.material(r, p, "findings")
	if err != nil {
		return err
	}
	found := m.analyze()
	return writeJSON(w, contentJSON, findingsView{Findings: found.Findings, Rules: ruleViews(m.rules.Rules(), m.usual.Rules()), Why: found.whyEmpty()})
}

// material is a dossier with the rules it is to be analysed by.
type material struct {
	dossier timeline.Dossier
	rules   analysis.Parameters
	usual   analysis.Parameters // those without a word from the asker
}

// analysis is a dossier with its findings.
type analyzed struct {
	analysis.Findings
	dossier timeline.Dossier
}

// material reads the subject's dossier and the rules asked for. Faulty parameters are told before anything is read.
func (s *server) material(r *http.Request, p *params, purpose string) (m material, err error) {
	p.parameters(s.usual(timeline.Dossier{}))
	if err := p.err(); err != nil {
		return m, err
	}
	if m.dossier, err = s.readDossier(r, query.OwnRecords, purpose); err != nil {
		return m, err
	}
	m.usual = s.usual(m.dossier)
	m.rules = p.parameters(m.usual)
	return m, nil
}

func (m material) analyze() analyzed {
	return analyzed{analysis.Analyze(m.dossier, m.rules), m.dossier}
}

// draw draws a chart of the material; index is that of a circuit.
func (m material) draw(kind string, index int, o chart.Options) ([]byte, error) {
	o.Gap, o.Contact = time.Duration(m.rules.Gap), time.Duration(m.rules.Contact)
	if !chart.Plain(kind) {
		found := m.analyze()
		if n := len(found.Circuits); kind == "circuit" && n > 0 && index >= n {
			return nil, problem{http.StatusNotFound, fmt.Sprintf("There is no circuit %d by these rules: %d found.", index, n)}
		}
		o.Findings = &found.Findings
	}
	return chart.Draw(kind, index, m.dossier, o)
}
