package query

import (
	"errors"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sightline/geo"
)

// AreaRef is what the API's description calls the form of an area.
const AreaRef = "#/components/schemas/SearchArea"

// areas are where is looked: in a query one circle or box, in a body any.
func areas() Param {
	corners := List(Schema{Type: "number"}, 4)
	corners.MinItems = 4
	return Param{
		Fields: []Field{
			{Name: "lat", In: InQuery, About: "Latitude of the circle's centre, degrees.", Schema: Number(-90, 90),
				Flag: Flag{"DEGREES", "Latitude of a circle's centre."},
				Form: Form{Label: "Latitude", Placeholder: "35.4676", Size: 9}},
			{Name: "lon", In: InQuery, About: "Longitude of the circle's centre, degrees.", Schema: Number(-180, 180),
				Flag: Flag{"DEGREES", "Longitude, negative west of Greenwich."},
				Form: Form{Label: "Longitude", Placeholder: "-97.5164", Size: 10}},
			{Name: "radius_m", In: InQuery, About: "Radius of the circle, metres.", Schema: Number(1, float64(geo.MaxShapeReach)),
				Flag: Flag{"METRES", "Radius of the circle."}, Form: Form{Label: "Within, metres", Placeholder: "500", Size: 7}},
			{Name: "bbox", In: InQuery, Schema: corners,
				About: "A box instead of a circle: west,south,east,north in degrees; west is greater than east over the antimeridian.",
				Flag:  Flag{"W,S,E,N", "A box instead of a circle, degrees, such as -98,35,-97,36."}},
			{Name: "areas", In: InBody, Schema: List(Schema{Ref: AreaRef}, MaxAreas), Member: []AreaBody(nil),
				About: "Where: each area is one circle, box, polygon or corridor. Without areas a plate is asked for, everywhere."},
		},
		Reader: Reader{
			FromQuery: func(_ Param, v *Values, r *Request) { r.Search.Areas = v.area() },
			FromBody: func(_ Param, b *Body, r *Request) {
				for i, area := range Member[[]AreaBody](b, "areas") {
					shape, err := area.shape()
					if err != nil {
						b.Fault("area %d: %s", i+1, err)
					}
					r.Search.Areas = append(r.Search.Areas, shape)
				}
			},
			Asked: func(_ Param, s Search) map[string]any {
				var all []map[string]any
				for _, shape := range s.Areas {
					all = append(all, askedArea(shape))
				}
				return given(len(all) > 0, "areas", all)
			},
		},
		Check: func(s Search) string {
			if len(s.Areas) == 0 && s.Plate.IsZero() {
				return "name an area, a plate or both"
			}
			return fault(len(s.Areas) > MaxAreas, "at most %d areas can be asked for", MaxAreas)
		},
	}
}

// seenIn says whether being seen in one of the areas is enough.
func seenIn() Param {
	return Param{
		Fields: []Field{{Name: "seen_in", In: InBody, Schema: Word("any", "all").Usually("any"),
			About: "Whether a sighting in any of the areas counts, or only plates and subjects seen in all of them."}},
		Reader: Reader{
			FromQuery: func(Param, *Values, *Request) {},
			FromBody: func(_ Param, b *Body, r *Request) {
				switch in := Member[string](b, "seen_in"); in {
				case "", "any":
				case "all":
					r.Search.All = true
				default:
					b.Fault("seen_in must be any or all, not %q", in)
				}
			},
			Asked: func(_ Param, s Search) map[string]any { return given(s.All, "all", true) },
		},
		Check: func(s Search) string {
			return fault(s.All && len(s.Areas) < 2, "seen in all areas takes at least two of them")
		},
	}
}

// area reads the one area that parameters can name: a circle or a box.
func (v *Values) area() []geo.Shape {
	circle := v.Text("lat") != "" || v.Text("lon") != "" || v.Text("radius_m") != ""
	box := v.Text("bbox")
	switch {
	case circle && box != "":
		v.Fault("name a circle (lat, lon, radius_m) or a bbox, not both: several areas go by POST to /api/v1/sightings/search")
		return nil
	case box != "":
		return v.box(box)
	case !circle && v.Text("plate") != "":
		return nil
	}
	at := orb.Point{v.Number("lon", -180, 180), v.Number("lat", -90, 90)}
	radius := geo.Meters(v.Number("radius_m", 1, float64(geo.MaxShapeReach)))
	if v.Faulty() {
		return nil
	}
	return v.shape(geo.NewCircle(at, radius))
}

func (v *Values) box(text string) []geo.Shape {
	var corners []float64
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			break
		}
		corners = append(corners, n)
	}
	if len(corners) != 4 || strings.Count(text, ",") != 3 {
		v.Fault("bbox must be west,south,east,north in degrees, not %q", text)
		return nil
	}
	return v.shape(geo.NewBox(corners[0], corners[1], corners[2], corners[3]))
}

func (v *Values) shape(s geo.Shape, err error) []geo.Shape {
	if err != nil {
		v.Fault("%s", err)
		return nil
	}
	return []geo.Shape{s}
}

// AreaBody is an area of a body: exactly one of its members.
type AreaBody struct {
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

// shape is the area as it is asked for.
func (a AreaBody) shape() (geo.Shape, error) {
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

// askedArea is an area as the audit keeps it.
func askedArea(s geo.Shape) map[string]any {
	m := map[string]any{"kind": s.Kind}
	switch s.Kind {
	case geo.ShapeCircle:
		m["lon"], m["lat"], m["radius_m"] = s.Lines[0][0][0], s.Lines[0][0][1], s.Reach
	case geo.ShapeCorridor:
		m["lines"], m["width_m"] = s.Lines, 2*s.Reach
	default:
		m["polygons"] = s.Polygons
	}
	return m
}
