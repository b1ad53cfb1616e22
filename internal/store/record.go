package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"

	"sightline/internal/access"
	"sightline/timeline"
)

// Record returns the raw text of a record and the load that brought it, and writes to the audit that it was looked at.
func (s *Store) Record(ctx context.Context, load int64, line int, look access.Asker) (timeline.Load, []byte, error) {
	var of timeline.Load
	var text []byte
	asked := map[string]any{"load": load, "line": line}
	err := s.looked(ctx, audit{look: look, action: "record", asked: asked}, func(tx *reading, a *audit) error {
		row, err := loadByID(ctx, tx, load)
		if err != nil {
			return err
		}
		of = row.value()
		a.rows, a.caseID = 1, row.CaseID
		text, err = recordText(ctx, tx, load, line)
		return err
	})
	return of, text, err
}

func recordText(ctx context.Context, q querier, load int64, line int) ([]byte, error) {
	text, err := scalar[[]byte](ctx, q, "RecordText", args{"load_id": load, "line": line})
	if !errors.Is(err, ErrNotFound) {
		return text, err
	}
	chunks, err := collect[struct {
		FirstLine int
		Body      []byte
	}](ctx, q, "ReadChunks", args{"load_id": load, "line": line})
	if err != nil {
		return nil, err
	}
	for _, c := range chunks {
		text, err := textInChunk(c.Body, c.FirstLine, line)
		if !errors.Is(err, ErrNotFound) {
			return text, err
		}
	}
	return nil, fmt.Errorf("load %d has no record at line %d: %w", load, line, ErrNotFound)
}

// textInChunk finds the record of a line in a compressed chunk; see textPacker for its form.
func textInChunk(body []byte, first, want int) ([]byte, error) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	text, err := dec.DecodeAll(body, nil)
	if err != nil {
		return nil, fmt.Errorf("store: unpack records: %w", err)
	}
	for line := first; len(text) > 0; {
		delta, n := binary.Uvarint(text)
		size, m := binary.Uvarint(text[max(n, 0):])
		if n <= 0 || m <= 0 || size > uint64(len(text)-n-m) {
			return nil, fmt.Errorf("store: a chunk of records is damaged")
		}
		record := text[n+m:][:size]
		if line += int(delta); line == want {
			return record, nil
		}
		text = text[n+m+int(size):]
	}
	return nil, fmt.Errorf("no record at line %d: %w", want, ErrNotFound)
}

// Rejects returns the rows a load could not take, in file order, and writes to the audit that they were looked at: a
// rejected row is a record like any other.
func (s *Store) Rejects(ctx context.Context, load int64, look access.Asker) ([]timeline.Reject, error) {
	var all []timeline.Reject
	row := audit{look: look, action: "rejects", asked: map[string]any{"load": load}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) (err error) {
		all, err = rejectsOf(ctx, tx, load, a)
		return err
	})
	return all, err
}

func rejectsOf(ctx context.Context, tx *reading, load int64, a *audit) ([]timeline.Reject, error) {
	of, err := insideLoad(ctx, tx, load, a) // its rows are raw text
	if err != nil {
		return nil, err
	}
	all, err := collect[timeline.Reject](ctx, tx, "RejectsOfLoad", args{"load_id": of.ID})
	a.rows = len(all)
	return all, err
}

// RejectsWithShape returns a load's rejected rows as Rejects does, with the shape of their file as JSON; "{}" where it was
// not kept.
func (s *Store) RejectsWithShape(ctx context.Context, load int64, look access.Asker) (rejects []timeline.Reject, shape []byte, err error) {
	row := audit{look: look, action: "rejects", asked: map[string]any{"load": load, "file": true}}
	err = s.looked(ctx, row, func(tx *reading, a *audit) (err error) {
		if rejects, err = rejectsOf(ctx, tx, load, a); err != nil {
			return err
		}
		shape, err = scalar[[]byte](ctx, tx, "LoadShape", args{"id": load})
		return err
	})
	return rejects, shape, err
}

// Loads returns the loads of a case, or of all cases when number is "", oldest first, as far as the viewer may see them, and
// writes to the audit that they were looked at: the names of files tell of cases.
func (s *Store) Loads(ctx context.Context, number string, look access.Asker) ([]timeline.Load, error) {
	var rows []loadRow
	row := audit{look: look, action: "loads", asked: map[string]any{}}
	if number != "" {
		row.asked["case"] = number
	}
	err := s.looked(ctx, row, func(tx *reading, a *audit) (err error) {
		rows, err = collect[loadRow](ctx, tx, "AllLoads", args{"number": number})
		a.rows = len(rows)
		return err
	})
	if err != nil {
		return nil, err
	}
	loads := make([]timeline.Load, len(rows))
	for i, r := range rows {
		loads[i] = r.value()
	}
	return loads, nil
}

type caseLoadRow struct {
	loadRow
	CaseID      int64
	CaseNumber  string
	OwningORI   string `db:"owning_ori"`
	SubjectName string
	Inside      bool // the viewer is inside the case
	Months      []time.Time
}

func loadByID(ctx context.Context, q querier, id int64) (caseLoadRow, error) {
	row, err := one[caseLoadRow](ctx, q, "LoadByID", args{"id": id})
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("load %d: %w", id, err)
	}
	return row, err
}

// insideLoad returns a load for whose raw text, or for whose sharing, somebody asks who is inside its case; else ErrNotFound.
func insideLoad(ctx context.Context, q querier, id int64, a *audit) (caseLoadRow, error) {
	of, err := loadByID(ctx, q, id)
	if err == nil && !of.Inside {
		err = fmt.Errorf("load %d: %w", id, ErrNotFound)
	}
	if err == nil {
		a.caseID = of.CaseID
	}
	return of, err
}

// LoadOf is a load with the case and subject it was made for.
type LoadOf struct {
	timeline.Load
	Case    string `json:"case"`              // number
	Subject string `json:"subject,omitempty"` // name, "" when it belongs to the case alone
}

// LoadByID returns the load of that number, or ErrNotFound, also where the viewer may not see it, and writes to the audit that
// it was looked at.
func (s *Store) LoadByID(ctx context.Context, id int64, look access.Asker) (LoadOf, error) {
	var of LoadOf
	row := audit{look: look, action: "load shown", asked: map[string]any{"load": id}}
	err := s.looked(ctx, row, func(tx *reading, a *audit) error {
		found, err := loadByID(ctx, tx, id)
		if err != nil {
			return err
		}
		of = LoadOf{found.value(), found.CaseNumber, found.SubjectName}
		a.rows, a.caseID = 1, found.CaseID
		return nil
	})
	return of, err
}

// LoadedBefore returns the number of the load that already took this very file for the same case, subject and format.
func (s *Store) LoadedBefore(ctx context.Context, caseID, subjectID int64, format string, sha256 [32]byte) (int64, error) {
	return scalar[int64](ctx, s.pool, "LoadedFile", loadedFile(caseID, subjectID, format, sha256))
}

func loadedFile(caseID, subjectID int64, format string, sha256 [32]byte) args {
	return args{"case_id": caseID, "subject_id": idOrNull(subjectID), "format": format, "sha256": sha256[:]}
}
