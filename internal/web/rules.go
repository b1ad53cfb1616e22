package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"sightline/geo"
	"sightline/timeline/analysis"
)

// rule is a parameter of an analysis that may be asked for: as a query parameter, and in the page's form.
type rule struct {
	Name      string  // as the query has it
	Group     string  // what it is about
	Label     string  // in words
	Unit      string  // "hours" (a length of time such as 24h or 90m), "m", "km/h", "share" or "" for a whole number
	Low, High float64 // in its unit
	// at is where it stands: *timeline.Span, *geo.Meters, *geo.MetersPerSecond, *int, *uint64 or *float64.
	at func(*analysis.Parameters) any
}

// Units of rules.
const (
	unitHours = "hours"
	unitM     = "m"
	unitKmh   = "km/h"
	unitShare = "share"
	unitCount = ""
)

const (
	year     = 365 * 24 // hours
	countTop = 1000
	seedTop  = 1 << 53 // the largest that JSON carries exactly
)

// rules returns all parameters of timeline.Parameters but the names of places, in the order of the form.
func rules() []rule {
	return []rule{
		{"gap", "Gaps and trips", "Silence that is a gap", unitHours, 1, year, func(p *analysis.Parameters) any { return &p.Gap }},
		{"trip_gap", "Gaps and trips", "Silence that ends a trip", unitHours, 0.1, year, func(p *analysis.Parameters) any { return &p.TripGap }},

		{"place.distance_m", "Places", "Sightings this close are at one place", unitM, 10, 5000, func(p *analysis.Parameters) any { return &p.Place.Distance }},
		{"place.sightings", "Places", "Least sightings so close together", unitCount, 2, countTop, func(p *analysis.Parameters) any { return &p.Place.Sightings }},
		{"place.visits", "Places", "Least separate visits", unitCount, 1, countTop, func(p *analysis.Parameters) any { return &p.Place.Visits }},
		{"place.max_radius_m", "Places", "Widest place", unitM, 10, 10_000, func(p *analysis.Parameters) any { return &p.Place.Radius }},
		{"place.accuracy_m", "Places", "Widest radius of an exact sighting", unitM, 1, 5000, func(p *analysis.Parameters) any { return &p.Place.Accuracy }},
		{"place.chance", "Places", "Chance that a road brings so many", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Place.Chance }},
		{"place.stay", "Places", "Shorter visits are passing by", unitHours, 0, 48, func(p *analysis.Parameters) any { return &p.Place.Stay }},
		{"place.session", "Places", "Sightings no further apart are one visit", unitHours, 0.1, 7 * 24, func(p *analysis.Parameters) any { return &p.Place.Session }},

		{"base.nights", "Likely bases", "Least nights", unitCount, 1, countTop, func(p *analysis.Parameters) any { return &p.Base.Nights }},
		{"base.share", "Likely bases", "Least share of the nights known", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Base.Share }},
		{"base.night_from", "Likely bases", "Night begins at hour", unitCount, 0, 23, func(p *analysis.Parameters) any { return &p.Base.From }},
		{"base.night_to", "Likely bases", "Night ends at hour", unitCount, 0, 23, func(p *analysis.Parameters) any { return &p.Base.To }},
		{"base.rest", "Likely bases", "Least rest in a night", unitHours, 0, 24, func(p *analysis.Parameters) any { return &p.Base.Rest }},

		{"area.radius_m", "City areas", "Radius of an area", unitM, 1000, 500_000, func(p *analysis.Parameters) any { return &p.Area.Radius }},
		{"area.accuracy_m", "City areas", "Widest radius of a sighting in an area", unitM, 1000, 1_000_000, func(p *analysis.Parameters) any { return &p.Area.Accuracy }},

		{"speed.road_kmh", "Speeds", "Fastest on the road, along the straight line", unitKmh, 5, 1000, func(p *analysis.Parameters) any { return &p.Speed.Road }},
		{"speed.review_kmh", "Speeds", "A vehicle that needs more is flagged", unitKmh, 5, 2000, func(p *analysis.Parameters) any { return &p.Speed.Review }},
		{"speed.certain_kmh", "Speeds", "A vehicle that needs more was surely not there twice", unitKmh, 5, 5000, func(p *analysis.Parameters) any { return &p.Speed.Certain }},
		{"speed.person_kmh", "Speeds", "A person who needs more is flagged", unitKmh, 5, 40_000, func(p *analysis.Parameters) any { return &p.Speed.Person }},

		{"reach.city_m", "Reach of agencies", "City and university police", unitM, 0, 2_000_000, func(p *analysis.Parameters) any { return &p.Reach.City }},
		{"reach.county_m", "Reach of agencies", "County and tribal agencies", unitM, 0, 2_000_000, func(p *analysis.Parameters) any { return &p.Reach.County }},
		{"reach.state_m", "Reach of agencies", "State and federal agencies", unitM, 0, 5_000_000, func(p *analysis.Parameters) any { return &p.Reach.State }},
		{"reach.other_m", "Reach of agencies", "Agencies of unknown kind", unitM, 0, 5_000_000, func(p *analysis.Parameters) any { return &p.Reach.Other }},

		{"circuit.rounds", "Circuits", "Least rounds", unitCount, 2, countTop, func(p *analysis.Parameters) any { return &p.Circuit.Rounds }},
		{"circuit.stops", "Circuits", "Least areas in a round", unitCount, 3, 8, func(p *analysis.Parameters) any { return &p.Circuit.Stops }},
		{"circuit.max_stops", "Circuits", "Most areas in a round", unitCount, 3, 8, func(p *analysis.Parameters) any { return &p.Circuit.MaxStops }},
		{"circuit.longest", "Circuits", "Longest round", unitHours, 1, year, func(p *analysis.Parameters) any { return &p.Circuit.Longest }},
		{"circuit.stay", "Circuits", "Shorter stays are passing through", unitHours, 0, 7 * 24, func(p *analysis.Parameters) any { return &p.Circuit.Stay }},
		{"circuit.chance", "Circuits", "Largest chance that it is noise", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Circuit.Chance }},
		{"circuit.shuffles", "Circuits", "Shuffled histories to compare with", unitCount, 9, countTop, func(p *analysis.Parameters) any { return &p.Circuit.Shuffles }},
		{"circuit.seed", "Circuits", "Seed of the shuffles", unitCount, 0, seedTop, func(p *analysis.Parameters) any { return &p.Circuit.Seed }},

		{"change.weeks", "Changes", "Least weeks on either side", unitCount, 1, 52, func(p *analysis.Parameters) any { return &p.Change.Weeks }},
		{"change.days", "Changes", "Least days with sightings", unitCount, 1, countTop, func(p *analysis.Parameters) any { return &p.Change.Days }},
		{"change.chance", "Changes", "Largest chance that it is noise", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Change.Chance }},
		{"change.shuffles", "Changes", "Shuffled calendars to compare with", unitCount, 9, countTop, func(p *analysis.Parameters) any { return &p.Change.Shuffles }},
		{"change.seed", "Changes", "Seed of the shuffles", unitCount, 0, seedTop, func(p *analysis.Parameters) any { return &p.Change.Seed }},

		{"shift.hours", "Wrong zones", "Widest shift tried, whole hours", unitCount, 1, 14, func(p *analysis.Parameters) any { return &p.Shift.Hours }},
		{"shift.legs", "Wrong zones", "Least legs that are too fast", unitCount, 1, countTop, func(p *analysis.Parameters) any { return &p.Shift.Legs }},
		{"shift.remaining", "Wrong zones", "Largest share left after the shift", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Shift.Remaining }},
		{"shift.lead", "Wrong zones", "Lead over any other shift", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Shift.Lead }},

		{"split.conflicts", "Two vehicles", "Least conflicts", unitCount, 1, countTop, func(p *analysis.Parameters) any { return &p.Split.Conflicts }},
		{"split.sightings", "Two vehicles", "Least sightings of each", unitCount, 1, countTop, func(p *analysis.Parameters) any { return &p.Split.Sightings }},
		{"split.days", "Two vehicles", "Least days of the second", unitCount, 1, countTop, func(p *analysis.Parameters) any { return &p.Split.Days }},
		{"split.day_share", "Two vehicles", "Least share of those days", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Split.DayShare }},
		{"split.remaining", "Two vehicles", "Largest share of conflicts left", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Split.Remaining }},

		{"contact_window", "Law-enforcement interest", "Inquiries no further apart are one encounter", unitHours, 0, 48, func(p *analysis.Parameters) any { return &p.Contact }},
		{"burst.window", "Law-enforcement interest", "Window of a burst", unitHours, 1, year, func(p *analysis.Parameters) any { return &p.Burst.Window }},
		{"burst.contacts", "Law-enforcement interest", "Least encounters of a burst", unitCount, 2, countTop, func(p *analysis.Parameters) any { return &p.Burst.Contacts }},
		{"burst.chance", "Law-enforcement interest", "Largest chance that it is noise", unitShare, 0, 1, func(p *analysis.Parameters) any { return &p.Burst.Chance }},

		{"question.top_kmh", "Where could they have been", "No faster than", unitKmh, 1, 2000, func(p *analysis.Parameters) any { return &p.Question.Top }},
		{"question.horizon", "Where could they have been", "Sightings further off in time bound nothing", unitHours, 1, year, func(p *analysis.Parameters) any { return &p.Question.Horizon }},
		{"question.records", "Where could they have been", "Records that must each rule it out", unitCount, 1, 5, func(p *analysis.Parameters) any { return &p.Question.Records }},
		{"question.apart_m", "Where could they have been", "How far apart those must be", unitM, 0, 100_000, func(p *analysis.Parameters) any { return &p.Question.Apart }},
	}
}

// ruleNames are the query parameters that rules are given by.
func ruleNames() []string {
	var names []string
	for _, r := range rules() {
		names = append(names, r.Name)
	}
	return names
}

// parameters reads the rules of an analysis; those not given stay as they are in usual.
func (p *params) parameters(usual analysis.Parameters) analysis.Parameters {
	out := usual
	for _, r := range rules() {
		if text := p.text(r.Name); text != "" {
			if fault := r.set(&out, text); fault != "" {
				p.fault("%s", fault)
			}
		}
	}
	if out.Circuit.Stops > out.Circuit.MaxStops {
		p.fault("circuit.stops must be no more than circuit.max_stops")
	}
	if out.Speed.Review > out.Speed.Certain {
		p.fault("speed.review_kmh must be no more than speed.certain_kmh")
	}
	return out
}

// set reads a rule's text, and returns what is wrong with it.
func (r rule) set(p *analysis.Parameters, text string) (fault string) {
	var v float64
	var err error
	field := r.at(p)
	if _, isSpan := field.(*analysis.Span); isSpan {
		var d time.Duration
		d, err = time.ParseDuration(text)
		v = d.Hours()
	} else {
		v, err = strconv.ParseFloat(text, 64)
	}
	if err != nil || math.IsNaN(v) || v < r.Low || v > r.High {
		return fmt.Sprintf("%s must be %s from %s to %s, not %q", r.Name, r.noun(), r.write(r.Low), r.write(r.High), text)
	}
	switch at := field.(type) {
	case *analysis.Span:
		*at = analysis.Span(v * float64(time.Hour))
	case *geo.Meters:
		*at = geo.Meters(v)
	case *geo.MetersPerSecond:
		*at = geo.MetersPerSecond(v / 3.6)
	case *float64:
		*at = v
	case *int:
		*at = int(v)
	case *uint64:
		*at = uint64(v)
	}
	if r.Unit == unitCount && v != math.Trunc(v) {
		return r.Name + " must be a whole number"
	}
	return ""
}

func (r rule) noun() string {
	switch r.Unit {
	case unitHours:
		return "a length of time"
	case unitCount:
		return "a whole number"
	}
	return "a number"
}

// write writes a value in the rule's unit as the query takes it.
func (r rule) write(v float64) string {
	if r.Unit == unitHours {
		return compact(time.Duration(v * float64(time.Hour)))
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// value is what a rule is set to, in its unit.
func (r rule) value(p analysis.Parameters) float64 {
	switch at := r.at(&p).(type) {
	case *analysis.Span:
		return time.Duration(*at).Hours()
	case *geo.Meters:
		return float64(*at)
	case *geo.MetersPerSecond:
		return math.Round(at.KilometersPerHour()*1e6) / 1e6
	case *float64:
		return *at
	case *int:
		return float64(*at)
	case *uint64:
		return float64(*at)
	}
	return math.NaN()
}

// compact writes a length of time without parts that are nothing: "24h", "1h30m".
func compact(d time.Duration) string {
	text := d.Round(time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// ruleView is a rule as the page's form shows it.
type ruleView struct {
	Name  string `json:"name"`
	Group string `json:"group"`
	Label string `json:"label"`
	Unit  string `json:"unit"`
	Low   string `json:"low"`
	High  string `json:"high"`
	Value string `json:"value"` // in use
	Usual string `json:"usual"` // without a word from the asker
}

func ruleViews(used, usual analysis.Parameters) []ruleView {
	var views []ruleView
	for _, r := range rules() {
		views = append(views, ruleView{r.Name, r.Group, r.Label, r.Unit, r.write(r.Low), r.write(r.High), r.write(r.value(used)), r.write(r.value(usual))})
	}
	return views
}
