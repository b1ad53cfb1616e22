package report

import (
	"fmt"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline/analysis"
)

// rules lists the parameters of the analysis, so that another can make it again.
func rules(p analysis.Parameters) Facts {
	f := func(format string, a ...any) []Text { return []Text{say(fmt.Sprintf(format, a...))} }
	m := func(v geo.Meters) string { return Distance(v) }
	return Facts{[]Fact{
		{"Gap", f("more than %s without a sighting; a trip ends after %s", hoursOf(p.Gap), hoursOf(p.TripGap))},
		{"Encounter", f("an arrest, or inquiries of one agency up to %s apart", hoursOf(p.Contact))},
		{"Reach of agencies", f("city %s, county %s, state and federal %s, other %s", m(p.Reach.City), m(p.Reach.County), m(p.Reach.State), m(p.Reach.Other))},
		{"Place", f("%d exact sightings (within %s) no more than %s apart, %d visits, radius up to %s, chance of a road %g; a visit bridges %s; mostly under %s is passing by",
			p.Place.Sightings, m(p.Place.Accuracy), m(p.Place.Distance), p.Place.Visits, m(p.Place.Radius), p.Place.Chance, hoursOf(p.Place.Session), hoursOf(p.Place.Stay))},
		{"Base", f("%d nights (%02d to %02d h local time, %s of rest) and %s of those known", p.Base.Nights, p.Base.From, p.Base.To, hoursOf(p.Base.Rest), percent(p.Base.Share))},
		{"Area", f("%s around; positions further off than %s are in none", m(p.Area.Radius), m(p.Area.Accuracy))},
		{"Speed", f("road %s; a vehicle is flagged over %s, surely impossible over %s; a person is flagged over %s",
			kmh(float64(p.Speed.Road)), kmh(float64(p.Speed.Review)), kmh(float64(p.Speed.Certain)), kmh(float64(p.Speed.Person)))},
		{"Wrong zone", f("up to %d hours either way; %d contradicting legs, at most %s left, %s better than any other shift",
			p.Shift.Hours, p.Shift.Legs, percent(p.Shift.Remaining), percent(p.Shift.Lead))},
		{"Two vehicles", f("%d conflicts, %d sightings each, %d days (%s of those in conflict), at most %s of the conflicts left",
			p.Split.Conflicts, p.Split.Sightings, p.Split.Days, percent(p.Split.DayShare), percent(p.Split.Remaining))},
		{"Circuit", f("%d to %d areas, %d rounds of up to %s, stops of %s; at most %s of %d shuffled histories as regular, seed %d",
			p.Circuit.Stops, p.Circuit.MaxStops, p.Circuit.Rounds, hoursOf(p.Circuit.Longest), hoursOf(p.Circuit.Stay), percent(p.Circuit.Chance), p.Circuit.Shuffles, p.Circuit.Seed)},
		{"Change", f("%d weeks on either side, %d days; at most %s of %d shuffled calendars as sharp, seed %d",
			p.Change.Weeks, p.Change.Days, percent(p.Change.Chance), p.Change.Shuffles, p.Change.Seed)},
		{"Burst", f("%d encounters within %s; chance below %g", p.Burst.Contacts, hoursOf(p.Burst.Window), p.Burst.Chance)},
		{"Names of towns", f("%s within %s of a sighting", words.Count(len(p.Known), "town"), m(townReach))},
	}}
}
