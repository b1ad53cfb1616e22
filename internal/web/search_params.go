package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/plate"
)

// SearchRequest is a question as it came in.
type SearchRequest struct {
	Search  query.Search // without its After
	Cursor  string       // "" for the first page
	Case    string       // number of the case it is asked for
	Purpose string       // in the asker's words
}

// searchParams are the parameters of GET /api/v1/sightings.
func searchParams() []string {
	return []string{"lat", "lon", "radius_m", "bbox", "from", "to", "time_of_day", "weekdays", "kind", "spans", "plate", "plate_state", "ocr", "in_case",
		"max_radius_m", "coarsest", "heading", "heading_within", "min_confidence", "order", "limit", "cursor", "count", "case", "purpose"}
}

// ParseSearch reads the parameters of GET /api/v1/sightings; its error tells every fault.
func ParseSearch(values url.Values) (SearchRequest, error) {
	p := newParams(values, searchParams()...)
	s := query.Search{
		Areas: p.area(), From: p.instant("from"), To: p.instant("to"), Kinds: someOf(p, "kind", query.SearchKinds()...), Spans: p.flag("spans"),
		Case: p.text("in_case"), Limit: defaultLimit,
		Hours: p.hours(p.text("time_of_day"), strings.FieldsFunc(p.text("weekdays"), func(r rune) bool { return r == ',' })),
		Order: order(p.text("order")), Count: counting(p.text("count")), Coarsest: timeline.Precision(p.text("coarsest")),
	}
	if p.text("limit") != "" {
		limit := p.number("limit", 1, query.MaxSearchLimit)
		if s.Limit = int(limit); float64(s.Limit) != limit {
			p.fault("limit must be a whole number")
		}
	}
	if p.text("max_radius_m") != "" {
		s.MaxRadius = geo.Meters(p.number("max_radius_m", 0, 1e7))
	}
	if p.text("min_confidence") != "" {
		s.MinConfidence = p.number("min_confidence", 0, 1)
	}
	if p.text("heading") != "" {
		s.Heading = p.heading(p.text("heading"), p.text("heading_within"))
	} else if p.text("heading_within") != "" {
		p.fault("heading_within needs a heading")
	}
	if p.text("plate") == "" && p.values.Has("plate") {
		p.fault("plate is empty: name a plate, or leave plate out")
	}
	s.Plate = p.plate(p.text("plate"), p.text("plate_state"), p.oneOf("ocr", "false", "true", "false") == "true")
	p.check(s)
	return SearchRequest{Search: s, Cursor: p.text("cursor"), Case: p.text("case"), Purpose: p.text("purpose")}, p.err()
}

// check adds the faults of the question as a whole.
func (p *params) check(s query.Search) {
	if len(p.faults) > 0 {
		return // what could not be read would be found missing
	}
	if err := s.Check(); err != nil {
		p.fault("%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
}

// area reads the one area that parameters can name: a circle or a box.
func (p *params) area() []geo.Shape {
	circle := p.text("lat") != "" || p.text("lon") != "" || p.text("radius_m") != ""
	box := p.text("bbox")
	switch {
	case circle && box != "":
		p.fault("name a circle (lat, lon, radius_m) or a bbox, not both: several areas go by POST to /api/v1/sightings/search")
		return nil
	case box != "":
		return p.boxArea(box)
	case !circle && p.text("plate") != "":
		return nil
	}
	at := orb.Point{p.number("lon", -180, 180), p.number("lat", -90, 90)}
	radius := geo.Meters(p.number("radius_m", 1, float64(geo.MaxShapeReach)))
	if len(p.faults) > 0 {
		return nil
	}
	return p.shape(geo.NewCircle(at, radius))
}

func (p *params) boxArea(text string) []geo.Shape {
	var v []float64
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			break
		}
		v = append(v, n)
	}
	if len(v) != 4 || strings.Count(text, ",") != 3 {
		p.fault("bbox must be west,south,east,north in degrees, not %q", text)
		return nil
	}
	return p.shape(geo.NewBox(v[0], v[1], v[2], v[3]))
}

func (p *params) shape(s geo.Shape, err error) []geo.Shape {
	if err != nil {
		p.fault("%s", err)
		return nil
	}
	return []geo.Shape{s}
}

// hours reads a span of the day such as 22:00-04:00 and weekdays such as fri.
func (p *params) hours(span string, days []string) (h query.DayHours) {
	if span != "" {
		from, to, ok := strings.Cut(span, "-")
		var okFrom, okTo bool
		h.From, okFrom = timeOfDay(from)
		h.To, okTo = timeOfDay(to)
		if !ok || !okFrom || !okTo || h.From == 24*3600 || h.From == h.To {
			p.fault("a time of day must be a span of local time such as 22:00-04:00, not %q", span)
		}
	}
	for _, day := range days {
		i := slices.IndexFunc(weekdays(), func(name string) bool { return strings.EqualFold(strings.TrimSpace(day), name) })
		if i < 0 {
			p.fault("weekdays must be of %s, not %q", strings.Join(weekdays(), ","), day)
			continue
		}
		h.Weekdays = append(h.Weekdays, time.Weekday(i))
	}
	return h
}

func weekdays() []string { return []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }

// timeOfDay reads hours and minutes, with or without seconds, as seconds after midnight.
func timeOfDay(text string) (int, bool) {
	text = strings.TrimSpace(text)
	if text == "24:00" {
		return 24 * 3600, true
	}
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Hour()*3600 + t.Minute()*60 + t.Second(), true
		}
	}
	return 0, false
}

// headingWithin is what a heading is given or taken when nothing is said.
const headingWithin = 45

// heading reads a direction in degrees clockwise from north or as a point of the compass.
func (p *params) heading(text, within string) *query.HeadingWindow {
	w := query.HeadingWindow{Within: headingWithin}
	if i := slices.Index([]string{"N", "NE", "E", "SE", "S", "SW", "W", "NW"}, strings.ToUpper(text)); i >= 0 {
		w.Degrees = 45 * i
	} else if n, err := strconv.Atoi(text); err == nil && n >= 0 && n <= 359 {
		w.Degrees = n
	} else {
		p.fault("heading must be 0 to 359 degrees or N, NE, E, SE, S, SW, W, NW, not %q", text)
	}
	if within != "" {
		n, err := strconv.Atoi(within)
		if w.Within = n; err != nil || n < 0 || n > 180 {
			p.fault("heading_within must be 0 to 180 degrees, not %q", within)
		}
	}
	return &w
}

func (p *params) plate(number, state string, ocr bool) plate.Pattern {
	pattern, err := plate.ParsePattern(number, state, ocr)
	if err != nil {
		p.fault("%s", err)
	}
	return pattern
}

// order and counting know the words for what is usual.
func order(text string) query.Order {
	if text == "newest" {
		return query.Newest
	}
	return query.Order(text)
}

func counting(text string) query.Counting {
	if text == "none" {
		return query.CountNone
	}
	return query.Counting(text)
}
