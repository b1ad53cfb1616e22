package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sightline/geo"
	"sightline/internal/query"
	"sightline/timeline"
)

// searchBody is what POST /api/v1/sightings/search takes.
type searchBody struct {
	Areas  []areaBody `json:"areas"`
	SeenIn string     `json:"seen_in"` // any (usual) or all of the areas
	From   time.Time  `json:"from"`
	To     time.Time  `json:"to"`
	Hours  struct {
		Span     string   `json:"span"` // such as 22:00-04:00
		Weekdays []string `json:"weekdays"`
	} `json:"hours"`
	Kinds []timeline.KindName `json:"kinds"`
	Spans bool                `json:"spans"`
	Plate *struct {
		Number string `json:"number"`
		State  string `json:"state"`
		OCR    bool   `json:"ocr"`
	} `json:"plate"`
	InCase        string      `json:"in_case"`
	MaxRadius     float64     `json:"max_radius_m"`
	Coarsest      string      `json:"coarsest"`
	Heading       json.Number `json:"heading"`
	Compass       string      `json:"compass"` // the same as a point of the compass
	HeadingWithin json.Number `json:"heading_within"`
	MinConfidence float64     `json:"min_confidence"`
	Order         string      `json:"order"`
	Limit         int         `json:"limit"`
	Cursor        string      `json:"cursor"`
	Count         string      `json:"count"`
	Case          string      `json:"case"`
	Purpose       string      `json:"purpose"`
}

// areaBody is an area: exactly one of its members.
type areaBody struct {
	Circle *struct {
		Lat    *float64 `json:"lat"`
		Lon    *float64 `json:"lon"`
		Radius float64  `json:"radius_m"`
	} `json:"circle"`
	Box      *[4]float64       `json:"box"`     // west, south, east, north
	Polygon  *geojson.Geometry `json:"polygon"` // Polygon or MultiPolygon
	Corridor *struct {
		Line  *geojson.Geometry `json:"line"` // LineString or MultiLineString
		Width float64           `json:"width_m"`
	} `json:"corridor"`
}

// ParseSearchBody reads the body of POST /api/v1/sightings/search; its error tells the first fault of its form, or every
// fault of the question.
func ParseSearchBody(text []byte) (SearchRequest, error) {
	var b searchBody
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		return SearchRequest{}, badRequest("The body is no question: %s.", bodyFault(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return SearchRequest{}, badRequest("The body holds more than one question.")
	}
	p := &params{}
	s := query.Search{
		From: b.From.UTC(), To: b.To.UTC(), Hours: p.hours(b.Hours.Span, b.Hours.Weekdays), Kinds: b.Kinds, Spans: b.Spans, Case: b.InCase,
		MaxRadius: geo.Meters(b.MaxRadius), Coarsest: timeline.Precision(b.Coarsest),
		MinConfidence: b.MinConfidence, Order: order(b.Order), Limit: b.Limit, Count: counting(b.Count),
	}
	if b.Plate != nil {
		if b.Plate.Number == "" {
			p.fault("plate is empty: name a plate, or leave plate out")
		}
		s.Plate = p.plate(b.Plate.Number, b.Plate.State, b.Plate.OCR)
	}
	if s.Limit == 0 {
		s.Limit = defaultLimit
	}
	for i, area := range b.Areas {
		shape, err := area.shape()
		if err != nil {
			p.fault("area %d: %s", i+1, err)
		}
		s.Areas = append(s.Areas, shape)
	}
	switch b.SeenIn {
	case "", "any":
	case "all":
		s.All = true
	default:
		p.fault("seen_in must be any or all, not %q", b.SeenIn)
	}
	switch heading := b.Heading.String() + b.Compass; {
	case b.Heading != "" && b.Compass != "":
		p.fault("name a heading or a point of the compass, not both")
	case heading != "":
		s.Heading = p.heading(heading, b.HeadingWithin.String())
	case b.HeadingWithin != "":
		p.fault("heading_within needs a heading or compass")
	}
	p.check(s)
	return SearchRequest{Search: s, Cursor: b.Cursor, Case: b.Case, Purpose: b.Purpose}, p.err()
}

// shape is the area as it is asked for.
func (a areaBody) shape() (geo.Shape, error) {
	named := 0
	for _, is := range []bool{a.Circle != nil, a.Box != nil, a.Polygon != nil, a.Corridor != nil} {
		if is {
			named++
		}
	}
	switch {
	case named != 1:
		return geo.Shape{}, errors.New("an area is one of circle, box, polygon and corridor")
	case a.Circle != nil:
		if a.Circle.Lat == nil || a.Circle.Lon == nil {
			return geo.Shape{}, errors.New("a circle has lat, lon and radius_m")
		}
		return geo.NewCircle(orb.Point{*a.Circle.Lon, *a.Circle.Lat}, geo.Meters(a.Circle.Radius))
	case a.Box != nil:
		return geo.NewBox(a.Box[0], a.Box[1], a.Box[2], a.Box[3])
	case a.Polygon != nil:
		switch g := a.Polygon.Geometry().(type) {
		case orb.Polygon:
			return geo.NewPolygon(orb.MultiPolygon{g})
		case orb.MultiPolygon:
			return geo.NewPolygon(g)
		}
		return geo.Shape{}, errors.New("polygon must be a GeoJSON Polygon or MultiPolygon")
	}
	if a.Corridor.Line != nil {
		switch g := a.Corridor.Line.Geometry().(type) {
		case orb.LineString:
			return geo.NewCorridor(orb.MultiLineString{g}, geo.Meters(a.Corridor.Width))
		case orb.MultiLineString:
			return geo.NewCorridor(g, geo.Meters(a.Corridor.Width))
		}
	}
	return geo.Shape{}, errors.New("a corridor has a line, a GeoJSON LineString or MultiLineString, and a width_m")
}

// bodyFault says what is wrong with a body's form in the asker's words.
func bodyFault(err error) string {
	var kind *json.UnmarshalTypeError
	var form *json.SyntaxError
	switch {
	case errors.As(err, &kind):
		return fmt.Sprintf("%s cannot be a %s", kind.Field, kind.Value)
	case errors.As(err, &form):
		return fmt.Sprintf("it is no JSON after %d bytes", form.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it is no JSON to its end"
	}
	return err.Error()
}
