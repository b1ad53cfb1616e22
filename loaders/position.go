package loaders

import (
	"bytes"
	"fmt"
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// parseDegrees reads a latitude or longitude in decimal degrees; a hemisphere letter or degree sign may stand beside it.
// decimals is how many digits stand behind the point.
func parseDegrees(text []byte) (degrees float64, decimals int, ok bool) {
	s := bytes.TrimSpace(text)
	negative := false
	for len(s) > 0 {
		switch s[len(s)-1] {
		case 'S', 's', 'W', 'w':
			negative = true
			s = bytes.TrimSpace(s[:len(s)-1])
			continue
		case 'N', 'n', 'E', 'e':
			s = bytes.TrimSpace(s[:len(s)-1])
			continue
		}
		break
	}
	s = bytes.TrimSuffix(s, []byte("°"))
	if len(s) > 0 && (s[len(s)-1] < '0' || s[len(s)-1] > '9') && s[len(s)-1] != '.' {
		return 0, 0, false
	}
	if i := bytes.IndexByte(s, '.'); i >= 0 {
		decimals = len(s) - i - 1
	}
	degrees, err := strconv.ParseFloat(string(s), 64)
	if err != nil || math.IsNaN(degrees) || math.IsInf(degrees, 0) {
		return 0, 0, false
	}
	if negative {
		degrees = -math.Abs(degrees)
	}
	return degrees, decimals, true
}

// parsePair reads a position written in one field: "30.2672, -97.7431" latitude first, with or without brackets, or
// "POINT(-97.7431 30.2672)" longitude first.
func parsePair(text []byte) (lat, lon []byte, ok bool) {
	s := bytes.TrimSpace(text)
	upper := bytes.ToUpper(s)
	wkt := bytes.HasPrefix(upper, []byte("POINT"))
	if wkt {
		s = s[len("POINT"):]
	}
	s = bytes.Trim(s, " ()[]")
	parts := bytes.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
	if len(parts) != 2 {
		return nil, nil, false
	}
	if wkt {
		return parts[1], parts[0], true
	}
	return parts[0], parts[1], true
}

// checkPosition says what is wrong with a position and what to mend, "" when nothing is. It corrects nothing: a wrong
// guess would place a sighting where it was not. gazetteer may be nil.
func checkPosition(lat, lon float64, gazetteer Gazetteer) (field, reason string) {
	switch {
	case lat == 0 && lon == 0:
		return "latitude", "the position is 0, 0: that stands for a missing value; fill it in"
	case lat == 0 || lon == 0:
		return "latitude", fmt.Sprintf("the position is %v, %v: a zero stands for a missing value; fill it in", lat, lon)
	case lat == lon && (lat == -9 || lat == -99 || lat == -999 || lat == -9999 || lat == 99 || lat == 999):
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
