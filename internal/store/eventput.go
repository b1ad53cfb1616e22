package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"sightline/sql"
	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/person"
)

// recordBatch are records that wait to be sent, with what they say of events and of whom, as rows of told_records, told_events and
// told_parties.
type recordBatch struct {
	made    bool          // the tables
	judge   *person.Judge // of whom they name; nil where they are loaded for no subject
	brought *arrivals     // identifiers in them
	records [][]any
	bytes   int // of the records' texts
	events  [][]any
	parties [][]any
}

var (
	toldRecords = []string{"nth_told", "line", "key", "text"}
	toldEvents  = []string{"nth_told", "record", "nth", "kind", "key", "at", "until", "first_seen", "last_seen", "position", "class",
		"radius_m", "place",
		"ori", "code", "standing", "why", "misnamed", "locates", "remarks", "handling", "fields"}
	toldParties = []string{"told", "nth", "part", "type", "value", "region", "raw", "subject_id"}
)

// toldRemark is a remark without its words, which are made where it is shown.
type toldRemark struct {
	Code timeline.RemarkCode `json:"code"`
	Args []string            `json:"args,omitempty"`
}

// add takes in a record and what it says of events.
func (b *recordBatch) add(r timeline.Record, events []timeline.Event, subject int64) error {
	record := len(b.records)
	b.bytes += len(r.Text)
	b.records = append(b.records, []any{record, r.Line, r.Key[:], r.Text})
	for i := range events {
		if err := b.tell(r, record, i, &events[i], subject); err != nil {
			return err
		}
	}
	return nil
}

// tell adds an event that a record tells of. The subject for whom the record was loaded has the first part of its kind, unless the
// record says that the subject has another.
func (b *recordBatch) tell(r timeline.Record, record, nth int, e *timeline.Event, subject int64) error {
	kind, told := kinds.Of(e.Kind), len(b.events)
	key := kind.EventKey(e, r.Key, nth, subject)
	misnamed := b.judge != nil && b.judge.Event(e)
	b.brought.add(e, r.Line)
	own, locates := subject == 0, false
	party := func(n int, p timeline.Party) {
		locates = locates || kind.Locates(p.Part)
		var of any
		if !p.Of.IsZero() {
			of = string(p.Of.Type)
		}
		b.parties = append(b.parties, []any{told, n, p.Part, of, p.Of.Value, p.Of.Region, p.Of.Raw, idOrNull(p.Subject)})
	}
	for n, p := range e.Parties {
		own = own || p.Subject == subject
		party(n, p)
	}
	if !own {
		part := "subject" // of a kind that is not known
		if len(kind.Parts) > 0 {
			part = kind.Parts[0].Name
		}
		party(len(e.Parties), timeline.Party{Part: part, Subject: subject})
	}
	at, until := pgtype.Timestamptz{InfinityModifier: pgtype.NegativeInfinity, Valid: true},
		pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}
	if !e.First.IsZero() {
		at = pgtype.Timestamptz{Time: e.First.Start, Valid: true}
	}
	ends := e.First
	if e.Spans() {
		ends = *e.Last
	}
	if !ends.IsZero() {
		until = pgtype.Timestamptz{Time: ends.End, Valid: true}
	}
	var last any
	if e.Spans() {
		last = openWhen(*e.Last)
	}
	where, ori := args{}, any(nil)
	putWhere(where, e.Where)
	if e.Agency != nil {
		ori = e.Agency.ORI
	}
	row := []any{told, record, nth, string(e.Kind), key[:], at, until, openWhen(e.First), last, where["position"], where["class"],
		where["radius_m"],
		where["place"], ori, e.Code, string(e.Standing), e.Why, misnamed, locates, toldRemarks(e.Remarks), texts(e.Handling), list(e.Fields)}
	for i, v := range row {
		switch v.(type) {
		case timeline.When, place, struct{}, []toldRemark, []timeline.Field:
			text, err := json.Marshal(v)
			if err != nil {
				return fmt.Errorf("store: write an event: %w", err)
			}
			row[i] = text
		}
	}
	b.events = append(b.events, row)
	return nil
}

func toldRemarks(all []timeline.Remark) []toldRemark {
	told := make([]toldRemark, len(all))
	for i, r := range all {
		told[i] = toldRemark{r.Code, r.Args}
	}
	return told
}

// openWhen is a time as it is kept: {} where it is open.
func openWhen(w timeline.When) any {
	if w.IsZero() {
		return struct{}{}
	}
	return w
}

// send adds the records gathered to the load, and returns how many of them were new.
func (b *recordBatch) send(ctx context.Context, tx pgx.Tx, load, caseID, subject int64) (added int64, err error) {
	if len(b.records) == 0 {
		return 0, nil
	}
	if !b.made {
		for _, name := range []string{"CreateToldRecords", "CreateToldEvents", "CreateToldParties"} {
			if _, err := tx.Exec(ctx, sql.Query(name)); err != nil {
				return 0, err
			}
		}
		b.made = true
	}
	for _, t := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{{"told_records", toldRecords, b.records}, {"told_events", toldEvents, b.events}, {"told_parties", toldParties, b.parties}} {
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
			return 0, err
		}
	}
	b.records, b.events, b.parties, b.bytes = b.records[:0], b.events[:0], b.parties[:0], 0
	return scalar[int64](ctx, tx, "AddRecords", args{"load_id": load, "case_id": caseID, "subject_id": idOrNull(subject)})
}
