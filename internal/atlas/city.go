package atlas

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

const (
	// samePlace is how near two rows of one name are the same place.
	samePlace geo.Meters = 20_000
	// oneCity is how far from its centre a city's ZIP codes may lie; those beyond belong to another place of the name.
	oneCity geo.Meters = 50_000
	// farLarger is how many times the people of its namesakes a city has when its bare name surely means it.
	farLarger = 5
	// surely is the population from which a city is meant rather than a namesake that only the post office knows: the
	// place table leaves out places below about 1,000.
	surely = 20_000
)

// City finds a city, town, village or census-designated place by name, in any case, with or without diacritics,
// punctuation, "City of" and the like, and with St., Ft. and Mt. written out or short. Where the table of places lacks
// it, the ZIP codes that bear the name stand for it.
//
// The radius is the greater of an estimate from the population (built) and the distance to the farthest centre of a ZIP
// code that bears the name. Of several places of one name in a state, the one that ZIP codes bear or that is far larger is
// meant; near ones share a wider radius; else there is no answer, and Basis says why.
func (a *Atlas) City(name, usps string) (timeline.Where, bool) {
	s, ok := stateByUSPS(usps)
	if !ok {
		return missing("no state %q is known", usps), false
	}
	at := s.usps + " " + key(nameWords(name))
	if w, ok := a.found.Load(at); ok {
		return w.(timeline.Where), true
	}
	w, ok := a.listedCity(name, s.usps)
	if !ok && w.Basis == "" {
		w, ok = a.postalCity(name, s.usps)
	}
	if ok {
		a.found.Store(at, w)
	}
	return w, ok
}

// cityNames returns the words a city may be listed under, the likeliest first.
func cityNames(name, usps string) [][]string {
	words := unstated(untitled(nameWords(name)), usps)
	if len(words) == 0 {
		return nil
	}
	names := [][]string{words, append(slices.Clone(words), "city")}
	if bare, ok := trimmed(words, "city", "township", "charter township", "town", "village", "borough"); ok {
		names = append(names, bare)
	}
	return names
}

// unstated returns the words of a city's name without the state's at the end: "Dallas, TX", "Washington, D.C.".
func unstated(words []string, usps string) []string {
	code := strings.ToLower(usps)
	words, _ = trimmed(words, code, strings.Join(strings.Split(code, ""), " "))
	return words
}

// listedCity finds a city in the table of places. Basis is "" when no place has the name.
func (a *Atlas) listedCity(name, usps string) (timeline.Where, bool) {
	names := cityNames(name, usps)
	if len(names) == 0 {
		return missing("no city is named"), false
	}
	postal := a.postalSpots(usps, names[0])
	for i, words := range names {
		rows := a.cities().listed(usps, words)
		if len(rows) == 0 {
			continue
		}
		if i > 0 && len(postal) > 0 && !nearAny(rows[0].Point, postal, oneCity) {
			continue // "Iowa" is not Iowa City when there is a post office Iowa elsewhere
		}
		return a.choose(rows, postal)
	}
	return timeline.Where{Class: timeline.ClassNone}, false
}

// choose says which of the places of one name is meant. There is at least one; the most populous comes first.
func (a *Atlas) choose(rows []cityRow, postal []zipCentre) (timeline.Where, bool) {
	first := rows[0]
	named := first.Name + ", " + first.State
	bearing := slices.DeleteFunc(slices.Clone(rows), func(r cityRow) bool { return !nearAny(r.Point, postal, oneCity) })
	switch {
	case len(postal) > 0 && len(bearing) == 0 && first.Population < surely:
		return missing("%s may be the place of about %d people or another one with the same name that has a post office, %.0f km away; give a ZIP code or a county",
			named, first.Population, nearest(first.Point, postal).Kilometers()), false
	case len(rows) == 1:
		return a.cityWhere(first, postal, ""), true
	case len(bearing) == 1:
		return a.cityWhere(bearing[0], postal, fmt.Sprintf("; of %d places of the name it is the one ZIP codes bear", len(rows))), true
	case first.Population >= farLarger*max(rows[1].Population, 1):
		return a.cityWhere(first, postal, fmt.Sprintf("; it is far the largest of %d places of the name", len(rows))), true
	}
	var spread geo.Meters
	for _, row := range rows[1:] {
		spread = max(spread, geo.Distance(first.Point, row.Point))
	}
	if spread > oneCity {
		return missing("%d places in %s are named %s, up to %.0f km apart and none far the largest; give a ZIP code or a county",
			len(rows), first.State, first.Name, spread.Kilometers()), false
	}
	w := a.cityWhere(first, postal, fmt.Sprintf("; the radius covers all %d places of the name", len(rows)))
	for _, row := range rows[1:] {
		w.Radius = max(w.Radius, geo.Distance(first.Point, row.Point)+built(row.Population))
	}
	return w, true
}

func (a *Atlas) cityWhere(row cityRow, postal []zipCentre, remark string) timeline.Where {
	radius := built(row.Population)
	for _, s := range postal {
		if d := geo.Distance(row.Point, s.point); d <= oneCity {
			radius = max(radius, d)
		}
	}
	w := a.cityAt(row.Point, row.State, row.Name)
	w.Radius = radius
	w.Basis = fmt.Sprintf("centre of %s, from the packaged table of places%s; the radius is an estimate", w.Label, remark)
	return w
}

// cityAt is the answer for a city at a point, without radius and basis.
func (a *Atlas) cityAt(p orb.Point, usps, name string) timeline.Where {
	label := name + ", " + usps
	if strings.Contains(name, ",") { // Washington, D.C.
		label = name
	}
	w := timeline.Where{Point: p, Class: timeline.ClassCity, Label: label, State: usps}
	state, county, zone, _ := a.At(p)
	if state == usps {
		w.County = county
	}
	w.Zone = zone
	return w
}

// postalCity lets the ZIP codes that bear a name stand for a city the table of places lacks.
func (a *Atlas) postalCity(name, usps string) (timeline.Where, bool) {
	for _, words := range cityNames(name, usps) {
		spots := a.postalSpots(usps, words)
		if len(spots) == 0 {
			continue
		}
		centre, radius := middle(spots)
		title := a.zips().rows[a.zips().byCity[usps+" "+key(words)][0]].city
		if radius > 2*oneCity {
			return missing("the ZIP codes of %s, %s lie up to %.0f km apart; give a ZIP code or a county", title, usps,
				radius.Kilometers()), false
		}
		w := a.cityAt(centre, usps, title)
		w.Radius = radius
		w.Basis = fmt.Sprintf("centre of the ZIP codes of %s (%d); the radius reaches over all of them", w.Label, len(spots))
		return w, true
	}
	return missing("no city %q is known in %s", name, usps), false
}

// postalSpots returns where the ZIP codes that bear a city's name are.
func (a *Atlas) postalSpots(usps string, name []string) []zipCentre {
	z := a.zips()
	var spots []zipCentre
	for _, i := range z.byCity[usps+" "+key(name)] {
		if s, ok := a.locate(&z.rows[i]); ok {
			spots = append(spots, s)
		}
	}
	return spots
}

// middle returns the spot from which the farthest end of the others is nearest, and how far that is.
func middle(spots []zipCentre) (orb.Point, geo.Meters) {
	best, radius := spots[0].point, geo.Meters(math.Inf(1))
	for _, s := range spots {
		far := geo.Meters(0)
		for _, t := range spots {
			far = max(far, geo.Distance(s.point, t.point)+t.radius)
		}
		if far < radius {
			best, radius = s.point, far
		}
	}
	return best, radius
}

// nearest returns the distance from a point to the nearest of some spots.
func nearest(p orb.Point, spots []zipCentre) geo.Meters {
	near := geo.Meters(math.Inf(1))
	for _, s := range spots {
		near = min(near, geo.Distance(p, s.point))
	}
	return near
}

func nearAny(p orb.Point, spots []zipCentre, within geo.Meters) bool {
	return nearest(p, spots) <= within
}

// built estimates how far a place of some population reaches from its centre: 2 km for 1,000 people, 5 km for 10,000,
// 13 km for 100,000, and never less than 2 km or more than 30 km.
func built(population int) geo.Meters {
	return geo.Meters(min(max(2_000*math.Pow(float64(population)/1000, 0.4), 2_000), 30_000))
}
