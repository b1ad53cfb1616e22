package loaders

import (
	"context"
	"regexp"
	"strings"

	"sightline/timeline"
)

// Geocoder finds positions of street addresses. A loader asks none: positions that only a geocoder can find are looked up
// after the load, so that a file is read without a database and without anything leaving the machine.
type Geocoder interface {
	// Name says in a word what it is, for the cache and the basis of a position.
	Name() string
	// Geocode returns a position of class street; ok is false when it knows the address no better than its ZIP code or city.
	Geocode(context.Context, timeline.Address) (w timeline.Where, ok bool, err error)
}

var (
	// "APT 4B", "UNIT 12", "STE. 200", "# 7" at the end of a street. Designators after USPS Publication 28, appendix C2.
	unitText = regexp.MustCompile(
		`(?i)^(.*\S)[\s,]+((?:(?:APT|APARTMENT|UNIT|STE|SUITE|RM|ROOM|FL|FLOOR|BLDG|BUILDING|LOT|SPC|SPACE|TRLR|TRAILER|DEPT|SLIP|STOP|PIER|HNGR)\b\.?\s*#?\s*|#\s*)[A-Z0-9][A-Z0-9-]*|(?:BSMT|BASEMENT|FRNT|FRONT|LBBY|LOBBY|LOWR|LOWER|OFC|PH|PENTHOUSE|REAR|SIDE|UPPR|UPPER))$`)
	// "100 MAIN ST": a house number, perhaps with a letter, a fraction or a range, or a grid number, and a street.
	houseText = regexp.MustCompile(`(?i)^([NSEW]\d+[NSEW]\d+|\d+[A-Z]?(-\d+[A-Z]?)?(\s+\d/\d)?)\s+\S`)
	lastLine  = regexp.MustCompile(`^([A-Z]{2})?\s*(\d{5})?$`)
)

// splitUnit takes the unit off the end of a street.
func splitUnit(street string) (rest, unit string) {
	if m := unitText.FindStringSubmatch(street); m != nil && houseText.MatchString(m[1]) {
		return strings.TrimRight(m[1], ", "), m[2]
	}
	return street, ""
}

// IsStreet reports whether a street can be looked up: it has a house number and is neither a post office box nor a box on
// a rural route, whose number is no place on the ground.
func IsStreet(street string) bool {
	return houseText.MatchString(street) && !poBox.MatchString(street) && !ruralRoute.MatchString(street)
}

// ParseAddress reads an address on one line, STREET, CITY, ST ZIP, as events of kind address are labelled. ok is false when
// it holds no street that can be looked up.
func ParseAddress(line string) (a timeline.Address, ok bool) {
	var parts []string
	for p := range strings.SplitSeq(line, ",") {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return a, false
	}
	if m := lastLine.FindStringSubmatch(parts[len(parts)-1]); m != nil {
		a.State, a.ZIP = m[1], m[2]
		parts = parts[:len(parts)-1]
	}
	if n := len(parts); n > 1 {
		a.City = parts[n-1]
		parts = parts[:n-1]
	}
	a.Street, a.Unit = splitUnit(strings.Join(parts, ", "))
	return a, IsStreet(a.Street) && (a.City != "" && a.State != "" || a.ZIP != "")
}
