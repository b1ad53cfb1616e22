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

// findingsView is what is found in a dossier, and by which rules.
type findingsView struct {
	analysis.Findings
	Rules []ruleView `json:"rules"`
}

func (s *server) findings(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), append(s.ruleNames(), "purpose")...)
	m, err := s.material(r, p, "findings")
	if err != nil {
		return err
	}
	return writeJSON(w, contentJSON, findingsView{s.analyze(m), ruleViews(m.rules.Rules(), m.usual.Rules())})
}

// material is a dossier with the rules it is to be analysed by.
type material struct {
	dossier timeline.Dossier
	others  []timeline.Dossier // of the case, where a detector looks at all
	rules   analysis.Parameters
	usual   analysis.Parameters // those without a word from the asker
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
	if m.rules.LooksAtCase() {
		m.others, err = s.othersOf(r, m.dossier, purpose)
	}
	return m, err
}

// othersOf are the dossiers of the other subjects of a case.
func (s *server) othersOf(r *http.Request, d timeline.Dossier, purpose string) ([]timeline.Dossier, error) {
	look := s.look(r, purpose)
	return analysis.Others(d, func() ([]timeline.CaseSummary, error) { return s.store.Cases(r.Context(), look) },
		func(subject int64) (timeline.Dossier, error) {
			return s.store.Dossier(r.Context(), subject, query.OwnRecords, look)
		})
}

// analyze finds what there is to find. What could not be worked out is told with it, and logged.
func (s *server) analyze(m material) analysis.Findings {
	f := analysis.AnalyzeCase(append(timeline.Material{m.dossier}, m.others...), m.rules)
	for _, found := range f.Found {
		if found.Failed != "" {
			s.Log.Error("findings could not be worked out", "findings", found.Name, "subject", m.dossier.Subject.ID)
		}
	}
	return f
}

// draw draws a chart of the material; index is that of a circuit.
func (s *server) draw(m material, kind string, index int, o chart.Options) ([]byte, error) {
	o.Gap, o.Contact = time.Duration(m.rules.Gap), time.Duration(m.rules.Contact)
	if !chart.Plain(kind) {
		found := s.analyze(m)
		if n := len(analysis.Of[analysis.Circuit](found)); kind == "circuit" && n > 0 && index >= n {
			return nil, problem{http.StatusNotFound, fmt.Sprintf("There is no circuit %d by these rules: %d found.", index, n)}
		}
		o.Findings = &found
	}
	return chart.Draw(kind, index, m.dossier, o)
}
