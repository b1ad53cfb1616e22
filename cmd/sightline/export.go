package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"sightline/internal/export"
	"sightline/internal/store"
	"sightline/timeline"
)

type exportCmd struct {
	Format string `arg:"" help:"Kind of file: ${formats}; or chart or map, for a picture."`
	givenFlags
	pictureFlags
}

// givenFlags say of whom a file is, where it goes and for whom it is.
type givenFlags struct {
	Case      string `required:"" placeholder:"NUMBER" help:"The case."`
	Subject   string `required:"" placeholder:"NAME" help:"The subject."`
	Out       string `required:"" placeholder:"FILE" help:"Where to write it."`
	Zone      string `default:"place" help:"Zone of local times: place (that of each place), UTC or an IANA name."`
	Recipient string `placeholder:"NAME" help:"Who gets the file; it stands in the file and in the audit."`
	Agency    string `placeholder:"NAME" help:"The recipient's agency; likewise."`
	Purpose   string `placeholder:"WORDS" help:"What it is for; likewise."`
}

// Run writes the data of a subject for other programs.
func (c *exportCmd) Run(a *app) error {
	if c.Format == "chart" || c.Format == "map" {
		return c.picture(a)
	}
	format, err := export.FormatOf(c.Format)
	if err != nil {
		return badInput("%w", err)
	}
	g, err := c.begin(a, format.Name)
	if err != nil {
		return err
	}
	return g.give(a, func(w io.Writer) error { return format.Write(a.ctx, w, g.dossier, g.options) })
}

// giving is a file about to be given away, and what it is made from.
type giving struct {
	store   *store.Store
	dossier timeline.Dossier
	options export.Options
	look    timeline.Look
	out     string
	audit   store.Dissemination
}

// begin checks the flags and reads the dossier; that is audited as every look is.
func (c givenFlags) begin(a *app, format string) (*giving, error) {
	if err := checkZone(c.Zone); err != nil {
		return nil, err
	}
	s, err := a.open()
	if err != nil {
		return nil, err
	}
	id, err := a.subject(s, c.Case, c.Subject)
	if err != nil {
		return nil, err
	}
	look := a.look(c.Purpose)
	d, err := s.Dossier(a.ctx, id, look)
	if err != nil {
		return nil, err
	}
	o := export.Options{Made: now(), Zone: c.Zone, Program: program(), Analyst: actor(), Recipient: c.Recipient, Agency: c.Agency, Purpose: c.Purpose, Scratch: filepath.Dir(c.Out)}
	return &giving{s, d, o, look, c.Out, dissemination(d, o, format)}, nil
}

// dissemination is what the audit holds of a file, but for its size and hash.
func dissemination(d timeline.Dossier, o export.Options, format string) store.Dissemination {
	return store.Dissemination{Case: d.Case, Subject: d.Subject.ID, Format: format, Rows: export.Rows(d), Recipient: o.Recipient, Agency: o.Agency}
}

// give gives the file away: see app.give.
func (g *giving) give(a *app, write func(io.Writer) error) error {
	given, err := a.give(g.store, g.out, g.audit, g.look, write)
	if err != nil {
		return err
	}
	return a.print(map[string]any{"export": g.out, "format": given.Format, "sha256": given.SHA256, "bytes": given.Bytes, "rows": given.Rows},
		fmt.Sprintf("Wrote %s: %d sightings, %d stays, %d bytes, SHA-256 %s\n", g.out, len(g.dossier.Reads()), len(g.dossier.Stays), given.Bytes, given.SHA256))
}

// disseminator is what the audit of a file that is given away needs of the store.
type disseminator interface {
	Disseminate(context.Context, store.Dissemination, timeline.Look) error
}

// give writes a file beside its final name, writes its hash to the audit, and only then moves it there: no half file and no
// unaccounted one is ever found. It returns what the audit holds.
func (a *app) give(s disseminator, path string, given store.Dissemination, look timeline.Look, write func(io.Writer) error) (store.Dissemination, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return given, surrounding(fmt.Errorf("write %s: %w", path, err))
	}
	defer os.Remove(f.Name())
	hash := sha256.New()
	err = write(io.MultiWriter(f, hash))
	if info, statErr := f.Stat(); statErr == nil {
		given.Bytes = info.Size()
	} else if err == nil {
		err = surrounding(statErr)
	}
	if closeErr := f.Close(); err == nil {
		err = surrounding(closeErr)
	}
	if err != nil {
		return given, fmt.Errorf("write %s: %w", path, err)
	}
	given.SHA256 = hex.EncodeToString(hash.Sum(nil))
	if err := s.Disseminate(a.ctx, given, look); err != nil {
		return given, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return given, surrounding(fmt.Errorf("write %s: %w", path, err))
	}
	return given, nil
}

// program is the name and version of this program as files carry it.
func program() string { return "Sightline " + version }

// checkZone refuses a zone that times cannot be shown in.
func checkZone(zone string) error {
	if zone == timeline.ZoneOfPlace {
		return nil
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" || zone == "" {
		return badInput("--zone %q is not place, UTC or an IANA name such as America/Chicago", zone)
	}
	return nil
}
