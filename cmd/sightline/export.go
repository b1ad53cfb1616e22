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
	Format    string `arg:"" help:"Kind of file: ${formats}."`
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
	format, err := export.FormatOf(c.Format)
	if err != nil {
		return badInput("%w", err)
	}
	if err := checkZone(c.Zone); err != nil {
		return err
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	id, err := a.subject(s, c.Case, c.Subject)
	if err != nil {
		return err
	}
	look := a.look(c.Purpose)
	d, err := s.Dossier(a.ctx, id, look)
	if err != nil {
		return err
	}
	o := export.Options{Made: now(), Zone: c.Zone, Program: program(), Analyst: actor(), Recipient: c.Recipient, Agency: c.Agency, Purpose: c.Purpose}
	given := store.Dissemination{Case: d.Case, Subject: id, Format: format.Name, Rows: export.Rows(d), Recipient: c.Recipient, Agency: c.Agency}
	given, err = a.give(s, c.Out, given, look, func(w io.Writer) error { return format.Write(a.ctx, w, d, o) })
	if err != nil {
		return err
	}
	return a.print(givenJSON(c.Out, given), fmt.Sprintf("Wrote %s: %d sightings, %d stays, SHA-256 %s\n", c.Out, len(d.Sightings), len(d.Stays), given.SHA256))
}

// disseminator is what the audit of a file that is given away needs of the store.
type disseminator interface {
	Disseminate(context.Context, store.Dissemination, timeline.Look) error
}

// give writes a file beside its final name, writes its hash to the audit, and only then moves it there: no half file and no
// unaccounted one is ever found. It returns what the audit holds.
func (a *app) give(s disseminator, path string, given store.Dissemination, look timeline.Look, write func(io.Writer) error) (store.Dissemination, error) {
	fail := func(err error) (store.Dissemination, error) { return given, fmt.Errorf("export: %w", err) }
	f, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return fail(surrounding(err))
	}
	defer os.Remove(f.Name())
	hash := sha256.New()
	err = write(io.MultiWriter(f, hash))
	if info, statErr := f.Stat(); err == nil && statErr != nil {
		err = surrounding(statErr)
	} else if err == nil {
		given.Bytes = info.Size()
	}
	if closeErr := f.Close(); err == nil && closeErr != nil {
		err = surrounding(closeErr)
	}
	if err != nil {
		return fail(err)
	}
	given.SHA256 = hex.EncodeToString(hash.Sum(nil))
	if err := s.Disseminate(a.ctx, given, look); err != nil {
		return given, err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fail(surrounding(err))
	}
	return given, nil
}

func givenJSON(path string, given store.Dissemination) map[string]any {
	return map[string]any{"export": path, "format": given.Format, "sha256": given.SHA256, "bytes": given.Bytes, "rows": given.Rows}
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
