package export

import (
	"bufio"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-kml/v3"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

// kmlWriter writes a KML document piece by piece: it is never whole in memory.
type kmlWriter struct {
	ctx     context.Context
	out     *bufio.Writer
	enc     *xml.Encoder
	circles map[circleKey][]orb.Polygon
}

type circleKey struct {
	at orb.Point
	r  geo.Meters
}

// writeKML writes KML 2.2 with Google's extensions: folders by group of kinds, within them by kind, and reads by
// plate; a folder of what was set aside, not shown at first; a track for each vehicle's exact positions; and what was found, where that was
// asked for. What has no position, or only mentions the
// subject, is listed and not drawn.
func (m *material) writeKML(ctx context.Context, w io.Writer) error {
	k := &kmlWriter{ctx, bufio.NewWriterSize(w, 64<<10), nil, map[circleKey][]orb.Polygon{}}
	k.enc = xml.NewEncoder(k.out)
	k.raw(xml.Header + `<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>`)
	about := told(append(m.about(), remark{"listed and not drawn", m.undrawn()}))
	if err := k.add(kml.Name(printable(m.title())), kml.Open(true), kml.Description(balloon(about))); err != nil {
		return err
	}
	if err := k.styles(); err != nil {
		return err
	}
	for _, f := range m.folders() {
		if err := k.folder(f); err != nil {
			return err
		}
	}
	if err := k.tracks(m.exactTracks()); err != nil {
		return err
	}
	if m.Findings != nil {
		if err := k.findings(m.Findings(m.Dossier)); err != nil {
			return err
		}
	}
	k.raw("</Document></kml>\n")
	return k.out.Flush()
}

// raw writes markup; a failure shows at Flush.
func (k *kmlWriter) raw(text string) { _, _ = k.out.WriteString(text) }

func (k *kmlWriter) add(elements ...kml.Element) error {
	if err := k.ctx.Err(); err != nil {
		return err
	}
	for _, e := range elements {
		if err := k.enc.Encode(e); err != nil {
			return err
		}
	}
	return nil
}

// folder is a folder of marks, or of folders.
type folder struct {
	name    string
	hidden  bool
	rows    []*row
	folders []folder
}

// group is what the rows of a folder have in common.
type group struct {
	aside bool // after all kinds
	kind  timeline.KindName
	name  string // of the folder within: a plate, or why it is set aside
}

func compareGroups(a, b group) int {
	switch {
	case a.aside && !b.aside:
		return 1
	case b.aside && !a.aside:
		return -1
	}
	return cmp.Or(cmp.Compare(kinds.Rank(a.kind), kinds.Rank(b.kind)), cmp.Compare(a.name, b.name))
}

// folders sorts all rows into folders. Each row is in one.
func (m *material) folders() []folder {
	groups := map[group][]*row{}
	for r := range m.rows() {
		g := group{kind: r.of.Name}
		switch {
		case r.aside():
			g = group{aside: true, name: r.Why}
		case r.of.Name == timeline.KindRead:
			g.name = r.plate.String()
		}
		groups[g] = append(groups[g], r)
	}
	var all []folder
	for _, g := range slices.SortedFunc(maps.Keys(groups), compareGroups) {
		name, within := kinds.Of(g.kind).Group, cmp.Or(g.name, kinds.Of(g.kind).TitleMany())
		if g.aside {
			name = "Set aside"
		}
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, folder{name: name, hidden: g.aside})
		}
		top := &all[len(all)-1]
		if within == name {
			top.rows = groups[g]
			continue
		}
		top.folders = append(top.folders, folder{name: within, hidden: g.aside, rows: groups[g]})
	}
	return all
}

func (k *kmlWriter) folder(f folder) error {
	k.raw("\n<Folder>")
	count := len(f.rows)
	for _, inner := range f.folders {
		count += len(inner.rows)
	}
	if err := k.add(kml.Name(printable(fmt.Sprintf("%s (%d)", cut(oneLine(f.name), 200), count))), kml.Visibility(!f.hidden)); err != nil {
		return err
	}
	for _, r := range f.rows {
		k.raw("\n")
		if err := k.add(k.placemark(r, f.hidden)); err != nil {
			return err
		}
	}
	for _, inner := range f.folders {
		if err := k.folder(inner); err != nil {
			return err
		}
	}
	k.raw("</Folder>")
	return nil
}

// placemark is the mark of a row, with its time and its circle of uncertainty. A row without a position has no geometry
// and is only listed.
func (k *kmlWriter) placemark(r *row, hidden bool) kml.Element {
	p := kml.Placemark(kml.Name(printable(cut(oneLine(r.summary()), 200))), kml.Visibility(!hidden), kml.Snippet("").WithMaxLines(0),
		kml.Description(balloon(slices.Concat([]remark{{"What", r.summary()}}, r.facts(), []remark{{"Caveat", r.of.Caveat}}))))
	if t := r.kmlTime(); t != nil {
		p.Append(t)
	}
	p.Append(kml.StyleURL("#" + styleID(r)))
	p.Append(kml.ExtendedData(
		data("id", r.ID), data("standing", string(r.Standing)), data("why", r.Why), data("handling", joined("; ", r.handling...)),
		data("utc_from", instant(r.from)), data("utc_to", instant(r.to)), data("precision", string(r.First.Precision)),
		data("position_class", string(r.class())), data("radius_m", strconv.FormatFloat(float64(r.Where.Radius), 'f', 0, 64)),
		data("load", r.loads()), data("line", r.lines()),
	))
	if r.Where.Located() {
		p.Append(k.geometry(r))
	}
	return p
}

// geometry is a point and, where the position stands for an area, its circle. The radius of an agency's office says
// nothing of the encounter.
func (k *kmlWriter) geometry(r *row) kml.Element {
	point := kml.Point(kml.Coordinates(coordinate(r.Where.Point)))
	if r.Where.Class.Exact() || r.Where.Class == timeline.ClassAgency {
		return point
	}
	both := kml.MultiGeometry(point)
	for _, polygon := range k.circle(r.Where.Point, r.Where.Radius) {
		both.Append(kml.Polygon(kml.Tessellate(true), kml.OuterBoundaryIs(kml.LinearRing(kml.Coordinates(ring(polygon[0])...)))))
	}
	return both
}

// circle returns the circle of uncertainty; many rows share the same.
func (k *kmlWriter) circle(at orb.Point, r geo.Meters) []orb.Polygon {
	key := circleKey{at, r}
	if _, ok := k.circles[key]; !ok {
		k.circles[key] = geo.Circle(at, r, 48)
	}
	return k.circles[key]
}

func coordinate(p orb.Point) kml.Coordinate {
	return kml.Coordinate{Lon: round(p[0], 1e6), Lat: round(p[1], 1e6)}
}

func data(name, value string) kml.Element {
	if value == "" {
		return nil
	}
	return kml.Data(name, kml.Value(printable(value)))
}

// kmlTime is the time of a row as precisely as it is known, nil when it is not: KML dates may be a year, a month, a day or
// a time. What is one of several instants is a span.
func (r *row) kmlTime() kml.Element {
	switch {
	case r.known().IsZero():
		return nil
	case !r.Spans() && (r.First.Precision.Coarse() || fine(r.First)):
		return kml.TimeStamp(dated("when", r.First, r.zone))
	case !r.Spans():
		return kml.TimeSpan(kml.Begin(r.from.In(r.zone)), kml.End(r.to.In(r.zone)))
	}
	span := kml.TimeSpan()
	if !r.First.IsZero() {
		span.Append(dated("begin", r.First, r.zone))
	}
	if !r.last.IsZero() {
		span.Append(dated("end", r.last, r.zone))
	}
	return span
}

// date is an element whose text is a date of any precision; the package's own are all times of day.
type date struct{ name, text string }

func (d date) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return e.EncodeElement(d.text, xml.StartElement{Name: xml.Name{Local: d.name}})
}

func dated(name string, when timeline.When, zone *time.Location) kml.Element {
	t := when.Start.In(zone)
	if when.Precision.Coarse() {
		return date{name, t.Format(layout(when.Precision))}
	}
	return date{name, t.Format(time.RFC3339)}
}

// tracks writes the exact positions of each vehicle as they follow each other in time. Nothing is drawn over gaps.
func (k *kmlWriter) tracks(all []track) error {
	if len(all) == 0 {
		return nil
	}
	k.raw("\n<Folder>")
	if err := k.add(kml.Name("Tracks"), kml.Visibility(false), kml.Description(html.EscapeString(trackWords))); err != nil {
		return err
	}
	for _, t := range all {
		multi := kml.GxMultiTrack(kml.GxInterpolate(false))
		for _, segment := range t.segments {
			whens, coords := make([]kml.Element, len(segment)), make([]kml.Element, len(segment))
			for i, r := range segment {
				whens[i], coords[i] = dated("when", r.First, r.zone), kml.GxCoord(coordinate(r.Where.Point))
			}
			multi.Append(kml.GxTrack(append(whens, coords...)...))
		}
		k.raw("\n")
		if err := k.add(kml.Placemark(kml.Name(printable(t.name)), kml.Visibility(false), kml.StyleURL("#track"), multi)); err != nil {
			return err
		}
	}
	k.raw("</Folder>")
	return nil
}

// styles writes a style for each kind, exact and not, set aside and not, and that of tracks, in the shared colours.
func (k *kmlWriter) styles() error {
	palette, err := chart.PaletteOf(chart.Light)
	if err != nil {
		return err
	}
	for _, kind := range kinds.AllNames() {
		for _, aside := range []bool{false, true} {
			hex := palette.Kind(kind)
			if aside {
				hex = palette.Muted
			}
			ink := paint(hex, 255)
			for _, exact := range []bool{true, false} {
				id, icon := styleName(kind, exact, aside), iconName(kinds.Of(kind).Symbol, exact)
				err := k.add(kml.SharedStyle(id,
					kml.IconStyle(kml.Color(ink), kml.Scale(0.6), kml.Icon(kml.Href(icon))),
					kml.LabelStyle(kml.Scale(0)),
					kml.LineStyle(kml.Color(ink), kml.Width(1.5)),
					kml.PolyStyle(kml.Color(paint(hex, 24))),
					kml.BalloonStyle(kml.Text("$[description]"))))
				if err != nil {
					return err
				}
			}
		}
	}
	if err := k.findingStyles(palette); err != nil {
		return err
	}
	return k.add(kml.SharedStyle("track",
		kml.IconStyle(kml.Color(paint(palette.Leg, 255)), kml.Scale(0.6), kml.Icon(kml.Href(iconName(timeline.Dot, true)))),
		kml.LineStyle(kml.Color(paint(palette.Leg, 255)), kml.Width(2))))
}
