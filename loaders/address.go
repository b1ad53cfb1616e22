package loaders

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// address is an address as a row gives it.
type address struct {
	street, unit, city, state, zip, county string // the unit as the row's own column has it, or in the street
	inStreet                               bool   // the unit stands in the street, too
	lat, lon, radius                       string
	remarks                                []timeline.Remark
}

var (
	zipText    = regexp.MustCompile(`^(\d{5})(?:-?(\d{4}))?$`)
	poBox      = regexp.MustCompile(`(?i)\b(p\.?\s*o\.?\s*(box|bx|b\b|drawer)|post office (box|bx|drawer))|^(p\.?o\.?)?box\s*#?\s*\d`)
	general    = regexp.MustCompile(`(?i)\bgen(eral|'?l|\.)?\s*del(ivery|iv|y|v|\.)?(\W|$)`)
	ruralRoute = regexp.MustCompile(`(?i)\b((r\.?\s*r\.?|rural (route|rte?|delivery)|h\.?c\.?r?|highway contract( route| rte?)?|` +
		`star (route|rte?)|s\.?r\.? box)\s*#?\s*\d+|r\.?\s*f\.?\s*d\b|r(ou)?te?\.?\s*#?\s*\d+,?\s+(box|bx)\b)`)
	blanks = regexp.MustCompile(`\s+`)
)

// readAddress takes the address out of a row.
func (t *tableEvents) readAddress(r *row) address {
	v := func(of timeline.FieldType) string { return t.value(r, of) }
	a := address{
		street: v(timeline.FieldStreet), unit: v(timeline.FieldAptUnit), city: v(timeline.FieldCity), county: v(timeline.FieldCounty),
		lat: v(timeline.FieldLat), lon: v(timeline.FieldLon), radius: v(timeline.FieldRadius),
	}
	if lat, lon, ok := parsePair([]byte(v(timeline.FieldPosition))); ok && a.lat == "" {
		a.lat, a.lon = string(lat), string(lon)
	}
	if number := v(timeline.FieldHouse); number != "" {
		a.street = strings.TrimSpace(number + " " + a.street)
	}
	state, zip := v(timeline.FieldState), v(timeline.FieldZIP)
	for _, whole := range []*string{&a.street, &a.city} {
		if *whole == "" || zip != "" || whole == &a.street && a.city != "" || whole == &a.city && state != "" {
			continue
		}
		if p, ok := splitLine(*whole, t.opt.Gazetteer); ok && (state == "" || p.state == "" || stateNamed(state) == p.state) &&
			(whole == &a.street || p.city+p.zip != "") {
			*whole = ""
			a.street, a.city, zip = cmp.Or(p.street, a.street), p.city, p.zip
			state = cmp.Or(state, p.state)
		}
	}
	if a.state = stateNamed(state); a.state == "" && state != "" {
		a.remark(timeline.RemarkNoState, state)
	}
	a.readZIP(strings.TrimSuffix(zip, ".0"))
	if a.unit == "" {
		if _, unit := splitUnit(a.street); unit != "" {
			a.unit, a.inStreet = unit, true
		}
	}
	switch a.kind() {
	case typeBox:
		a.remark(timeline.RemarkBox)
	case typeRoute:
		a.remark(timeline.RemarkRoute)
	case typeDelivery:
		a.remark(timeline.RemarkDelivery)
	}
	return a
}

func (a *address) remark(code timeline.RemarkCode, args ...string) {
	a.remarks = append(a.remarks, timeline.Remark{Code: code, Args: args})
}

// Kinds of addresses that are no house, in words.
const (
	typeBox      = "post office box"
	typeRoute    = "rural route"
	typeDelivery = "general delivery"
)

// kind says what kind of address it is, "" for a house in a street.
func (a *address) kind() string {
	switch {
	case poBox.MatchString(a.street):
		return typeBox
	case ruralRoute.MatchString(a.street):
		return typeRoute
	case general.MatchString(a.street):
		return typeDelivery
	}
	return ""
}

// parsed are the parts of an address that get a field of their own: the unit, and what kind of address it is.
func (a *address) parsed() []timeline.Field {
	var fields []timeline.Field
	if a.unit != "" {
		fields = append(fields, timeline.Field{Name: timeline.FieldUnit, Value: blanks.ReplaceAllString(strings.ToUpper(a.unit), " ")})
	}
	if kind := a.kind(); kind != "" {
		fields = append(fields, timeline.Field{Name: timeline.FieldAddressType, Value: kind})
	}
	return fields
}

// zeroZIPs are the states whose ZIP codes begin with 0, which spreadsheets drop.
const zeroZIPs = "CT MA ME NH NJ RI VT"

// readZIP takes five digits, with or without the four behind them.
func (a *address) readZIP(s string) {
	m := zipText.FindStringSubmatch(s)
	switch {
	case s == "":
	case m != nil:
		a.zip = m[1]
	case lostZeros(s, a.state):
		a.zip = strings.Repeat("0", 5-len(s)) + s
		a.remark(timeline.RemarkZIPZeros, s, a.zip)
	default:
		a.remark(timeline.RemarkNoZIP, s)
	}
}

// lostZeros reports whether digits are a ZIP code of a state without its leading zeros.
func lostZeros(s, state string) bool {
	return allDigits(s) && state != "" && (len(s) == 4 && strings.Contains(zeroZIPs, state) || len(s) == 3 && (state == "PR" || state == "VI"))
}

func (a *address) empty() bool {
	return a.street == "" && a.city == "" && a.zip == "" && a.state == "" && a.lat == ""
}

// ownUnit is the unit that does not stand in the street.
func (a *address) ownUnit() string {
	if a.inStreet {
		return ""
	}
	return a.unit
}

// label is the address on one line.
func (a *address) label() string {
	place := strings.TrimSpace(a.state + " " + a.zip)
	var parts []string
	for _, p := range []string{strings.TrimSpace(a.street + " " + a.ownUnit()), a.city, place} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// canonical is the address in a form in which differences of case and blanks do not show.
func (a *address) canonical() string {
	s := strings.Join([]string{a.street, a.ownUnit(), a.city, a.state, a.zip, a.lat, a.lon}, "|")
	return blanks.ReplaceAllString(strings.ToUpper(s), " ")
}

const (
	// streetRadius is how near an address a given position is at best, metres.
	streetRadius geo.Meters = 50
	// maxRadius is the largest radius of a position that is one.
	maxRadius geo.Meters = 1_000_000
	// farFromZIP is how far from the centre of its ZIP code a given position may be before it is pointed out.
	farFromZIP geo.Meters = 100_000
)

// locate finds the position by the first that answers: given, ZIP, city, county, state. It remarks what was passed over.
func (a *address) locate(g Gazetteer) timeline.Where {
	label := a.label()
	if w, fault, ok := a.given(g); fault != "" {
		a.remark(timeline.RemarkPosition, fault)
	} else if ok {
		w.Label = label
		return w
	}
	if g == nil {
		return timeline.Where{Class: timeline.ClassNone, Label: label, State: a.state,
			Basis: "no position is given and no gazetteer is at hand"}
	}
	w, ok := timeline.Where{}, false
	if a.zip != "" {
		switch w, ok = g.ZIP(a.zip); {
		case !ok:
			a.remark(timeline.RemarkUnknownZIP, a.zip)
		case a.state != "" && w.State != "" && w.State != a.state:
			a.remark(timeline.RemarkZIPState, a.zip, w.State, a.state)
			ok = false
		default:
			w.Basis = "centre of ZIP code " + a.zip
		}
	}
	if !ok && a.city != "" && a.state != "" {
		if w, ok = g.City(a.city, a.state); ok {
			w.Basis = "centre of " + a.city + ", " + a.state
		}
	}
	if !ok && a.county != "" && a.state != "" {
		if w, ok = g.County(a.county, a.state); ok {
			w.Basis = "centre of " + a.county + ", " + a.state
		}
	}
	if !ok && a.state != "" {
		if w, ok = g.State(a.state); ok {
			w.Basis = "centre of " + a.state + ": nothing finer was found"
		}
	}
	if !ok {
		w = timeline.Where{Class: timeline.ClassNone, Basis: "no part of the address was found in the gazetteer"}
	}
	w.Label = label
	return fillIn(w, g)
}

// given is the position the row itself gives. fault says why it was not used.
func (a *address) given(g Gazetteer) (w timeline.Where, fault string, ok bool) {
	if a.lat == "" && a.lon == "" {
		return w, "", false
	}
	lat, latDecimals, okLat := parseDegrees([]byte(a.lat))
	lon, lonDecimals, okLon := parseDegrees([]byte(a.lon))
	if !okLat || !okLon {
		return w, fmt.Sprintf("the given position (%s, %s) was not used: it is not two numbers", a.lat, a.lon), false
	}
	if _, reason := checkPosition(lat, lon, g); reason != "" {
		return w, "the given position was not used: " + reason, false
	}
	w = timeline.Where{Point: orb.Point{lon, lat}, Class: timeline.ClassStreet,
		Radius: max(streetRadius, radiusOf(min(latDecimals, lonDecimals))), Basis: "position given by the source"}
	if given, ok := parseMeters(a.radius); ok && given > w.Radius && given < maxRadius {
		w.Radius = given
	} else if a.radius != "" && !ok {
		a.remark(timeline.RemarkPosition, fmt.Sprintf("the radius %q was not used: it is no number of metres", a.radius))
	}
	w = fillIn(w, g)
	if g == nil || a.zip == "" {
		return w, "", true
	}
	if z, ok := g.ZIP(a.zip); ok {
		if d := geo.Distance(z.Point, w.Point); d > farFromZIP+z.Radius {
			return w, fmt.Sprintf("the given position was not used: it is %.0f km from ZIP code %s", math.Round(d.Kilometers()),
				a.zip), false
		}
	}
	return w, "", true
}

// noteOf turns a remark on one address into one that can be counted over the load.
func noteOf(r timeline.Remark) string {
	switch r.Code {
	case timeline.RemarkPosition:
		return "given positions not used"
	case timeline.RemarkZIPZeros, timeline.RemarkNoZIP, timeline.RemarkUnknownZIP, timeline.RemarkZIPState:
		return "ZIP codes to check"
	}
	return r.String()
}

// isPlace reports whether a field is a part of an address in its canonical form.
func isPlace(of timeline.FieldType) bool {
	switch of {
	case timeline.FieldStreet, timeline.FieldHouse, timeline.FieldAptUnit, timeline.FieldCity, timeline.FieldState, timeline.FieldZIP,
		timeline.FieldLat, timeline.FieldLon, timeline.FieldPosition:
		return true
	}
	return false
}

// place finds where an event was: by the address or position that the row gives, else where its agency is. A county or a state says
// less than an agency.
func (t *tableEvents) place(e *timeline.Event, r *row, adr *address) {
	site, named := t.value(r, timeline.FieldSite), t.value(r, timeline.FieldAgency)
	e.Where = timeline.Where{Class: timeline.ClassNone, Basis: "the record gives no place"}
	if !adr.empty() {
		e.Where = adr.locate(t.opt.Gazetteer)
	}
	if raw := t.value(r, timeline.FieldORI); raw != "" {
		where, ok := t.agency(&t.opt, e, raw, named)
		coarse := !e.Where.Located() || e.Where.Class == timeline.ClassCounty || e.Where.Class == timeline.ClassState
		if finer := where.Located() && (!e.Where.Located() || where.Radius < e.Where.Radius); ok && coarse && (finer || adr.empty()) {
			e.Where = where
			if site != "" {
				e.Where.Label = site
			}
			return
		}
	}
	switch {
	case site != "" && e.Where.Label != "":
		e.Where.Label = site + ", " + e.Where.Label
	case e.Where.Label == "":
		e.Where.Label = cmp.Or(site, named)
	}
}
