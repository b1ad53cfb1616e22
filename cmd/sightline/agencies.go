package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"sightline/internal/store"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
)

type agenciesCmd struct {
	Load agenciesLoadCmd `cmd:"" help:"Take in a table of agencies: ori, name, type, county, state, zip, lat, lon, precision."`
}

type agenciesLoadCmd struct {
	File string `arg:"" help:"The table, as CSV."`
}

// Run takes the table in and places the inquiries already loaded anew.
func (c *agenciesLoadCmd) Run(a *app) error {
	file, err := openInput(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	s, err := a.open()
	if err != nil {
		return err
	}
	done, err := a.loadAgencies(s, filepath.Base(c.File), file)
	if err != nil {
		return err
	}
	return a.print(done, done.text())
}

// agenciesLoad says how a table of agencies was taken in.
type agenciesLoad struct {
	File     string          `json:"file"`
	Read     int64           `json:"read"`
	Changed  int64           `json:"changed"`  // new, or different from before
	Rejected int64           `json:"rejected"` //
	Moved    int64           `json:"moved"`    // sightings placed anew
	Notes    []timeline.Note `json:"notes,omitempty"`
	Rejects  []string        `json:"rejects,omitempty"` // the first of them, with line and reason
}

func (d agenciesLoad) text() string {
	var text strings.Builder
	fmt.Fprintf(&text, "Agencies: %s\n  read %d, new or changed %d, rejected %d\n", d.File, d.Read, d.Changed, d.Rejected)
	for _, n := range d.Notes {
		fmt.Fprintf(&text, "  %d × %s\n", n.Count, n.Text)
	}
	for _, r := range d.Rejects {
		fmt.Fprintf(&text, "  %s\n", r)
	}
	if d.Moved > 0 {
		fmt.Fprintf(&text, "  %s placed anew.\n", words.Either(d.Moved, "sighting was", "sightings were"))
	}
	return text.String()
}

// mostRejectsShown is how many rejected rows are shown.
const mostRejectsShown = 10

func (a *app) loadAgencies(s *store.Store, name string, file *input) (agenciesLoad, error) {
	places, err := a.places()
	if err != nil {
		return agenciesLoad{}, err
	}
	tables, err := a.tables() // a fault in the user's own is told before anything is stored
	if err != nil {
		return agenciesLoad{}, err
	}
	var taken agencySink
	tally, err := loaders.LoadAgencies(a.ctx, loaders.Input{Name: name, Reader: file, Size: file.size}, places, &taken)
	if err != nil {
		return agenciesLoad{}, inputFault(name, err)
	}
	done := agenciesLoad{File: name, Rejects: taken.rejects}
	done.Read, done.Rejected, done.Notes = tally.Read, tally.Rejected, tally.Notes
	put, err := s.PutAgencies(a.ctx, name, taken.agencies, func(known []timeline.Agency) func(ori string) timeline.Where {
		table := loaders.NewAgencies(known)
		return func(ori string) timeline.Where { return tables.LocateORI(table, places, ori) }
	}, a.look("agencies load"))
	done.Changed, done.Moved = put.Changed, put.Moved
	return done, err
}

// agencySink collects the agencies of a table, and the first of its rejects in words.
type agencySink struct {
	agencies []timeline.Agency
	rejects  []string
}

func (s *agencySink) Agency(_ context.Context, a timeline.Agency) error {
	s.agencies = append(s.agencies, a)
	return nil
}

func (s *agencySink) Reject(_ context.Context, r timeline.Reject) error {
	if len(s.rejects) < mostRejectsShown {
		s.rejects = append(s.rejects, fmt.Sprintf("line %d: %s", r.Line, r.Reason))
	}
	return nil
}
