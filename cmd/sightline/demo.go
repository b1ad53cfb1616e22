package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sightline/internal/query"
	"sightline/internal/sample"
	"sightline/internal/store"
	"sightline/loaders"
	"sightline/timeline"
)

type demoCmd struct {
	Once   bool   `help:"Load and write the report, but do not serve."`
	Out    string `placeholder:"DIR" type:"path" help:"Where the report goes; without it, reports/ in the data directory."`
	Listen string `placeholder:"ADDRESS" help:"Address to serve on (${listen})."`
}

// Run loads the sample case by the ordinary loaders, writes its reports and serves the workbench.
func (c *demoCmd) Run(a *app) error {
	s, err := a.migrate()
	if err != nil {
		return err
	}
	subjects, err := a.loadSample(s)
	if err != nil {
		return err
	}
	out := c.Out
	if out == "" {
		out = filepath.Join(a.config.DataDir, "reports")
	}
	if c.Out == "-" {
		return badInput("--out names a folder: the reports are files in it")
	}
	if err := os.MkdirAll(out, 0o700); err != nil {
		return surrounding(fmt.Errorf("make the report's folder: %w", err))
	}
	var reports []string
	for _, id := range subjects {
		path, err := a.writeSampleReport(s, id, out)
		if err != nil {
			return err
		}
		reports = append(reports, path)
		fmt.Fprintf(a.log, "Report: %s\n", path)
	}
	if c.Once {
		return a.print(map[string]any{"reports": reports}, "")
	}
	listener, err := a.listen()
	if errors.Is(err, errServed) {
		fmt.Fprintf(a.log, "The workbench is already served at http://%s/\n", a.config.Listen)
		return nil
	}
	if err != nil {
		return err
	}
	served, err := a.openServed()
	if err != nil {
		listener.Close()
		return err
	}
	return a.serve(served, listener)
}

// loadSample loads what is not loaded yet and returns the numbers of the sample's subjects.
func (a *app) loadSample(s *store.Store) ([]int64, error) {
	described := sample.Describe()
	of, _, err := s.PutCase(a.ctx, timeline.Case{Number: described.Number, Title: described.Title, OwningORI: described.OwningORI},
		a.look("demo"))
	if err != nil {
		return nil, err
	}
	a.config.OwnORIs = append(a.config.OwnORIs, described.OwnORIs...)
	ids := map[string]int64{}
	var order []int64
	for _, p := range described.Subjects {
		id, _, err := s.PutSubject(a.ctx, of.ID, sampleSubject(p), a.look("demo"))
		if err != nil {
			return nil, err
		}
		ids[p.Name], order = id, append(order, id)
	}
	for _, l := range described.Loads {
		if err := a.loadSampleFile(s, of, ids[l.Subject], l); err != nil {
			return nil, err
		}
	}
	return order, nil
}

func sampleSubject(p sample.Subject) timeline.Subject {
	out := timeline.Subject{Name: p.Name, Role: p.Role, Aliases: p.Aliases, BirthDate: p.BirthDate}
	for _, i := range p.Identifiers {
		out.Holdings = append(out.Holdings,
			timeline.Holding{Of: timeline.Identifier{Type: timeline.IdentifierType(i.Kind), Value: i.Value}})
	}
	for _, v := range p.Vehicles {
		out.Holdings = append(out.Holdings, timeline.Holding{
			Of: timeline.Plate{Number: v.Plate, State: v.State}.Identifier(), From: v.From, To: v.To, Description: v.Description,
			Basis: v.Basis,
		})
	}
	return out
}

func (a *app) loadSampleFile(s *store.Store, of timeline.Case, subject int64, l sample.Load) error {
	body, err := fs.ReadFile(sample.Files(), l.File)
	if err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	file := &input{hash: sha256.New(), size: int64(len(body))}
	file.Reader = io.TeeReader(bytes.NewReader(body), io.MultiWriter(file.hash, counter{&file.read}))
	if l.Format == sample.FormatAgencies {
		done, err := a.loadAgencies(s, l.File, file)
		if err == nil {
			fmt.Fprint(a.log, done.text())
		}
		return err
	}
	before, err := s.LoadedBefore(a.ctx, of.ID, subject, string(l.Format), sha256.Sum256(body))
	if err == nil {
		fmt.Fprintf(a.log, "Load %d: %s was loaded before; nothing to do.\n", before, l.File)
		return nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	zone, err := parseZone(l.Zone)
	if err != nil {
		return err
	}
	done, _, _, err := a.load(s, loadJob{of: of, subject: subject, name: l.File, format: loaders.FormatName(l.Format), zone: zone, file: file})
	if err != nil {
		return err
	}
	var text strings.Builder
	writeLoad(&text, done)
	fmt.Fprint(a.log, text.String())
	return nil
}

// writeSampleReport writes the report of a subject and returns its path.
func (a *app) writeSampleReport(s *store.Store, id int64, dir string) (string, error) {
	d, err := s.Dossier(a.ctx, id, query.WithWithheld, a.look("sample report"))
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "report-"+fileName(d.Subject.Name)+".html")
	return path, a.writeReport(d, timeline.ZoneOfPlace, path)
}

// fileName is a name in lower-case letters, digits and hyphens.
func fileName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return strings.Join(words, "-")
}
