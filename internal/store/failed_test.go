package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

// TestWhatFailsIsTold: a look or an act that comes to nothing leaves its row, too, also when whoever asked has hung up; and where
// that cannot be written it is not told why.
func TestWhatFailsIsTold(t *testing.T) {
	s, url := open(t)
	of, subject := newCase(t, s)
	done := takeReads(t, s, of.ID, manyReads(0, 10))
	over, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Hour))
	defer cancel()
	gone, hangUp := context.WithCancel(t.Context())
	hangUp()
	look := access.Asker{Actor: "ann", Agency: "ZZ9990100", Viewer: everything}
	member := addUser(t, url, "eve", "analyst", "ZZ9990300", of.ID)
	foreign := access.Asker{Actor: "eve", Viewer: access.Viewer{User: member, Role: access.RoleAnalyst, Agency: "ZZ9990300"}}
	for name, c := range map[string]struct {
		run  func() error
		want error
		row  ledger.Row
		said string
	}{
		"no subject": {func() error { _, err := s.Dossier(t.Context(), 99, query.OwnRecords, look); return err }, store.ErrNotFound,
			ledger.Row{Actor: "ann", Action: "dossier", Outcome: ledger.Failed}, "failed not found; subject 99"},
		"no load": {func() error { _, err := s.LoadByID(t.Context(), 99, look); return err }, store.ErrNotFound,
			ledger.Row{Actor: "ann", Action: "load shown", Outcome: ledger.Failed}, "failed not found; load 99"},
		"no place": {func() error { return s.PlaceAddress(t.Context(), 99, timeline.Where{}, look) }, store.ErrNotFound,
			ledger.Row{Actor: "ann", Action: "address placed", Outcome: ledger.Failed}, "event 99; failed not found"},
		"hidden from them": {func() error {
			_, err := s.Dossier(t.Context(), subject, query.OwnRecords, access.Asker{Actor: "mal"})
			return err
		}, store.ErrNotFound,
			ledger.Row{Actor: "mal", Action: "dossier", Outcome: ledger.Failed}, "failed not found"},
		"not theirs to share": {func() error { _, err := s.Share(t.Context(), done.ID, "*", foreign); return err }, store.ErrNotAllowed,
			ledger.Row{Actor: "eve", Action: "share", Outcome: ledger.Refused, CaseNumber: "T-1"},
			"failed that is for the agency that owns the case"},
		"hung up": {func() error { _, err := s.Search(gone, near(camera.Point, 500, 9), look); return err }, context.Canceled,
			ledger.Row{Actor: "ann", Action: "near", Outcome: ledger.Failed}, "failed the asker hung up"},
		"too slow": {func() error { _, err := s.Cases(over, look); return err }, context.DeadlineExceeded,
			ledger.Row{Actor: "ann", Action: "cases", Outcome: ledger.Failed}, "failed it took too long"},
	} {
		if err := c.run(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		end, err := s.AuditEnd(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = s.EachAudited(t.Context(), end.Seq-1, func(r *ledger.Row) error {
			if r.Actor != c.row.Actor || r.Action != c.row.Action || r.Outcome != c.row.Outcome || r.CaseNumber != c.row.CaseNumber ||
				r.Rows != 0 ||
				!strings.Contains(strings.Join(r.Said(), "; "), c.said) {
				t.Errorf("%s: the newest row is %+v", name, r)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Exec(t.Context(), url, "alter table audit add check (rows < 0) not valid"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Dossier(t.Context(), 99, query.OwnRecords, look); !errors.Is(err, store.ErrNoAudit) ||
		errors.Is(err, store.ErrNotFound) {
		t.Errorf("without an audit it is told that there is no such subject: %v", err)
	}
}
