package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"sightline/internal/access"
	"sightline/internal/export"
	"sightline/internal/query"
	"sightline/internal/report"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

// givenStore is what files that are given away need of the store.
type givenStore interface {
	Cases(context.Context, access.Asker) ([]timeline.CaseSummary, error)
	Dossier(ctx context.Context, subject int64, extent query.Extent, look access.Asker) (timeline.Dossier, error)
	Candidates(ctx context.Context, subject int64, limit int, after query.Cursor, look access.Asker) (query.Candidates, error)
	Disclose(context.Context, store.Disclosure, access.Asker) error
	RecordsOf(ctx context.Context, d timeline.Dossier, look access.Asker, each func(load int64, line int, text []byte) error) error
}

// exporter makes every file that leaves, for the server and for the commands alike; see web.Exports.
type exporter struct {
	store   givenStore
	reports *reports
	scratch string // directory for files being made
}

// Formats are the kinds of data files.
func (e *exporter) Formats() []web.ExportFormat {
	var all []web.ExportFormat
	for _, f := range export.Formats() {
		all = append(all, web.ExportFormat{Name: f.Name, Extension: f.Extension, MediaType: f.MediaType})
	}
	return all
}

// Make makes a file in a directory of ours, writes its hash to the audit and only then lets it be read.
func (e *exporter) Make(ctx context.Context, d timeline.Dossier, o web.FileRequest, look access.Asker) (*web.File, error) {
	var err error
	if o.Candidates {
		if d.Candidates, err = e.candidates(ctx, d.Subject.ID, look); err != nil {
			return nil, err
		}
	}
	d.NamePlaces(e.reports.atlas.Around())
	m := &making{exporter: e, order: o, look: look, whole: o.Release.Of(d)}
	m.order.Part.Zone, m.order.Frame.Part = o.Zone, o.Part
	m.order.Frame.Part.Zone = o.Zone
	if m.shown, err = m.order.Part.Of(m.whole); err != nil {
		return nil, err
	}
	if m.others, err = e.othersOf(ctx, d, o, look); err != nil {
		return nil, err
	}
	write, err := m.writer(ctx)
	if err != nil {
		return nil, err
	}
	return m.file(ctx, write)
}

func (e *exporter) candidates(ctx context.Context, subject int64, look access.Asker) ([]timeline.Candidate, error) {
	const atOnce = 5000
	return query.AllCandidates(func(after query.Cursor) (query.Candidates, error) {
		return e.store.Candidates(ctx, subject, atOnce, after, look)
	})
}

// othersOf are the dossiers of the other subjects of a case, where what is ordered has a detector that looks at all.
func (e *exporter) othersOf(ctx context.Context, d timeline.Dossier, o web.FileRequest, look access.Asker) (all []timeline.Dossier,
	err error) {
	rules := o.Rules
	if rules == nil {
		rules = new(analysis.Parameters)
	}
	if !rules.LooksAtCase() {
		return nil, nil
	}
	return analysis.Others(d, func() ([]timeline.CaseSummary, error) { return e.store.Cases(ctx, look) },
		func(subject int64) (timeline.Dossier, error) {
			return e.store.Dossier(ctx, subject, query.OwnRecords, look)
		})
}

// making is a file being made.
type making struct {
	*exporter
	order web.FileRequest
	look  access.Asker
	whole timeline.Dossier // all that may be given
	shown timeline.Dossier // the part of it that is
	// others are the dossiers of the other subjects of the case, where a detector looks at all.
	others []timeline.Dossier
	given  web.File // how it is told of
}

// writer returns what writes the file that is ordered.
func (m *making) writer(ctx context.Context) (func(io.Writer) error, error) {
	switch o := m.order; o.Kind {
	case web.Report:
		format, err := report.FormatOf("report." + o.Format)
		m.given.Extension, m.given.MediaType = format.Extension, format.MediaType
		return func(w io.Writer) error { return m.report(ctx, w, format) }, err
	case web.Picture:
		drawn, err := report.Draw(ctx, m.whole, o.Frame, m.reportOptions())
		m.given.Extension, m.given.MediaType = "."+o.Format, mediaOf(o.Format)
		return func(w io.Writer) error { return drawn.Write(w, o.Format, o.Resolution) }, err
	case web.Data:
		format, err := export.FormatOf(o.Format)
		m.given.Extension, m.given.MediaType = format.Extension, format.MediaType
		return func(w io.Writer) error { return format.Write(ctx, w, m.shown, m.exportOptions()) }, err
	case web.Bundle:
		m.given.Extension, m.given.MediaType = ".zip", mediaOf("zip")
		return func(w io.Writer) error { return m.bundle(ctx, w) }, nil
	}
	return nil, fmt.Errorf("no file is of kind %q", m.order.Kind)
}

func mediaOf(format string) string {
	return map[string]string{
		"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf", "zip": "application/zip",
	}[format]
}

func (m *making) report(ctx context.Context, w io.Writer, as report.Format) error {
	made, err := report.Build(ctx, m.shown, m.reportOptions())
	if err != nil {
		return err
	}
	return as.Write(w, made)
}

func (m *making) reportOptions() report.Options {
	return report.Options{
		Made: now(), Zone: m.order.Zone, Program: program(), Analyst: m.look.Actor, Charts: m.reports.charts, Base: m.reports.atlas,
		Issue: m.order.Issue, Rules: m.order.Rules, Plan: m.order.Plan, Photo: m.order.Photo, Release: m.order.Release, Others: m.others,
	}
}

func (m *making) exportOptions() export.Options {
	return export.Options{
		Made: now(), Zone: m.order.Zone, Program: program(), Analyst: m.look.Actor, Recipient: m.order.Issue.Recipient,
		Agency:  m.order.Agency,
		Purpose: m.look.Purpose, Handling: m.order.Issue.Handling, Scratch: m.directory(),
		Findings: m.findings,
	}
}

// findings are those that a report of the same would tell of.
func (m *making) findings(d timeline.Dossier) analysis.Findings {
	rules := m.order.Rules
	if rules == nil {
		usual := report.Parameters(m.reports.atlas)
		rules = &usual
	}
	asOf := *rules
	asOf.AsOf = now()
	all := timeline.Material{d}
	for _, other := range m.others {
		all = append(all, m.order.Release.Of(other))
	}
	return analysis.AnalyzeCase(all, asOf)
}

func (m *making) directory() string { return cmp.Or(m.order.Scratch, m.scratch) }

// file writes the file, then its row of the audit.
func (m *making) file(ctx context.Context, write func(io.Writer) error) (_ *web.File, err error) {
	f, err := os.CreateTemp(m.directory(), ".export-*")
	if err != nil {
		return nil, surrounding(err)
	}
	kept := &scratchFile{f}
	defer func() {
		if err != nil {
			kept.Close()
		}
	}()
	hash := sha256.New()
	if err := write(io.MultiWriter(f, hash)); err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, surrounding(err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, surrounding(err)
	}
	given := m.given
	given.ReadCloser, given.Path, given.Bytes, given.Rows, given.SHA256 = kept, f.Name(), info.Size(), export.Rows(m.shown),
		hex.EncodeToString(hash.Sum(nil))
	return &given, m.store.Disclose(ctx, m.disclosure(given), m.look)
}

// disclosure is what the audit holds of a file.
func (m *making) disclosure(f web.File) store.Disclosure {
	o := m.order
	kind := string(o.Kind) + " " + o.Format
	switch o.Kind {
	case web.Data:
		kind = o.Format
	case web.Picture:
		kind = o.Frame.Kind + " " + o.Format
	case web.Bundle:
		kind = "bundle"
	}
	given := store.Disclosure{
		Case: m.whole.Case, Subject: m.whole.Subject.ID, Format: kind, SHA256: f.SHA256, Bytes: f.Bytes, Rows: f.Rows,
		Recipient: o.Issue.Recipient, Agency: o.Agency,
		Handling: o.Issue.Handling,
	}
	if o.Rules != nil {
		given.Rules = analysis.ChangedRules(o.Rules.Rules())
	}
	if m.shown.Shown != nil {
		given.Part = m.shown.Shown.Text
	}
	for _, n := range m.whole.Obligations {
		given.Obligations = append(given.Obligations, fmt.Sprintf("%d %s", n.Count, n.Text))
	}
	return given
}

// scratchFile is gone when it is closed, unless it was moved.
type scratchFile struct{ *os.File }

func (f *scratchFile) Close() error {
	err := f.File.Close()
	if gone := os.Remove(f.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = cmp.Or(err, gone)
	}
	return err
}
