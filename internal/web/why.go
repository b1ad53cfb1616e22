package web

import (
	"fmt"
	"strings"

	"sightline/internal/words"
	"sightline/timeline/analysis"
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
	say("places", len(a.Places) == 0, "No place. It takes %s within %.0f m of each other in %s, or %d known by one office or area; %s.",
		words.Count(p.Place.Sightings, "exact sighting"), p.Place.Distance, words.Count(p.Place.Visits, "visit"), p.Place.Sightings, exact)
	say("bases", len(a.Bases()) == 0, "No likely base. It takes %s at one exact place and %.0f %% of the nights known; %s.",
		words.Count(p.Base.Nights, "night"), 100*p.Base.Share, a.mostNights())
	say("circuits", len(a.Circuits) == 0, "No circuit. It takes %s through %s, more regular than all but %.3g %% of shuffled histories; %s in %s.",
		words.Count(p.Circuit.Rounds, "round"), words.Count(p.Circuit.Stops, "area"), 100*p.Circuit.Chance, counted, words.Count(len(a.Areas), "area"))
	say("trips", len(a.Trips) == 0, "No trip. It takes two sightings of one track at different places with no silence over %s between; %s.", p.TripGap.Compact(), counted)
	say("gaps", len(a.Gaps) == 0, "No gap. There is no silence over %s between two sightings; %s.", p.Gap.Compact(), counted)
	say("conflicts", len(a.Conflicts) == 0, "No conflict. No two sightings of a vehicle need more than %.0f km/h, or of the person more than %.0f km/h; none was made in custody; %s.",
		p.Speed.Review.KilometersPerHour(), p.Speed.Person.KilometersPerHour(), counted)
	say("shifts", len(a.Shifts) == 0, "No load looks as if its times were in a wrong zone. It takes %s to other loads too fast for a vehicle; %s.",
		words.Count(p.Shift.Legs, "leg"), words.Count(len(a.dossier.Loads), "load"))
	say("splits", len(a.Splits) == 0, "No plate looks like two vehicles. It takes %s on %s; %s.",
		words.Count(p.Split.Conflicts, "conflict"), words.Count(p.Split.Days, "day"), words.Either(len(a.Conflicts), "conflict was found", "conflicts were found"))
	say("changes", len(a.Changes) == 0, "No change of pattern. It takes %s on either side, %s with sightings, and at most %.3g %% of shuffled calendars as sharp; %s on %s.",
		words.Count(p.Change.Weeks, "week"), words.Count(p.Change.Days, "day"), 100*p.Change.Chance, counted, words.Count(len(a.Routine.Days), "day"))
	say("interest", len(a.Interest.Contacts) == 0, "No encounter: none of the records is an inquiry or an arrest that counts.")
	say("bursts", len(a.Interest.Bursts) == 0, "No burst. It takes %s within %s with a chance under %.3g; %s.",
		words.Count(p.Burst.Contacts, "encounter"), p.Burst.Window.Compact(), p.Burst.Chance, words.Either(len(a.Interest.Contacts), "encounter is", "encounters are")+" on record")
	return why
}

// tell says how many sightings count, and how many of them are exact.
func (a analyzed) tell() (counted, exact string) {
	n, precise := 0, 0
	for e := range a.dossier.Instants() {
		if !e.Counts() {
			continue
		}
		n++
		if e.Where.Class.Exact() && e.Where.Radius <= a.Parameters.Place.Accuracy {
			precise++
		}
	}
	counted = words.Either(n, "sighting counts", "sightings count")
	return counted, counted + ", " + strings.Replace(fmt.Sprintf("%d with an exact position", precise), "0 with", "none with", 1)
}

// mostNights says which place comes nearest to a base.
func (a analyzed) mostNights() string {
	var best *analysis.Place
	for k := range a.Places {
		if p := &a.Places[k]; p.Exact && (best == nil || p.Nights > best.Nights) {
			best = p
		}
	}
	if best == nil {
		return "no exact place was found"
	}
	return fmt.Sprintf("most are at %s, %s", best.Name, words.Count(best.Nights, "night"))
}
