package web

import (
	"fmt"
	"strings"
	"time"

	"sightline/timeline"
)

// whyEmpty says for each kind of finding of which there is none what it would have taken, and what there is.
func (a analyzed) whyEmpty() map[string]string {
	p := a.Parameters
	counted, exact := a.tell()
	why := map[string]string{}
	say := func(kind string, empty bool, format string, args ...any) {
		if empty {
			why[kind] = fmt.Sprintf(format, args...)
		}
	}
	say("places", len(a.Places) == 0, "No place. It takes %d exact sightings within %.0f m of each other in %d visits, or %d known by one office or area; %s.",
		p.Place.Sightings, p.Place.Distance, p.Place.Visits, p.Place.Sightings, exact)
	say("bases", len(a.Bases()) == 0, "No likely base. It takes %d nights at one exact place and %.0f %% of the nights known; %s.",
		p.Base.Nights, 100*p.Base.Share, a.mostNights())
	say("circuits", len(a.Circuits) == 0, "No circuit. It takes %d rounds through %d areas, more regular than all but %.3g %% of shuffled histories; %s in %s.",
		p.Circuit.Rounds, p.Circuit.Stops, 100*p.Circuit.Chance, counted, number2(len(a.Areas), "area", "areas"))
	say("trips", len(a.Trips) == 0, "No trip. It takes two sightings of one track at different places with no silence over %s between; %s.", compact(time.Duration(p.TripGap)), counted)
	say("gaps", len(a.Gaps) == 0, "No gap. There is no silence over %s between two sightings; %s.", compact(time.Duration(p.Gap)), counted)
	say("conflicts", len(a.Conflicts) == 0, "No conflict. No two sightings of a vehicle need more than %.0f km/h, or of the person more than %.0f km/h; none was made in custody; %s.",
		p.Speed.Review.KilometersPerHour(), p.Speed.Person.KilometersPerHour(), counted)
	say("shifts", len(a.Shifts) == 0, "No load looks as if its times were in a wrong zone. It takes %d legs to other loads that are too fast; %s.",
		p.Shift.Legs, number2(len(a.dossier.Loads), "load", "loads"))
	say("splits", len(a.Splits) == 0, "No plate looks like two vehicles. It takes %d conflicts on %d days; %s.",
		p.Split.Conflicts, p.Split.Days, number2(len(a.Conflicts), "conflict was found", "conflicts were found"))
	say("changes", len(a.Changes) == 0, "No change of pattern. It takes %d weeks on either side, %d days with sightings, and at most %.3g %% of shuffled calendars as sharp; %s on %s.",
		p.Change.Weeks, p.Change.Days, 100*p.Change.Chance, counted, number2(len(a.Routine.Days), "day", "days"))
	say("interest", len(a.Interest.Contacts) == 0, "No encounter: none of the records is an inquiry that counts.")
	say("bursts", len(a.Interest.Bursts) == 0, "No burst. It takes %d encounters within %s with a chance under %.3g; %s.",
		p.Burst.Contacts, compact(time.Duration(p.Burst.Window)), p.Burst.Chance, number2(len(a.Interest.Contacts), "encounter is", "encounters are")+" on record")
	return why
}

// tell says how many sightings count, and how many of them are exact.
func (a analyzed) tell() (counted, exact string) {
	n, precise := 0, 0
	for _, s := range a.dossier.Sightings {
		if !s.Counts() {
			continue
		}
		n++
		if s.Where.Class.Exact() && s.Where.Radius <= a.Parameters.Place.Accuracy {
			precise++
		}
	}
	counted = number2(n, "sighting counts", "sightings count")
	return counted, counted + ", " + strings.Replace(fmt.Sprintf("%d with an exact position", precise), "0 with", "none with", 1)
}

// mostNights says which place comes nearest to a base.
func (a analyzed) mostNights() string {
	var best *timeline.Place
	for k := range a.Places {
		if p := &a.Places[k]; p.Exact && (best == nil || p.Nights > best.Nights) {
			best = p
		}
	}
	if best == nil {
		return "no exact place was found"
	}
	return fmt.Sprintf("most are at %s, %s", best.Name, number2(best.Nights, "night", "nights"))
}

func number2(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
