package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/klauspost/compress/zstd"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/timeline"
)

// Disclosure is a file that is about to be given to somebody.
type Disclosure struct {
	Case      timeline.Case
	Subject   int64
	Format    string // kind of file
	SHA256    string // of the file, hexadecimal
	Bytes     int64
	Rows      int               // events in it
	Recipient string            // "" when not named
	Agency    string            // the recipient's, "" when not named
	Part      string            // which part of what is held, in words; "" for all
	Handling  string            // how it must be handled, "" when not said
	Rules     map[string]string // of the analysis that are not as usual, by name
	// Obligations say what was let out only by right, with what it obliges to.
	Obligations []string
}

// Disclose writes to the audit what is given to whom. Without an error, and only then, the file may be given.
func (s *Store) Disclose(ctx context.Context, d Disclosure, look access.Asker) error {
	look.Case = d.Case.Number
	asked := map[string]any{
		"subject": d.Subject, "format": d.Format, "sha256": d.SHA256, "bytes": d.Bytes, "recipient": d.Recipient, "agency": d.Agency,
	}
	if d.Part != "" {
		asked["part"] = d.Part
	}
	if d.Handling != "" {
		asked["handling"] = d.Handling
	}
	if len(d.Rules) > 0 {
		asked["rules"] = d.Rules
	}
	if len(d.Obligations) > 0 {
		asked["obligations"] = d.Obligations
	}
	a := audit{look: look, action: "export", asked: asked, rows: d.Rows, caseID: d.Case.ID}
	if err := s.alone(ctx, ledger.Answered, a); err != nil {
		return fmt.Errorf("store: the file is not given: %w", err)
	}
	return nil
}

// RecordsOf gives each the raw text of every record a dossier rests on, load by load and in the order of their lines, and
// writes to the audit that they were looked at. What each was given may be used only when no error is returned. A record
// that is not found is an error.
func (s *Store) RecordsOf(ctx context.Context, d timeline.Dossier, look access.Asker,
	each func(load int64, line int, text []byte) error) error {
	lines := linesOf(d)
	row := audit{look: look, action: "records", asked: map[string]any{"subject": d.Subject.ID}}
	row.of(d.Case)
	return s.looked(ctx, row, func(tx *reading, a *audit) error {
		for _, load := range slices.Sorted(maps.Keys(lines)) {
			texts, err := recordTexts(ctx, tx, load, lines[load])
			if err != nil {
				return err
			}
			for _, line := range lines[load] {
				if len(texts[line]) == 0 {
					return fmt.Errorf("load %d has no record at line %d: %w", load, line, ErrNotFound)
				}
				for _, text := range texts[line] {
					if err := each(load, line, text); err != nil {
						return err
					}
					a.rows++
				}
			}
		}
		return nil
	})
}

// linesOf are the lines of the records of a dossier by load, sorted, each once.
func linesOf(d timeline.Dossier) map[int64][]int {
	lines := map[int64][]int{}
	for _, e := range d.Unfolded() {
		for _, r := range e.Records {
			lines[r.Load] = append(lines[r.Load], r.Line)
		}
	}
	for load := range lines {
		slices.Sort(lines[load])
		lines[load] = slices.Compact(lines[load])
	}
	return lines
}

// recordTexts returns the records of some lines of a load, sorted. A line of a file may hold several.
func recordTexts(ctx context.Context, q querier, load int64, lines []int) (map[int][][]byte, error) {
	texts := map[int][][]byte{}
	rows, err := collect[struct {
		Line int
		Text []byte
	}](ctx, q, "RecordsOfLines", args{"load_id": load, "lines": lines})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		texts[r.Line] = append(texts[r.Line], r.Text)
	}
	chunks, err := collect[struct {
		FirstLine int
		Body      []byte
	}](ctx, q, "ReadChunksOfLines", args{"load_id": load, "lines": lines})
	if err != nil {
		return nil, err
	}
	for _, c := range chunks {
		err := eachInChunk(c.Body, c.FirstLine, func(line int, text []byte) {
			if _, wanted := slices.BinarySearch(lines, line); wanted {
				texts[line] = append(texts[line], text)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// eachInChunk gives each record of a compressed chunk; see textPacker for its form.
func eachInChunk(body []byte, line int, each func(line int, text []byte)) error {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer dec.Close()
	text, err := dec.DecodeAll(body, nil)
	if err != nil {
		return fmt.Errorf("store: unpack records: %w", err)
	}
	for len(text) > 0 {
		delta, n := binary.Uvarint(text)
		size, m := binary.Uvarint(text[max(n, 0):])
		if n <= 0 || m <= 0 || size > uint64(len(text)-n-m) {
			return errors.New("store: a chunk of records is damaged")
		}
		line += int(delta)
		each(line, text[n+m:][:size])
		text = text[n+m+int(size):]
	}
	return nil
}
