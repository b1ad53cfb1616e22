// Package web serves the workbench pages, the API and the exports.
package web

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/query"
	"sightline/static"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// Store is what the server needs of the database.
type Store interface {
	// Ready says why the database cannot answer questions at the moment, or nothing.
	Ready(context.Context) error
	Cases(context.Context, access.Asker) ([]timeline.CaseSummary, error)
	Dossier(ctx context.Context, subject int64, extent query.Extent, look access.Asker) (timeline.Dossier, error)
	Record(ctx context.Context, load int64, line int, look access.Asker) (timeline.Load, []byte, error)
	Search(context.Context, query.Search, access.Asker) (query.Page, error)
}

// Config is what the server is told.
type Config struct {
	Version string
	Actor   string       // who uses this machine; written to the audit
	Log     *slog.Logger // never given personal data
	// Accounts logs people and programs in; then a request sees what its viewer may. Without it, and as long as nobody has
	// an account on a server that only this machine reaches, a request sees everything.
	Accounts *auth.Accounts
	Exposure Exposure
	// NotFound tells the store's "no such thing" from its other errors.
	NotFound func(error) bool
	// Fault tells the store's faults from other errors: FaultDatabase, FaultAudit or "".
	Fault func(error) string
	// Unready says in a sentence, for whoever watches over the server, what an error of Store.Ready means; it tells no names of
	// files or addresses. "" stands for a database that does not answer.
	Unready func(error) string
	// Metrics counts what the server does; nil counts for nobody.
	Metrics *Metrics
	// Marks keeps analysts' marks; nil keeps none.
	Marks Marks
	// Leads keeps what analysts type in; nil keeps none.
	Leads Leads
	// Candidates finds reads that may be of a subject's vehicles; nil finds none.
	Candidates Candidates
	// Tiles makes vector tiles; nil makes none.
	Tiles Tiles
	// Features answers with collections of features for GIS programs; nil offers none.
	Features Features
	// CursorKey signs the places in answers where next pages begin, at least 32 bytes; else they hold until the program ends.
	CursorKey []byte
	// Hits tells what loads brought that is known of other subjects; nil tells nothing.
	Hits Hits
	// Audits reads the audit, and Notices tells agencies of each other; nil does neither.
	Audits  Audits
	Notices Notices
	// Administration changes accounts and keys; nil leaves that to the command line.
	Administration Administration
	// Scratch is the directory for files that lie ready while they are sent, "" for the system's own.
	Scratch string
	// Around returns a function that says what lies around a position, for the rows of one answer to be found by; nil says nothing.
	Around func() func(timeline.Where) string
	// Rules gives the usual rules for the analysis of a dossier, with the names of the towns around it; nil stands for
	// timeline.DefaultParameters.
	Rules func(timeline.Dossier) analysis.Parameters
}

// Timeouts nest: a statement ends before its request.
const (
	StatementTimeout = 20 * time.Second
	requestTimeout   = 25 * time.Second // from when its work begins
)

type server struct {
	Config
	inhabited atomic.Bool // an account was found

	store   Store
	exports Exports
	limits
	callers callers
	handler http.Handler
	metrics *Metrics
	failed  failures
	assets  fs.FS
	tags    map[string]string // entity tags of the assets
	pages   *template.Template
	cursors Cursors
}

// New returns the handler of everything that is served.
func New(c Config, store Store, exports Exports) (http.Handler, error) {
	assets, err := static.Assets()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	pages, err := static.Templates()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	tags, err := tagAssets(assets)
	if err != nil {
		return nil, fmt.Errorf("web: read assets: %w", err)
	}
	s := &server{Config: c, store: store, exports: exports, limits: newLimits(), metrics: c.Metrics, assets: assets, tags: tags,
		pages: pages, cursors: NewCursors(c.CursorKey)}
	if s.metrics == nil {
		s.metrics = NewMetrics(c.Version, nil)
	}
	for of, l := range map[string]*limiter{"accounts": s.known, "strangers": s.strangers, "probes": s.probes, "making files": s.making,
		"sending files": s.sending} {
		s.metrics.follow(of, l)
	}
	s.handler = s.wrap(s.routes())
	return s, nil
}

// ServeHTTP answers a request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// HTTPServer returns a server for a handler with its time limits set. How long writing may take is set for each part of an
// answer, and reading for each body.
func HTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
		HTTP2: &http.HTTP2Config{MaxConcurrentStreams: mostStreams, WriteByteTimeout: sendTime, SendPingTimeout: 30 * time.Second,
			PingTimeout: 15 * time.Second},
	}
}

// look says who asks, why, and what the answer may hold.
func (s *server) look(r *http.Request, purpose string) access.Asker {
	caseNumber, said := reasonOf(r)
	if said != "" {
		purpose = said
	}
	v := s.viewerOf(r)
	return access.Asker{Actor: v.actor, Agency: v.Agency, Address: v.address, Purpose: purpose, Case: caseNumber, Viewer: v.Viewer}
}

// writeJSON encodes first and only then answers, so that a failure is a clean error. Lists of nothing are empty, never null.
func writeJSON(w http.ResponseWriter, contentType string, v any) error {
	body, err := json.Marshal(withoutNulls(v))
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	w.Header().Set("Content-Type", contentType)
	_, _ = w.Write(body) // a closed connection is the reader's affair
	return nil
}
