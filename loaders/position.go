package loaders

import (
	"bytes"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// parsePair reads a position written in one field: "30.2672, -97.7431" latitude first, with or without brackets and hemispheres, in degrees
// and minutes, or "POINT(-97.7431 30.2672)" longitude first. An address may stand before the brackets.
func parsePair(text []byte) (lat, lon []byte, ok bool) {
	s := bytes.TrimSpace(text)
	if _, shape, ok := bytes.Cut(s, []byte(";")); ok && bytes.HasPrefix(bytes.ToUpper(s), []byte("SRID=")) {
		s = shape
	}
	upper := bytes.ToUpper(s)
	wkt := bytes.HasPrefix(upper, []byte("POINT"))
	switch {
	case wkt:
		s = s[len("POINT"):]
	case bytes.HasPrefix(upper, []byte("GEO:")):
		s = s[len("GEO:"):]
	case bytes.HasSuffix(s, []byte(")")):
		s = s[bytes.LastIndexByte(s, '(')+1:]
	}
	s = bytes.TrimSpace(bytes.Trim(s, " ()[]"))
	parts := pairParts(s)
	if len(parts) != 2 {
		return nil, nil, false
	}
	if wkt {
		return parts[1], parts[0], true
	}
	return parts[0], parts[1], true
}

// pairParts parts two numbers: at a semicolon, at the one comma, at the blanks, or behind the first of two hemispheres.
func pairParts(s []byte) [][]byte {
	for _, sep := range []string{";", ", ", ","} {
		if bytes.Count(s, []byte(sep)) == 1 {
			a, b, _ := bytes.Cut(s, []byte(sep))
			return [][]byte{bytes.TrimSpace(a), bytes.TrimSpace(b)}
		}
	}
	if parts := bytes.Fields(s); len(parts) == 2 {
		return parts
	}
	if first := bytes.IndexAny(s, "0123456789"); first < 0 || first > 3 { // a name
		return nil
	}
	if i := bytes.IndexAny(s, "NSns"); i > 0 {
		return [][]byte{s[:i+1], bytes.TrimSpace(s[i+1:])}
	} else if j := bytes.IndexAny(s, "EWew"); i == 0 && j > 0 {
		return [][]byte{bytes.TrimSpace(s[:j]), s[j:]}
	}
	return nil
}

// checkPosition says what is wrong with a position and what to mend, "" when nothing is. It corrects nothing: a wrong
// guess would place a sighting where it was not. gazetteer may be nil.
func checkPosition(lat, lon float64, gazetteer Gazetteer) (field, reason string) {
	switch {
	case lat == 0 && lon == 0:
		return "latitude", "the position is 0, 0: that stands for a missing value; fill it in"
	case lat == 0 || lon == 0:
		return "latitude", fmt.Sprintf("the position is %v, %v: a zero stands for a missing value; fill it in", lat, lon)
	case noFix(lat, lon):
		return "latitude", fmt.Sprintf("the position is %v, %v: that stands for a missing value; fill it in", lat, lon)
	case math.Abs(lat) > 90 && math.Abs(lat) <= 180 && math.Abs(lon) <= 90:
		return "latitude", fmt.Sprintf("latitude %v is beyond 90 and longitude %v is not: the two are swapped; exchange the columns",
			lat, lon)
	case math.Abs(lat) > 90:
		return "latitude", fmt.Sprintf("latitude %v is beyond 90: give decimal degrees", lat)
	case math.Abs(lon) > 180:
		return "longitude", fmt.Sprintf("longitude %v is beyond 180: give decimal degrees", lon)
	}
	if gazetteer == nil || isUS(gazetteer, lat, lon) {
		return "", ""
	}
	if state := usAt(gazetteer, lat, -lon); lon > 0 && state != "" {
		return "longitude", fmt.Sprintf("longitude %v lies outside the United States and %v lies in %s: the minus sign is missing; add it",
			lon, -lon, state)
	}
	if state := usAt(gazetteer, lon, lat); math.Abs(lon) <= 90 && state != "" {
		return "latitude", fmt.Sprintf(
			"the position %v, %v lies outside the United States and %v, %v lies in %s: latitude and longitude are swapped; exchange the columns", lat, lon, lon, lat, state)
	}
	return "", ""
}

// noFix reports whether two numbers are what devices and databases write when they know no position.
func noFix(lat, lon float64) bool {
	if lat == 180 && lon == 360 || lat == -180 && lon == -360 || lat == 91 && lon == 181 || lat == 90 && lon == 180 { // as ships and GPS do
		return true
	}
	if lat != lon {
		return false
	}
	switch lat {
	case 0, -1, 1, -9, 9, -99, 99, -999, 999, -9999, 9999, -180, 180:
		return true
	}
	return false
}

func isUS(g Gazetteer, lat, lon float64) bool { return usAt(g, lat, lon) != "" }

// usAt returns the state at a position, "" outside the United States.
func usAt(g Gazetteer, lat, lon float64) string {
	if math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return ""
	}
	state, _, _, ok := g.At(orb.Point{lon, lat})
	if !ok {
		return ""
	}
	return state
}

// leastRadius is how near a reader's position a plate it reads is at best.
const leastRadius geo.Meters = 30

// radiusOf returns the radius within which a position written with so many decimals lies.
func radiusOf(decimals int) geo.Meters {
	half := geo.Meters(111_320 / 2 * math.Sqrt2 * math.Pow10(-decimals))
	return max(leastRadius, half)
}
