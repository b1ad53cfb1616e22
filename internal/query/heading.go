package query

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// HeadingWindow is a span of headings: those within Within degrees, 0 to 180, of Degrees clockwise from north.
type HeadingWindow struct {
	Degrees int
	Within  int
}

// Holds reports whether a heading in degrees clockwise from north is in the window.
func (w HeadingWindow) Holds(heading int) bool {
	turn := ((heading-w.Degrees)%360 + 360) % 360
	return min(turn, 360-turn) <= w.Within
}

// heading is the parameter of where a vehicle was headed: in a body a number, or a point of the compass by itself.
func heading() Param {
	within := Field{Name: "heading_within", About: "How many degrees a heading may be off.",
		Schema: Whole(0, 180).Usually(headingWithin), Member: json.Number(""),
		Flag: Flag{"DEGREES", "Give or take (45)."}}
	return Param{
		Fields: []Field{
			{Name: "heading", In: InQuery, Schema: Text(),
				About: "Only reads of vehicles headed so: degrees clockwise from north, or N, NE, E, SE, S, SW, W, NW.",
				Flag:  Flag{"", "Only reads of vehicles going this way: degrees or N, NE, E …"}},
			{Name: "heading", In: InBody, Schema: Whole(0, 359), Member: json.Number(""),
				About: "Only reads of vehicles headed so, in degrees clockwise from north."},
			{Name: "compass", In: InBody, Schema: Word(compass()...), About: "The same as a point of the compass."},
			within,
		},
		Reader: Reader{
			FromQuery: func(_ Param, v *Values, r *Request) {
				if v.Text("heading") != "" {
					r.Search.Heading = v.heading(v.Text("heading"), v.Text("heading_within"))
				} else if v.Text("heading_within") != "" {
					v.Fault("heading_within needs a heading")
				}
			},
			FromBody: func(_ Param, b *Body, r *Request) {
				degrees, point := Member[json.Number](b, "heading").String(), Member[string](b, "compass")
				within := Member[json.Number](b, "heading_within").String()
				switch {
				case degrees != "" && point != "":
					b.Fault("name a heading or a point of the compass, not both")
				case degrees+point != "":
					r.Search.Heading = b.heading(degrees+point, within)
				case within != "":
					b.Fault("heading_within needs a heading or compass")
				}
			},
			Asked: func(_ Param, s Search) map[string]any { return given(s.Heading != nil, "heading", s.Heading) },
		},
		Check: func(s Search) string {
			h := s.Heading
			wrong := h != nil && (h.Degrees < 0 || h.Degrees > 359 || h.Within < 0 || h.Within > 180)
			return fault(wrong, "a heading is 0 to 359 degrees, give or take 0 to 180")
		},
		Narrows: "direction",
	}
}

// compass are the points of the compass, from north, 45 degrees apart.
func compass() []string { return []string{"N", "NE", "E", "SE", "S", "SW", "W", "NW"} }

// headingWithin is what a heading is given or taken when nothing is said.
const headingWithin = 45

// heading reads a direction in degrees clockwise from north or as a point of the compass.
func (f *Faults) heading(text, within string) *HeadingWindow {
	w := HeadingWindow{Within: headingWithin}
	if i := slices.Index(compass(), strings.ToUpper(text)); i >= 0 {
		w.Degrees = 45 * i
	} else if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= 359 {
		w.Degrees = n
	} else {
		f.Fault("heading must be 0 to 359 degrees or N, NE, E, SE, S, SW, W, NW, not %q", text)
	}
	if within != "" {
		n, err := strconv.Atoi(within)
		if w.Within = n; err != nil || n < 0 || n > 180 {
			f.Fault("heading_within must be 0 to 180 degrees, not %q", within)
		}
	}
	return &w
}
