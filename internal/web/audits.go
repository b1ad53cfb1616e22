package web

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/static"
)

// Audits reads the audit.
type Audits interface {
	SearchAudit(context.Context, ledger.Query, access.Asker) ([]ledger.Row, error)
	CheckAudit(ctx context.Context, kept ledger.End) (*ledger.Check, error)
	EachAudited(ctx context.Context, after int64, each func(*ledger.Row) error) error
	Audit(ctx context.Context, look access.Asker, action string, asked map[string]any, outcome ledger.Outcome) error
}

// auditFile is where the whole audit is.
const auditFile = "/audit/export.jsonl"

// auditRoutes are the routes of auditors.
func (s *server) auditRoutes(r *mux.Router) {
	if s.Audits == nil {
		return
	}
	r.Handle("/audit", s.page(s.auditPage)).Methods(http.MethodGet, http.MethodHead)
	r.Handle(auditFile, s.page(s.exportAudit)).Methods(http.MethodGet)
	r.Handle("/api/v1/audit", s.api(s.searchAudit)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/api/v1/audit/check", s.api(s.checkAudit)).Methods(http.MethodGet)
}

// auditParams are those of a search of the audit.
var auditParams = []string{"actor", "agency", "case", "action", "outcome", "recipient", "text", "from", "to", "before", "limit"}

// parseAudit reads a question to the audit. A form sends every field, empty ones too.
func parseAudit(values url.Values) (ledger.Query, error) {
	p := newParams(values, auditParams...)
	q := ledger.Query{Actor: p.Text("actor"), Agency: p.Text("agency"), CaseNumber: p.Text("case"), Action: p.Text("action"),
		Recipient: p.Text("recipient"),
		Outcome:   ledger.Outcome(p.OneOf("outcome", "", string(ledger.Answered), string(ledger.Refused), string(ledger.Failed))),
		Text:      p.Text("text"), From: p.moment("from"), To: p.moment("to"), Most: defaultLimit}
	if p.Text("before") != "" {
		q.Before = int64(p.Number("before", 1, 1e15))
	}
	if p.Text("limit") != "" {
		q.Most = int(p.Number("limit", 1, query.MaxSearchLimit))
	}
	return q, p.err()
}

// moment reads an instant, or a day of UTC at its beginning.
func (p *params) moment(name string) time.Time {
	if t, err := time.Parse(time.DateOnly, p.Text(name)); err == nil {
		return t
	}
	return p.Instant(name)
}

func (s *server) searchAudit(w http.ResponseWriter, r *http.Request) error {
	q, err := parseAudit(r.URL.Query())
	if err != nil {
		return err
	}
	rows, err := s.Audits.SearchAudit(r.Context(), q, s.look(r, "audit"))
	if err != nil {
		return err
	}
	return writeJSON(w, contentJSON, map[string]any{"audit": rows, "next": olderThan(r.URL, rows, q.Most)})
}

// olderThan is the address of the rows older than a full page of them, "" where there can be none.
func olderThan(at *url.URL, rows []ledger.Row, most int) string {
	if len(rows) < most {
		return ""
	}
	next, q := *at, at.Query()
	q.Set("before", strconv.FormatInt(rows[len(rows)-1].Seq, 10))
	next.RawQuery = q.Encode()
	return next.RequestURI()
}

func (s *server) checkAudit(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query()).err(); err != nil {
		return err
	}
	look := s.look(r, "audit")
	check, err := s.Audits.CheckAudit(r.Context(), ledger.End{})
	if err != nil {
		return err
	}
	if err := s.Audits.Audit(r.Context(), look, "audit check", map[string]any{"rows": check.Rows, "faults": len(check.Faults)},
		ledger.Answered); err != nil {
		return err
	}
	return writeJSON(w, contentJSON, check)
}

// exportAudit answers with the whole audit, a JSON object a line. What ends without its last row was cut off: sightline audit
// verify --file says so where the end was kept.
func (s *server) exportAudit(w http.ResponseWriter, r *http.Request) error {
	if err := newParams(r.URL.Query()).err(); err != nil {
		return err
	}
	return s.sendFile(w, r, func() (*File, error) {
		if err := s.Audits.Audit(r.Context(), s.look(r, "audit"), "audit export", nil, ledger.Answered); err != nil {
			return nil, err
		}
		w.Header().Set("Content-Disposition", `attachment; filename="sightline-audit.jsonl"`)
		return s.writeAudit(r.Context())
	})
}

// writeAudit writes the audit to a file first: rows that were sent as they are read would hold a connection to the database as
// long as the reader likes.
func (s *server) writeAudit(ctx context.Context) (_ *File, err error) {
	f, err := os.CreateTemp(s.Scratch, ".audit-*")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	if err := os.Remove(f.Name()); err != nil { // it is there until it is closed
		return nil, err
	}
	out := bufio.NewWriterSize(f, 64<<10)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	if err := s.Audits.EachAudited(ctx, 0, func(row *ledger.Row) error { return lines.Encode(row) }); err != nil {
		return nil, err
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	return &File{ReadCloser: f, MediaType: "application/jsonl", Bytes: size}, err
}

func (s *server) auditPage(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	view := &static.Audit{Asked: map[string]string{}}
	for _, name := range auditParams {
		view.Asked[name] = values.Get(name)
	}
	q, err := parseAudit(values)
	if err != nil {
		view.Fault = err.Error()
		return s.render(w, http.StatusBadRequest, "audit.gohtml", s.shell(r, static.Page{Title: "Audit", Audit: view}))
	}
	rows, err := s.Audits.SearchAudit(r.Context(), q, s.look(r, "audit"))
	if err != nil {
		return err
	}
	for _, row := range rows {
		view.Rows = append(view.Rows, static.AuditRow{Seq: row.Seq, At: row.At.UTC().Format(ledger.TimeLayout), Actor: row.Actor,
			Agency: row.Agency, Address: row.Address,
			Case: row.CaseNumber, Purpose: row.Purpose, Action: row.Action, Said: row.Said(), Counted: row.Counted(),
			Outcome: string(row.Outcome)})
	}
	view.Older = olderThan(r.URL, rows, q.Most)
	return s.render(w, http.StatusOK, "audit.gohtml", s.shell(r, static.Page{Title: "Audit", Audit: view}))
}
