package store

import (
	"context"
	"fmt"

	"sightline/timeline"
)

// Dissemination is a file that is about to be given to somebody.
type Dissemination struct {
	Case      timeline.Case
	Subject   int64
	Format    string // kind of file
	SHA256    string // of the file, hexadecimal
	Bytes     int64
	Rows      int    // sightings and stays in it
	Recipient string // "" when not named
	Agency    string // the recipient's, "" when not named
}

// Disseminate writes to the audit what is given to whom. Without an error, and only then, the file may be given.
func (s *Store) Disseminate(ctx context.Context, d Dissemination, look timeline.Look) error {
	look.Case = d.Case.Number
	a := audit{look, "export", map[string]any{
		"subject": d.Subject, "format": d.Format, "sha256": d.SHA256, "bytes": d.Bytes, "recipient": d.Recipient, "agency": d.Agency,
	}, d.Rows, d.Case.ID}
	if err := a.write(ctx, s.pool); err != nil {
		return fmt.Errorf("store: the audit could not be written, so the file is not given: %w", err)
	}
	return nil
}
