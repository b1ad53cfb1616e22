package analysis

import (
	"errors"
	"maps"
)

// Units of rules.
const (
	UnitHours  Unit = "hours" // a length of time, written such as 24h or 90m
	UnitMeters Unit = "m"
	UnitKmh    Unit = "km/h"
	UnitShare  Unit = "share"
	UnitCount  Unit = "" // a whole number
)

// Rule is one parameter of an analysis. What asks for rules, describes them or lists them ranges over Parameters.Rules:
// the page's form, queries, the API's description, the command line, the audit and reports.
type Rule struct {
	Name             string  // in queries and on the command line
	Group            string  // what it is about
	Label            string  // in words
	Unit             Unit    // of the numbers below
	Low, High, Usual float64 // least and most that it can be, and what it is unless something is said
	At               any     // where it stands: *Span, *geo.Meters, *geo.MetersPerSecond, *int, *uint64, *float64 or own
}

// Rules are all parameters but the names of places, in the order of forms and lists, those that one detector alone has last.
// Setting one sets it in p.
func (p *Parameters) Rules() []Rule {
	all := p.shared()
	for _, d := range p.Looking() {
		for _, r := range d.Own {
			r.At = own{p, r.Name, r.Usual}
			all = append(all, r)
		}
	}
	return all
}

// own is where the value of a detector's own rule stands.
type own struct {
	p     *Parameters
	name  string
	usual float64
}

func (o own) value() float64 {
	if v, changed := o.p.Own[o.name]; changed {
		return v
	}
	return o.usual
}

// put leaves the map as it is, for copies of the parameters share it.
func (o own) put(v float64) {
	changed := maps.Clone(o.p.Own)
	if changed == nil {
		changed = map[string]float64{}
	}
	if changed[o.name] = v; v == o.usual {
		delete(changed, o.name)
	}
	if o.p.Own = changed; len(changed) == 0 {
		o.p.Own = nil
	}
}

// shared are the rules that several analyses go by, and those of whole sets of figures.
func (p *Parameters) shared() []Rule {
	const (
		day      = 24.0 // hours
		year     = 365 * day
		countTop = 1000
		seedTop  = 1 << 53 // the largest that JSON carries exactly
		interest = "Law-enforcement interest"
		question = "Where could they have been"
	)
	return []Rule{
		{"gap", "Gaps and trips", "Silence that is a gap", UnitHours, 1, year, DefaultGap.Hours(), &p.Gap},
		{"trip_gap", "Gaps and trips", "Silence that ends a trip", UnitHours, 0.1, year, DefaultTripGap.Hours(), &p.TripGap},

		{"place.distance_m", "Places", "Sightings this close are at one place", UnitMeters, 10, 5000, 150, &p.Place.Distance},
		{"place.sightings", "Places", "Least sightings so close together", UnitCount, 2, countTop, 3, &p.Place.Sightings},
		{"place.visits", "Places", "Least separate times", UnitCount, 1, countTop, 3, &p.Place.Visits},
		{"place.max_radius_m", "Places", "Widest place", UnitMeters, 10, 10_000, 250, &p.Place.Radius},
		{"place.accuracy_m", "Places", "Widest radius of an exact sighting", UnitMeters, 1, 5000, 250, &p.Place.Accuracy},
		{"place.chance", "Places", "Chance that a road brings so many", UnitShare, 0, 1, 0.0003, &p.Place.Chance},
		{"place.stay", "Places", "Shorter visits are passing by", UnitHours, 0, 48, 0.75, &p.Place.Stay},
		{"place.session", "Places", "Sightings no further apart are one time", UnitHours, 0.1, 7 * day, 12, &p.Place.Session},

		{"base.nights", "Likely bases", "Least nights", UnitCount, 1, countTop, 3, &p.Base.Nights},
		{"base.stays", "Likely bases", "Least stays with a sighting elsewhere between", UnitCount, 1, countTop, 2, &p.Base.Stays},
		{"base.share", "Likely bases", "Least share of all nights known", UnitShare, 0, 1, 0.21, &p.Base.Share},
		{"base.chance", "Likely bases", "Largest chance that it is noise", UnitShare, 0, 1, 0.01, &p.Base.Chance},
		{"base.night_from", "Likely bases", "Night begins at hour", UnitCount, 0, 23, 22, &p.Base.From},
		{"base.night_to", "Likely bases", "Night ends at hour", UnitCount, 0, 23, 7, &p.Base.To},
		{"base.rest", "Likely bases", "Least rest in a night", UnitHours, 0, 24, 4, &p.Base.Rest},

		{"routine.sightings", "Routines", "Least timed sightings, or nights", UnitCount, 1, countTop, 10, &p.Routine.Sightings},

		{"area.radius_m", "City areas", "Radius of an area", UnitMeters, 1000, 500_000, 30e3, &p.Area.Radius},
		{"area.accuracy_m", "City areas", "Widest radius of a sighting in an area", UnitMeters, 1000, 1_000_000, 60e3, &p.Area.Accuracy},

		{"speed.road_kmh", "Speeds", "Fastest on the road, along the straight line", UnitKmh, 5, 1000, 130, &p.Speed.Road},
		{"speed.review_kmh", "Speeds", "A vehicle that needs more is flagged", UnitKmh, 5, 2000, 200, &p.Speed.Review},
		{"speed.certain_kmh", "Speeds", "A vehicle that needs more was surely not there twice", UnitKmh, 5, 5000, 300, &p.Speed.Certain},
		{"speed.person_kmh", "Speeds", "A person who needs more is flagged", UnitKmh, 5, 40_000, 1000, &p.Speed.Person},

		{"reach.city_m", "Reach of agencies", "City and university police", UnitMeters, 0, 2_000_000, 40e3, &p.Reach.City},
		{"reach.county_m", "Reach of agencies", "County and tribal agencies", UnitMeters, 0, 2_000_000, 120e3, &p.Reach.County},
		{"reach.state_m", "Reach of agencies", "State and federal agencies", UnitMeters, 0, 5_000_000, 500e3, &p.Reach.State},
		{"reach.other_m", "Reach of agencies", "Agencies of unknown kind", UnitMeters, 0, 5_000_000, 150e3, &p.Reach.Other},

		{"circuit.rounds", "Circuits", "Least rounds", UnitCount, 2, countTop, 3, &p.Circuit.Rounds},
		{"circuit.stops", "Circuits", "Least areas in a round", UnitCount, 3, 8, 3, &p.Circuit.Stops},
		{"circuit.max_stops", "Circuits", "Most areas in a round", UnitCount, 3, 8, 8, &p.Circuit.MaxStops},
		{"circuit.longest", "Circuits", "Longest round", UnitHours, 1, year, 60 * day, &p.Circuit.Longest},
		{"circuit.stay", "Circuits", "Shorter stays are passing through", UnitHours, 0, 7 * day, 3, &p.Circuit.Stay},
		{"circuit.chance", "Circuits", "Largest chance that it is noise", UnitShare, 0, 1, 0.01, &p.Circuit.Chance},
		{"circuit.shuffles", "Circuits", "Shuffled histories to compare with", UnitCount, 9, countTop, 199, &p.Circuit.Shuffles},
		{"circuit.seed", "Circuits", "Seed of the shuffles", UnitCount, 0, seedTop, 1, &p.Circuit.Seed},

		{"change.weeks", "Changes", "Least weeks on either side", UnitCount, 1, 52, 4, &p.Change.Weeks},
		{"change.days", "Changes", "Least days with sightings on either side", UnitCount, 1, countTop, 10, &p.Change.Days},
		{"change.chance", "Changes", "Largest chance that it is noise", UnitShare, 0, 1, 0.01, &p.Change.Chance},
		{"change.shuffles", "Changes", "Shuffled histories to compare with", UnitCount, 9, countTop, 199, &p.Change.Shuffles},
		{"change.seed", "Changes", "Seed of the shuffles", UnitCount, 0, seedTop, 1, &p.Change.Seed},

		{"shift.hours", "Wrong zones", "Widest shift tried, whole hours", UnitCount, 1, 14, 8, &p.Shift.Hours},
		{"shift.legs", "Wrong zones", "Least legs that are too fast", UnitCount, 1, countTop, 4, &p.Shift.Legs},
		{"shift.remaining", "Wrong zones", "Largest share left after the shift", UnitShare, 0, 1, 0.45, &p.Shift.Remaining},
		{"shift.lead", "Wrong zones", "Lead over any other shift", UnitShare, 0, 1, 0.2, &p.Shift.Lead},

		{"split.conflicts", "Two vehicles", "Least conflicts", UnitCount, 1, countTop, 3, &p.Split.Conflicts},
		{"split.sightings", "Two vehicles", "Least sightings of each", UnitCount, 1, countTop, 3, &p.Split.Sightings},
		{"split.days", "Two vehicles", "Least days of the second", UnitCount, 1, countTop, 3, &p.Split.Days},
		{"split.day_share", "Two vehicles", "Least share of those days", UnitShare, 0, 1, 0.15, &p.Split.DayShare},
		{"split.remaining", "Two vehicles", "Largest share of conflicts left", UnitShare, 0, 1, 0.1, &p.Split.Remaining},

		{"contact_window", interest, "Inquiries no further apart are one encounter", UnitHours, 0, 48, DefaultContactWindow.Hours(),
			&p.Contact},
		{"burst.window", interest, "Window of a burst", UnitHours, 1, year, 3 * day, &p.Burst.Window},
		{"burst.contacts", interest, "Least encounters of a burst", UnitCount, 2, countTop, 3, &p.Burst.Contacts},
		{"burst.chance", interest, "Largest chance that it is noise", UnitShare, 0, 1, 0.001, &p.Burst.Chance},

		{"question.top_kmh", question, "No faster than", UnitKmh, 1, 2000, 130, &p.Question.Top},
		{"question.horizon", question, "Sightings further off in time bound nothing", UnitHours, 1, year, 7 * day, &p.Question.Horizon},
		{"question.records", question, "Records that must each rule it out", UnitCount, 1, 5, 2, &p.Question.Records},
		{"question.apart_m", question, "How far apart those must be", UnitMeters, 0, 100_000, 1000, &p.Question.Apart},
	}
}

// Check reports rules that contradict each other.
func (p *Parameters) Check() error {
	if p.Circuit.Stops > p.Circuit.MaxStops {
		return errors.New("circuit.stops must be no more than circuit.max_stops")
	}
	if p.Speed.Review > p.Speed.Certain {
		return errors.New("speed.review_kmh must be no more than speed.certain_kmh")
	}
	return nil
}

// DefaultParameters returns the usual rules.
func DefaultParameters() (p Parameters) {
	for _, r := range p.Rules() {
		r.put(r.Usual)
	}
	return p
}
