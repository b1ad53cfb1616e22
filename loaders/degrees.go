package loaders

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// dms are degrees with minutes, and perhaps seconds, each with a sign or a blank behind it: 35° 13' 12.4", 35 13.2067, 35d13m12s.
var dms = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(-?)(\d{1,3})(?:\s*[°ºd:]\s*|\s+)(\d{1,2}(?:\.\d+)?)\s*(?:['′’m:]|\s|$)\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|''|’’|s)?)?\s*$`)
})

// degreesIn reads a latitude or longitude in degrees, or in degrees, minutes and seconds. The letter of the hemisphere may stand before or
// behind it or by itself, and must be one of the axis; whole numbers too great for degrees are ten millionths of them.
func degreesIn(text, hemisphere, axis string) (degrees float64, decimals int, ok bool) {
	s := strings.ToUpper(strings.TrimSpace(text))
	letters := map[string]string{"lat": "NS", "lon": "EW"}[axis]
	said := strings.ToUpper(strings.TrimSpace(hemisphere))
	if len(said) > 1 { // North
		said = said[:1]
	}
	if n := len(s) - 1; n > 0 {
		switch {
		case strings.ContainsRune("NEW", rune(s[n])), s[n] == 'S' && !strings.ContainsAny(s, "DM"): // else it is of seconds
			said, s = s[n:], strings.TrimSpace(s[:n])
		case strings.ContainsRune("NSEW", rune(s[0])):
			said, s = s[:1], strings.TrimSpace(s[1:])
		}
	}
	if said != "" && !strings.Contains(letters, said) || strings.ContainsAny(s, "_XPINFE") {
		return 0, 0, false
	}
	degrees, decimals, ok = parseDegrees([]byte(s))
	if m := dms().FindStringSubmatch(strings.ToLower(s)); !ok && m != nil {
		whole, _ := strconv.ParseFloat(m[2], 64)
		minutes, _ := strconv.ParseFloat(m[3], 64)
		seconds, _ := strconv.ParseFloat(m[4], 64)
		if minutes >= 60 || seconds >= 60 || m[4] != "" && strings.Contains(m[3], ".") {
			return 0, 0, false
		}
		degrees, decimals, ok = whole+minutes/60+seconds/3600, 4, true
		if m[1] == "-" {
			degrees = -degrees
		}
	}
	if ok && math.Abs(degrees) > 1e5 && degrees == math.Trunc(degrees) {
		degrees, decimals = degrees/1e7, 7
	}
	switch {
	case !ok:
		return 0, 0, false
	case degrees < 0 && (said == "N" || said == "E"):
		return 0, 0, false // one of the two is wrong
	case said == "S" || said == "W":
		degrees = -math.Abs(degrees)
	}
	return degrees, decimals, true
}
