package export

import (
	"bufio"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"sightline/timeline/analysis"
)

// gpxPoint is a GPX 1.1 wptType, in the schema's order.
type gpxPoint struct {
	XMLName xml.Name
	Lat     float64 `xml:"lat,attr"`
	Lon     float64 `xml:"lon,attr"`
	Time    string  `xml:"time,omitempty"` // only where it is known to the minute: GPX has no coarser times
	Name    string  `xml:"name,omitempty"`
	Desc    string  `xml:"desc,omitempty"`
	Source  string  `xml:"src,omitempty"`
	Symbol  string  `xml:"sym,omitempty"`
	Type    string  `xml:"type,omitempty"`
}

type gpxBounds struct {
	MinLat float64 `xml:"minlat,attr"`
	MinLon float64 `xml:"minlon,attr"`
	MaxLat float64 `xml:"maxlat,attr"`
	MaxLon float64 `xml:"maxlon,attr"`
}

type gpxMetadata struct {
	XMLName xml.Name   `xml:"metadata"`
	Name    string     `xml:"name"`
	Desc    string     `xml:"desc"`
	Author  string     `xml:"author>name,omitempty"`
	Time    string     `xml:"time"`
	Bounds  *gpxBounds `xml:"bounds"`
}

type gpxTrack struct {
	XMLName  xml.Name     `xml:"trk"`
	Name     string       `xml:"name"`
	Desc     string       `xml:"desc"`
	Segments []gpxSegment `xml:"trkseg"`
}

type gpxSegment struct {
	Points []gpxPoint `xml:"trkpt"`
}

// writeGPX writes GPX 1.1: a waypoint for each event that has a position, and a track for each plate's exact positions, cut
// at gaps. GPX holds neither rows without a position nor times coarser than a minute; the description says how many rows
// are left out, and a waypoint's text has its time as it is known.
func writeGPX(ctx context.Context, w io.Writer, m *material) error {
	out := bufio.NewWriter(w)
	_, _ = fmt.Fprintf(out, "%s<gpx xmlns=\"http://www.topografix.com/GPX/1/1\" version=\"1.1\" creator=\"%s\">\n", xml.Header,
		escapeXML(m.Program))
	e := xml.NewEncoder(out)
	if err := e.Encode(m.gpxMetadata()); err != nil {
		return err
	}
	for r := range m.rows() {
		if !r.Where.Located() {
			continue
		}
		p := r.gpxPoint("wpt")
		p.Name, p.Desc, p.Source, p.Type = printable(cut(r.summary(), 200)), printable(lines(r.facts())), printable(r.reference()), r.of.One
		p.Symbol = "Circle"
		if r.Where.Class.Exact() {
			p.Symbol = "Dot"
		}
		if err := encodeLine(ctx, e, out, p); err != nil {
			return err
		}
	}
	for _, t := range m.exactTracks() {
		trk := gpxTrack{Name: printable(t.name), Desc: trackWords}
		for _, segment := range t.segments {
			var s gpxSegment
			for _, r := range segment {
				s.Points = append(s.Points, r.gpxPoint("trkpt"))
			}
			trk.Segments = append(trk.Segments, s)
		}
		if err := encodeLine(ctx, e, out, trk); err != nil {
			return err
		}
	}
	_, _ = out.WriteString("</gpx>\n")
	return out.Flush()
}

// trackWords say what a track is made of.
var trackWords = fmt.Sprintf(
	"Exact positions that count, times known to the minute, cut at gaps over %.0f hours. The way between two points is not known.",
	analysis.DefaultGap.Hours())

func (m *material) gpxMetadata() gpxMetadata {
	coarse := 0
	for r := range m.rows() {
		if r.Where.Located() && !r.instant() {
			coarse++
		}
	}
	about := append(m.about(),
		remark{"left out", cmp.Or(m.undrawn(), "0 events without a position") + ", which GPX cannot hold; see the CSV or XLSX file"},
		remark{"without time", fmt.Sprintf("%d whose time is coarser than a minute or not one instant; their text has it", coarse)})
	meta := gpxMetadata{Name: printable(m.title()), Desc: printable(lines(about)), Author: printable(m.Analyst), Time: instant(m.Made)}
	if box := bounds(m.points()); box != nil && box[0] <= box[2] { // GPX cannot say that a box crosses the antimeridian
		meta.Bounds = &gpxBounds{box[1], box[0], box[3], box[2]}
	}
	return meta
}

func (r *row) gpxPoint(name string) gpxPoint {
	p := gpxPoint{XMLName: xml.Name{Local: name}, Lat: round(r.Where.Point[1], 1e7), Lon: round(r.Where.Point[0], 1e7)}
	if p.Lon == 180 { // GPX longitudes end before 180°
		p.Lon = -180
	}
	if r.instant() {
		p.Time = r.from.UTC().Format(time.RFC3339)
	}
	return p
}

// instant reports whether a row is no span and its time one instant to the minute.
func (r *row) instant() bool { return !r.Spans() && fine(r.First) }

// encodeLine writes an element on a line of its own.
func encodeLine(ctx context.Context, e *xml.Encoder, out *bufio.Writer, v any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := out.WriteByte('\n'); err != nil {
		return err
	}
	return e.Encode(v)
}
