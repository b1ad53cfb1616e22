package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline"
)

// exported is a case with inquiries and plate reads, and the dossier of its subject.
func exported(t *testing.T, s *store.Store) timeline.Dossier {
	t.Helper()
	c, id := newCase(t, s)
	take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: "history", Format: "ncic", Loader: "x"}, 2, func(l *store.Load) {
		for line := 1; line <= 2; line++ {
			r, x := sighting(line, day(line))
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}
	})
	take(t, s, store.NewLoad{Case: c.ID, File: "reads", Format: "plates", Loader: "x"}, 3, func(l *store.Load) {
		reads := []timeline.Read{read(2, day(2), "8OK1234", "OK", camera), read(3, day(3), "ZZZ999", "TX", camera),
			read(9, day(4), "8OK1234", "OK", camera)}
		if err := l.Reads(t.Context(), reads); err != nil {
			t.Fatal(err)
		}
	})
	d, err := s.Dossier(t.Context(), id, query.WithWithheld, access.Asker{Actor: "tester", Viewer: everything})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Events) != 4 {
		t.Fatalf("%d sightings, want 4", len(d.Events))
	}
	return d
}

func TestRecordsOf(t *testing.T) {
	s, _ := open(t)
	d := exported(t, s)
	var got []string
	keep := func(load int64, line int, text []byte) error {
		got = append(got, fmt.Sprintf("%d-%d", load, line))
		_, alone, err := s.Record(t.Context(), load, line, access.Asker{Viewer: everything})
		if err != nil || string(alone) != string(text) {
			t.Errorf("record %d-%d is %q, alone %q: %v", load, line, text, alone, err)
		}
		return nil
	}
	if err := s.RecordsOf(t.Context(), d, access.Asker{Actor: "tester", Purpose: "export", Viewer: everything}, keep); err != nil {
		t.Fatal(err)
	}
	if want := []string{"1-1", "1-2", "2-2", "2-9"}; !slices.Equal(got, want) { // not another's plate on line 3
		t.Errorf("records %v, want %v", got, want)
	}
	rows, err := s.SearchAudit(t.Context(), ledger.Query{Most: 1}, access.Asker{})
	if err != nil || rows[0].Action != "records" || rows[0].Rows != 4 || rows[0].CaseNumber != d.Case.Number ||
		rows[0].Purpose != "export" {
		t.Errorf("audit: %+v, %v", rows, err)
	}
	full := errors.New("no room")
	if err := s.RecordsOf(t.Context(), d, access.Asker{Viewer: everything},
		func(int64, int, []byte) error { return full }); !errors.Is(err, full) {
		t.Errorf("a failure to keep is not told: %v", err)
	}
	d.Events[0].Records[0].Line = 77
	if err := s.RecordsOf(t.Context(), d, access.Asker{Viewer: everything}, keep); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a record that is not there: %v", err)
	}
}

func TestDisclose(t *testing.T) {
	s, url := open(t)
	d := exported(t, s)
	given := store.Disclosure{Case: d.Case, Subject: d.Subject.ID, Format: "csv", SHA256: "ab", Bytes: 12, Rows: 4, Recipient: "Det. A",
		Agency: "PD"}
	if err := s.Disclose(t.Context(), given, access.Asker{Actor: "tester", Purpose: "find", Viewer: everything}); err != nil {
		t.Fatal(err)
	}
	rows, err := s.SearchAudit(t.Context(), ledger.Query{Most: 1}, access.Asker{})
	if err != nil {
		t.Fatal(err)
	}
	r := rows[0]
	var asked map[string]any
	if err := json.Unmarshal([]byte(r.Asked), &asked); err != nil {
		t.Fatal(err)
	}
	if r.Action != "export" || r.Actor != "tester" || r.Purpose != "find" || r.CaseNumber != d.Case.Number || r.Rows != 4 ||
		asked["sha256"] != "ab" || asked["recipient"] != "Det. A" || asked["agency"] != "PD" || asked["format"] != "csv" ||
		asked["bytes"] != 12.0 {
		t.Errorf("audit: %+v", r)
	}
	if err := store.Exec(t.Context(), url, "alter table audit add check (rows < 0) not valid"); err != nil {
		t.Fatal(err)
	}
	if err := s.Disclose(t.Context(), given, access.Asker{Viewer: everything}); err == nil || !strings.Contains(err.Error(), "audit") {
		t.Errorf("a file may be given without an audit: %v", err)
	}
	if err := s.RecordsOf(t.Context(), d, access.Asker{Viewer: everything}, func(int64, int, []byte) error { return nil }); err == nil {
		t.Error("records are given without an audit")
	}
}
