package main

import (
	"context"
	"io"

	"sightline/internal/export"
	"sightline/internal/report"
)

// Pictures of a bundle.
const (
	bundleWidth      = 1000 // px
	bundleResolution = 150  // dots to the inch
)

// bundle writes a bundle: the report in every format, the pictures, and what export.WriteBundle adds.
func (m *making) bundle(ctx context.Context, w io.Writer) error {
	made, err := report.Build(ctx, m.shown, m.reportOptions())
	if err != nil {
		return err
	}
	parts := export.Parts{
		Records: func(each func(int64, int, []byte) error) error { return m.store.RecordsOf(ctx, m.shown, m.look, each) },
	}
	if rules := m.order.Rules; rules != nil {
		parts.Parameters = *rules
	} else {
		parts.Parameters = report.Parameters(m.reports.atlas)
	}
	for _, f := range report.Formats() {
		parts.Files = append(parts.Files,
			export.PartFile{Name: "report." + f.Name, What: "the report", Write: func(w io.Writer) error { return f.Write(w, made) }})
	}
	for _, kind := range report.Pictures() {
		frame := report.Frame{Kind: kind, Width: bundleWidth, Part: m.order.Part}
		drawn, err := report.Draw(ctx, m.whole, frame, m.reportOptions())
		if err != nil {
			return err
		}
		for _, format := range []string{"svg", "png"} {
			parts.Files = append(parts.Files,
				export.PartFile{Name: "pictures/" + kind + "." + format, What: "picture: " + kind, Write: func(w io.Writer) error {
					return drawn.Write(w, format, bundleResolution)
				}})
		}
	}
	return export.WriteBundle(ctx, w, m.shown, m.exportOptions(), parts)
}
