package loaders

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"sightline/geo"
)

// parseDegrees reads a latitude or longitude: decimal degrees with a point or a comma, or degrees, minutes and seconds, of which the last may
// have decimals; a hemisphere may stand before or behind them. decimals is how many digits of degrees the text is good to.
func parseDegrees(text []byte) (degrees float64, decimals int, ok bool) {
	s := bytes.TrimSpace(text)
	if degrees, decimals, ok = plainDegrees(s); ok {
		return degrees, decimals, true
	}
	if len(s) == 0 || len(s) > maxDegrees {
		return 0, 0, false
	}
	t := strings.TrimSpace(degreeMarks.Replace(strings.ToUpper(string(bytes.ToValidUTF8(s, []byte("\u00b0"))))))
	hemisphere := byte(0)
	switch n := len(t); {
	case n < 2:
		return 0, 0, false
	case strings.IndexByte("NSEW", t[0]) >= 0:
		hemisphere, t = t[0], strings.TrimSpace(t[1:])
	case strings.IndexByte("NSEW", t[n-1]) >= 0:
		hemisphere, t = t[n-1], strings.TrimSpace(t[:n-1])
	}
	sign, signed := 1.0, false
	if t != "" && (t[0] == '-' || t[0] == '+') {
		signed = true
		if t[0] == '-' {
			sign = -1
		}
		t = strings.TrimSpace(t[1:])
	}
	if degrees, decimals, ok = unsignedDegrees(t, hemisphere != 0); !ok {
		return 0, 0, false
	}
	switch {
	case hemisphere == 'N' || hemisphere == 'E':
		if signed && sign < 0 { // it says two things
			return 0, 0, false
		}
	case hemisphere != 0:
		if signed && sign > 0 {
			return 0, 0, false
		}
		sign = -1
	}
	return sign * degrees, decimals, true
}

// maxDegrees is the longest text, in bytes, that may be a latitude or longitude.
const maxDegrees = 40

// degreeMarks puts degrees, minutes and seconds of a text in capitals under one sign each, d, m and s, and blanks and minus signs too.
var degreeMarks = strings.NewReplacer("°", "d", "º", "d", "˚", "d", "DEGREES", "d", "DEG", "d", "′", "m", "'", "m", "’", "m", "‘", "m", "MIN", "m",
	"″", "s", "\"", "s", "”", "s", "“", "s", "SEC", "s", "−", "-", "–", "-", "\u00a0", " ", "\u202f", " ", "\u2009", " ",
	"NORTH", "N", "SOUTH", "S", "EAST", "E", "WEST", "W")

// plainDegrees reads digits with a point and a sign before them, which nearly all are.
func plainDegrees(s []byte) (degrees float64, decimals int, ok bool) {
	i := 0
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		i = 1
	}
	digits, point := 0, -1
	for ; i < len(s); i++ {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			digits++
		case s[i] == '.' && point < 0:
			point = i
		default:
			return 0, 0, false
		}
	}
	if point >= 0 {
		decimals = len(s) - point - 1
	}
	if digits == 0 || len(s) > maxDegrees {
		return 0, 0, false
	}
	degrees, err := strconv.ParseFloat(string(s), 64)
	return degrees, decimals, err == nil
}

// unsignedDegrees reads the number without its sign and hemisphere.
func unsignedDegrees(t string, hemisphere bool) (degrees float64, decimals int, ok bool) {
	if whole, exponent, scientific := strings.Cut(t, "E"); scientific {
		shift, err := strconv.Atoi(exponent)
		if err != nil || shift < -9 || shift > 9 || strings.Trim(whole, "0123456789.") != "" {
			return 0, 0, false
		}
		_, decimals, ok = plainDegrees([]byte(whole))
		degrees, err = strconv.ParseFloat(t, 64)
		return degrees, max(decimals-shift, 0), ok && err == nil
	}
	if strings.Count(t, ",") == 1 && !strings.Contains(t, ".") {
		t = strings.Replace(t, ",", ".", 1)
	}
	if t = strings.TrimSpace(strings.TrimSuffix(t, "d")); t == "" || t[0] == '-' || t[0] == '+' {
		return 0, 0, false
	}
	if degrees, decimals, ok = plainDegrees([]byte(t)); ok {
		return degrees, decimals, true
	}
	return sexagesimal(t, hemisphere)
}

// sexagesimal reads degrees, minutes and perhaps seconds, under their signs or with blanks, colons or, beside a hemisphere, hyphens between
// them.
func sexagesimal(t string, hemisphere bool) (degrees float64, decimals int, ok bool) {
	units := "dms"
	var parts []string
	if strings.ContainsAny(t, units) {
		t = strings.ReplaceAll(t, "mm", "s") // two apostrophes
		for i := range units {
			before, after, found := strings.Cut(t, units[i:i+1])
			if !found {
				break
			}
			parts, t = append(parts, strings.TrimSpace(before)), strings.TrimSpace(after)
		}
		if t != "" { // the last sign is often left off
			parts = append(parts, t)
		}
	} else {
		parts = strings.FieldsFunc(t, func(r rune) bool { return r == ' ' || r == ':' || r == '-' && hemisphere })
	}
	if len(parts) < 2 || len(parts) > 3 {
		return 0, 0, false
	}
	unit, good := 1.0, 1.0
	for i, part := range parts {
		v, digits, ok := plainDegrees([]byte(part))
		if !ok || !isFirstDigit(part) || i < len(parts)-1 && strings.Contains(part, ".") || i > 0 && v >= 60 {
			return 0, 0, false
		}
		degrees += v * unit
		good = unit * math.Pow10(-digits)
		unit /= 60
	}
	return degrees, int(math.Floor(-math.Log10(good))), true
}

func isFirstDigit(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return c >= '0' && c <= '9'
}

// axis is which of the two numbers of a position a text is.
type axis struct{ hemispheres, others string }

var latitude, longitude = axis{"NS", "EW"}, axis{"EW", "NS"}

// fits reports whether a text names no hemisphere of the other axis.
func (a axis) fits(text []byte) bool {
	s := bytes.TrimSpace(text)
	if len(s) == 0 {
		return true
	}
	return strings.IndexByte(a.others, s[0]&^0x20) < 0 && strings.IndexByte(a.others, s[len(s)-1]&^0x20) < 0
}

// lengthUnits are metres in what a length may be written in.
var lengthUnits = map[string]float64{
	"": 1, "m": 1, "meter": 1, "meters": 1, "metre": 1, "metres": 1, "mtr": 1, "km": 1000, "ft": 0.3048, "feet": 0.3048, "foot": 0.3048,
	"yd": 0.9144, "yards": 0.9144, "mi": 1609.344, "mile": 1609.344, "miles": 1609.344, "cm": 0.01,
}

// parseMeters reads a length: 12.5, "12.5 m", "±40 ft", "0,8 km".
func parseMeters(text string) (geo.Meters, bool) {
	s := strings.TrimSpace(strings.TrimLeft(strings.ToLower(strings.TrimSpace(text)), "±~<≈ "))
	end := strings.LastIndexAny(s, "0123456789.,") + 1
	unit, ok := lengthUnits[strings.TrimSuffix(strings.TrimSpace(s[end:]), ".")]
	number := strings.TrimSpace(s[:end])
	if strings.Count(number, ",") == 1 && !strings.Contains(number, ".") {
		number = strings.Replace(number, ",", ".", 1)
	}
	if !ok || number == "" || strings.Trim(number, "0123456789.") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(number, 64)
	return geo.Meters(v * unit), err == nil
}

// degreesIn reads a latitude or longitude whose hemisphere may stand in a column of its own. Whole numbers too great for degrees are ten
// millionths of them.
func degreesIn(text, hemisphere string, of axis) (degrees float64, decimals int, ok bool) {
	s := strings.ToUpper(strings.TrimSpace(text))
	if n := len(s) - 1; hemisphere != "" && n >= 0 && !strings.ContainsAny(s[:1]+s[n:], "NSEW") {
		s += " " + strings.TrimSpace(hemisphere)
	}
	if !of.fits([]byte(s)) {
		return 0, 0, false
	}
	degrees, decimals, ok = parseDegrees([]byte(s))
	if ok && math.Abs(degrees) > 1e5 && degrees == math.Trunc(degrees) {
		degrees, decimals = degrees/1e7, 7
	}
	return degrees, decimals, ok
}
