package atlas

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

const (
	// coastal is how far out of its state's outline a ZIP code's centre may lie: islands that generalising dropped, such
	// as Monhegan, Maine, lie up to 11 km out; positions known to be wrong, 14 km and more.
	coastal geo.Meters = 12_000
	// agreed is how far apart two sources may place a ZIP code that still say the same.
	agreed geo.Meters = 10_000
	// neighbours is how many Census areas around a ZIP code tell how wide areas are there.
	neighbours = 4
)

// The two sources of ZIP code positions, as an analyst is told of them.
const (
	censusArea = "centre of its Census area"
	postOffice = "position in the table of post offices"
)

// zipCentre is what the sources together say of a ZIP code's centre.
type zipCentre struct {
	point  orb.Point
	radius geo.Meters
	basis  string
}

// ZIP finds the centre of a five-digit ZIP code; digits after the fifth ("73102-1234") are not looked at.
//
// Two sources are held against each other and against the state's outline. Where they differ, the one nearer to the ZIP
// code's city is taken, and the radius covers both unless one of them must be wrong. The radius is an estimate: the
// distance of the fourth-nearest ZIP code area, or the two sources' distance when that is more. Of 6,940 offices of city
// and county police, 98 % lie within it, half within a quarter of it.
//
// A ZIP code whose positions are all wrong is answered with its city. When there is no answer, Basis says why.
func (a *Atlas) ZIP(zip string) (timeline.Where, bool) {
	five := strings.TrimSpace(zip)
	if len(five) > 5 {
		five = five[:5]
	}
	row, ok := a.zips().find(five)
	if !ok {
		if meant, ok := a.zips().find("0" + five); ok { // spreadsheets drop leading zeros, but a digit at the end may be lost too
			return missing("no ZIP code %q is known; if it lost its leading zero, it is %s %s, %s", zip, meant.zip, meant.city,
				meant.state), false
		}
		return missing("no ZIP code %q is known", zip), false
	}
	switch row.state {
	case "AA", "AE", "AP":
		return missing("ZIP %s is a military mail address overseas, which has no place", five), false
	case "FM", "MH", "PW":
		return missing("ZIP %s is not in the United States", five), false
	}
	s, ok := a.locate(row)
	if !ok {
		return a.cityOf(row)
	}
	w := timeline.Where{Point: s.point, Class: timeline.ClassZIP, Radius: s.radius, Label: row.label(), State: row.state,
		Basis: s.basis + "; the radius is an estimate"}
	state, county, zone, _ := a.At(s.point)
	w.Zone = zone
	if w.State == "" {
		w.State = state
	}
	if state == w.State {
		w.County = county
	}
	return w, true
}

func (r *zipRow) label() string {
	return strings.TrimSpace("ZIP " + r.zip + " " + r.city + " " + r.state)
}

// cityOf answers for a ZIP code that has no usable position of its own.
func (a *Atlas) cityOf(row *zipRow) (timeline.Where, bool) {
	w, ok := a.listedCity(row.city, row.state)
	if !ok {
		return missing("ZIP %s has no position that can be true, and its city %s, %s is not known", row.zip, row.city, row.state), false
	}
	w.Label = row.label()
	w.Basis = fmt.Sprintf("ZIP %s has no position that can be true; taken from its city: %s", row.zip, w.Basis)
	return w, true
}

// locate weighs the sources of a ZIP code.
func (a *Atlas) locate(row *zipRow) (zipCentre, bool) {
	census, postal := row.census, row.postal
	census.known = census.known && a.near(census.Point, row.state)
	postal.known = postal.known && a.near(postal.Point, row.state)
	switch {
	case census.known && postal.known:
		return a.reconcile(row), true
	case census.known:
		return zipCentre{census.Point, a.spacing(census.Point, row), sole(row, censusArea, row.postal.known)}, true
	case postal.known:
		return zipCentre{postal.Point, a.reachOfPost(row), sole(row, postOffice, row.census.known)}, true
	}
	return zipCentre{}, false
}

// reachOfPost estimates the radius of a ZIP code that only the table of post offices knows. That table gives all boxes of
// some large cities one position at the edge of the city, so the radius takes in the city's centre.
func (a *Atlas) reachOfPost(row *zipRow) geo.Meters {
	radius := a.spacing(row.postal.Point, row)
	if p, ok := a.cityPoint(row); ok {
		if d := geo.Distance(p, row.postal.Point); d <= oneCity {
			radius = max(radius, d)
		}
	}
	return radius
}

// near reports whether a point lies in a state, or as little out of it as a coast allows. Of no state everything is near.
func (a *Atlas) near(p orb.Point, usps string) bool {
	if usps == "" {
		return true
	}
	if county, ok := a.outlines().within(p); ok && county.State == usps {
		return true
	}
	s, _ := stateByUSPS(usps)
	outline, ok := a.outlines().state(s.fips)
	return ok && distanceTo(p, outline.Geometry) <= coastal
}

func sole(row *zipRow, source string, contradicted bool) string {
	if contradicted {
		return fmt.Sprintf("centre of ZIP %s: the %s; the other source is outside %s and not used", row.zip, source, row.state)
	}
	return fmt.Sprintf("centre of ZIP %s: the %s, its only source", row.zip, source)
}

// reconcile decides between two positions that both lie in the state. They share one radius unless it is plain that one
// is wrong: it is far nearer to where the ZIP code ought to be than the other, and they are farther apart than two areas.
func (a *Atlas) reconcile(row *zipRow) zipCentre {
	apart := geo.Distance(row.census.Point, row.postal.Point)
	useCensus, plain, witness := true, false, ""
	if apart > agreed {
		useCensus, plain, witness = a.judge(row, apart)
	}
	chosen, source, rest := row.postal.Point, postOffice, censusArea
	if useCensus {
		chosen, source, rest = row.census.Point, censusArea, postOffice
	}
	radius := a.spacing(chosen, row)
	basis := fmt.Sprintf("centre of ZIP %s: the %s", row.zip, source)
	if plain && apart > 2*radius {
		return zipCentre{chosen, radius, fmt.Sprintf("%s, near %s; the %s is %.0f km away, too far for a ZIP code area there, and not used",
			basis, witness, rest, apart.Kilometers())}
	}
	basis = fmt.Sprintf("%s; the %s is %.1f km away", basis, rest, apart.Kilometers())
	if apart > radius {
		basis += ", which the radius covers"
	}
	return zipCentre{chosen, max(radius, apart), basis}
}

// spacing estimates how far a ZIP code's area reaches from a point: as far as the fourth-nearest area's centre, and at
// least 1 km. Where areas are so few that this is more than 100 km, as in the Aleutians, it is that or the distance of
// the nearest, and no farther than the state reaches.
func (a *Atlas) spacing(p orb.Point, row *zipRow) geo.Meters {
	const least, ordinary = 1_000, 100_000
	nearest, fourth := a.zips().spacing(p, row.zip)
	if fourth <= ordinary {
		return max(fourth, least)
	}
	far := max(nearest, ordinary)
	if s, ok := stateByUSPS(row.state); ok {
		if outline, ok := a.outlines().state(s.fips); ok {
			far = min(far, reach(p, outline.Geometry))
		}
	}
	return far
}

// judge says which of two positions is nearer to where the ZIP code ought to be, whether it is so plainly, and by what.
func (a *Atlas) judge(row *zipRow, apart geo.Meters) (census, plain bool, witness string) {
	if toCensus, toPostal, ok := a.fromCity(row); ok {
		return toCensus < toPostal, plainly(toCensus, toPostal), "its city " + row.city
	}
	witness = "other ZIP codes that begin with " + row.zip[:4]
	toCensus, toPostal := a.fromSiblings(row)
	census, plain = toCensus < toPostal, plainly(toCensus, toPostal)
	switch {
	case row.state == "AK" || census && plain:
		return census && plain, plain, witness
	case apart <= 2*a.spacing(row.postal.Point, row):
		return false, false, witness // a wide area around its one town
	}
	// Outside Alaska no Census centre is known to be wrong, whereas some posts are listed in another town.
	return true, false, witness
}

func plainly(p, q geo.Meters) bool { return p > 2*q || q > 2*p }

// fromCity returns how far a ZIP code's two positions are from its city.
func (a *Atlas) fromCity(row *zipRow) (toCensus, toPostal geo.Meters, ok bool) {
	p, ok := a.cityPoint(row)
	return geo.Distance(p, row.census.Point), geo.Distance(p, row.postal.Point), ok
}

// cityPoint returns where a ZIP code's city is, when the table has one place of the name in the state.
func (a *Atlas) cityPoint(row *zipRow) (orb.Point, bool) {
	c := a.cities()
	found := c.byKey[row.state+" "+key(nameWords(row.city))]
	if len(found) != 1 {
		return orb.Point{}, false
	}
	return c.rows[found[0]].Point, true
}

// fromSiblings returns how far a ZIP code's two positions are from the nearest ZIP code with the same first four digits
// whose own sources agree; both are infinite when there is none.
func (a *Atlas) fromSiblings(row *zipRow) (toCensus, toPostal geo.Meters) {
	toCensus, toPostal = geo.Meters(math.Inf(1)), geo.Meters(math.Inf(1))
	for _, sibling := range a.zips().siblings(row.zip[:4]) {
		both := sibling.census.known && sibling.postal.known && sibling.zip != row.zip
		if !both || geo.Distance(sibling.census.Point, sibling.postal.Point) > agreed {
			continue
		}
		toCensus = min(toCensus, geo.Distance(sibling.census.Point, row.census.Point))
		toPostal = min(toPostal, geo.Distance(sibling.census.Point, row.postal.Point))
	}
	return toCensus, toPostal
}
