package export

import (
	"fmt"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-kml/v3"

	"sightline/geo"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
)

// findingWords say what the folder of findings is.
const findingWords = "What was found by rules in the records, and is inferred from them: no record says so. Lines are straight and no routes."

// findings writes what was found and has a shape, not shown at first: a folder for each sort, each finding with its time.
func (k *kmlWriter) findings(f analysis.Findings) error {
	begun := false
	for _, found := range f.Found {
		var drawn []analysis.Finding
		for _, x := range found.Findings {
			if len(x.Shapes) > 0 {
				drawn = append(drawn, x)
			}
		}
		if len(drawn) == 0 {
			continue
		}
		if !begun {
			begun = true
			k.raw("\n<Folder>")
			if err := k.add(kml.Name("Findings"), kml.Visibility(false),
				kml.Description(balloon([]remark{{"What", findingWords}}))); err != nil {
				return err
			}
		}
		k.raw("\n<Folder>")
		if err := k.add(kml.Name(printable(fmt.Sprintf("%s (%d)", found.Title, len(drawn)))), kml.Visibility(false)); err != nil {
			return err
		}
		for _, x := range drawn {
			k.raw("\n")
			if err := k.add(findingMark(x)); err != nil {
				return err
			}
		}
		k.raw("</Folder>")
	}
	if begun {
		k.raw("</Folder>")
	}
	return nil
}

func findingMark(x analysis.Finding) kml.Element {
	about := []remark{{"What", x.Text}, {"Rule", x.Basis}}
	for _, f := range x.Facts {
		value := f.Value
		if !f.At.IsZero() {
			value = strings.TrimSpace(value + " " + instant(f.At))
		}
		about = append(about, remark{f.Label, joined("; ", value, strings.Join(f.Evidence, ", "))})
	}
	about = append(about, remark{"Records", strings.Join(x.Evidence, ", ")})
	p := kml.Placemark(kml.Name(printable(cut(oneLine(x.Text), 200))), kml.Visibility(false), kml.Snippet("").WithMaxLines(0),
		kml.Description(balloon(told(about))))
	if !x.Start.IsZero() && !x.End.IsZero() {
		p.Append(kml.TimeSpan(kml.Begin(x.Start.UTC().Truncate(time.Second)), kml.End(x.End.UTC().Truncate(time.Second))))
	}
	style := "#finding"
	all := kml.MultiGeometry()
	for _, s := range x.Shapes {
		if s.Form == analysis.FormClash {
			style = "#finding-clash"
		}
		all.Append(shapeGeometry(s)...)
	}
	return p.Append(kml.StyleURL(style), kml.ExtendedData(data("id", x.Key), data("kind", x.Kind)), all)
}

// shapeGeometry is a point of a stop, a point and its circle of a disc, and a line over the ground of all others.
func shapeGeometry(s analysis.Shape) []kml.Element {
	if len(s.Points) != 1 {
		return []kml.Element{kml.LineString(kml.Tessellate(true), kml.Coordinates(ring(s.Points)...))}
	}
	all := []kml.Element{kml.Point(kml.Coordinates(coordinate(s.Points[0])))}
	if s.Form == analysis.FormDisc {
		for _, polygon := range geo.Circle(s.Points[0], s.Radius, 48) {
			all = append(all, kml.Polygon(kml.Tessellate(true), kml.OuterBoundaryIs(kml.LinearRing(kml.Coordinates(ring(polygon[0])...)))))
		}
	}
	return all
}

func ring(points []orb.Point) []kml.Coordinate {
	all := make([]kml.Coordinate, len(points))
	for i, p := range points {
		all[i] = coordinate(p)
	}
	return all
}

// findingStyles are those of findings in the shared colours.
func (k *kmlWriter) findingStyles(p chart.Palette) error {
	for _, style := range [][2]string{{"finding", p.Selected}, {"finding-clash", p.Conflict}} {
		hex := style[1]
		if err := k.add(kml.SharedStyle(style[0], kml.IconStyle(kml.Scale(0)), kml.LabelStyle(kml.Scale(0)),
			kml.LineStyle(kml.Color(paint(hex, 255)), kml.Width(2)),
			kml.PolyStyle(kml.Color(paint(hex, 32))), kml.BalloonStyle(kml.Text("$[description]")))); err != nil {
			return err
		}
	}
	return nil
}
