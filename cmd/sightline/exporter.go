package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"

	"sightline/internal/export"
	"sightline/internal/web"
	"sightline/timeline"
)

// exporter makes data files for the server; see web.Exports.
type exporter struct {
	store   disseminator
	scratch string        // directory
	room    chan struct{} // one place for each export made at the same time
}

// exportsAtOnce bounds the memory that exports take together; further ones wait.
const exportsAtOnce = 2

// newExporter keeps what exports do not keep in memory in a directory.
func newExporter(s disseminator, scratch string) *exporter {
	return &exporter{s, scratch, make(chan struct{}, exportsAtOnce)}
}

func (e *exporter) Formats() []web.ExportFormat {
	var all []web.ExportFormat
	for _, f := range export.Formats() {
		all = append(all, web.ExportFormat{Name: f.Name, Extension: f.Extension, MediaType: f.MediaType})
	}
	return all
}

func (e *exporter) Export(ctx context.Context, name string, d timeline.Dossier, to web.Giving, look timeline.Look) ([]byte, error) {
	format, err := export.FormatOf(name)
	if err != nil {
		return nil, err
	}
	select {
	case e.room <- struct{}{}:
		defer func() { <-e.room }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	o := export.Options{Made: now(), Zone: to.Zone, Program: program(), Analyst: look.Actor, Recipient: to.Recipient, Agency: to.Agency, Purpose: look.Purpose, Scratch: e.scratch}
	var body bytes.Buffer
	if err := format.Write(ctx, &body, d, o); err != nil {
		return nil, err
	}
	given := dissemination(d, o, name)
	hash := sha256.Sum256(body.Bytes())
	given.SHA256, given.Bytes = hex.EncodeToString(hash[:]), int64(body.Len())
	if err := e.store.Disseminate(ctx, given, look); err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}
