// Package render draws without a browser: ECharts options as SVG in an embedded JavaScript engine, and travel-pattern
// maps as SVG in Go.
//
// Everything it draws is deterministic, self-contained and free of scripts, styles and references: the same input gives
// the same bytes, and an SVG may be put into a page as it stands. Text is measured with Liberation Sans, whose widths
// are those of Arial and Helvetica.
package render
