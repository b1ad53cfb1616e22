package clock

import (
	"strings"
)

// ParseZone reads the name of a time zone as people and programs write it: UTC, CST, Central, US/Central, America/Chicago, UTC-6, -06:00,
// Central Standard Time (as Windows means it, with its summer time), (UTC-06:00) Central Time (US & Canada). name is UTC, an offset such
// as -06:00, or an IANA name, which may be of no zone there is.
func ParseZone(text string) (name string, ok bool) {
	z, ok := zoneOf(text)
	return z.name, ok
}

// SaysNoZone reports whether what stands where a zone is asked for states none.
func SaysNoZone(text string) bool {
	switch plainZone(text) {
	case "", "local", "local time", "unknown", "unk", "none", "null", "n/a", "na", "-", "--":
		return true
	}
	return false
}

// plainZone is the name of a zone in small letters with single blanks, without periods but those of decimals, quotation marks and outer
// brackets.
func plainZone(text string) string {
	s := strings.ToLower(string(plainText([]byte(text))))
	var kept strings.Builder
	for i := range len(s) {
		decimal := s[i] == '.' && i+1 < len(s) && isDigit(s[i+1])
		if decimal || strings.IndexByte(`."'`, s[i]) < 0 {
			kept.WriteByte(s[i])
		}
	}
	s = strings.Join(strings.Fields(kept.String()), " ")
	for _, pair := range []string{"()", "[]", "{}", "<>"} {
		if len(s) > 1 && s[0] == pair[0] && s[len(s)-1] == pair[1] && strings.Count(s, pair[:1]) == 1 {
			s = strings.TrimSpace(s[1 : len(s)-1])
		}
	}
	return s
}

// maxZoneText is the longest text, in bytes, that may be the name of a zone.
const maxZoneText = 80

func zoneOf(text string) (namedZone, bool) {
	if len(text) > maxZoneText {
		return namedZone{}, false
	}
	s := plainZone(text)
	if z, ok := offsetZone(s); ok {
		return z, true
	}
	if z, ok := zoneNamed(s, s); ok && !strings.Contains(s, "/") {
		return z, true
	}
	if name := areaZone(s); name != "" {
		return namedZone{name: name}, true
	}
	if z, ok := pairZone(s); ok {
		return z, true
	}
	// "(UTC-06:00) Central Time (US & Canada)", as Windows shows it: the offset is that of the winter.
	if rest, ok := strings.CutPrefix(s, "("); ok {
		if offset, name, ok := strings.Cut(rest, ")"); ok {
			if z, known := zoneOf(name); known {
				return z, true
			}
			if z, known := offsetZone(offset); known && z.offset == 0 && strings.TrimSpace(name) == "coordinated universal time" {
				return z, true
			}
		}
		return namedZone{}, false
	}
	if name := windowsZones()[s]; name != "" {
		return namedZone{name: name}, true
	}
	return wordZone(s)
}

// wordZone knows the zones of the United States by their words: Central, US Central Time, Central Daylight Time.
func wordZone(s string) (namedZone, bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, " (us & canada)"), " (us and canada)")
	if name, short, ok := strings.Cut(s, " ("); ok { // "Eastern Time (ET)"
		z, known := zoneOf(name)
		other, knownToo := zoneOf(strings.TrimSuffix(short, ")"))
		if known && knownToo && (z == other || strings.Contains(z.name, "/") && sameRegion(z.name, other)) {
			return z, true
		}
		return namedZone{}, false
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "us "), "u s ")
	base, time := strings.CutSuffix(s, " time")
	base = strings.TrimSpace(base)
	switch base {
	case "coordinated universal", "universal", "greenwich mean", "zulu", "utc", "gmt", "universal coordinated":
		if time {
			return namedZone{name: "UTC"}, true
		}
		return namedZone{}, false
	}
	if z, ok := zoneNamed(base, base); ok && !strings.Contains(base, "/") {
		return z, true
	}
	for _, kind := range []string{" standard", " prevailing", " local"} {
		base = strings.TrimSuffix(base, kind)
	}
	base, daylight := strings.CutSuffix(base, " daylight")
	name, summer := "", 0
	switch base {
	case "eastern":
		name, summer = "America/New_York", -4
	case "central":
		name, summer = "America/Chicago", -5
	case "mountain":
		name, summer = "America/Denver", -6
	case "pacific":
		name, summer = "America/Los_Angeles", -7
	case "alaska", "alaskan":
		name, summer = "America/Anchorage", -8
	case "hawaii", "hawaiian", "hawaii-aleutian":
		name = "Pacific/Honolulu"
	case "arizona":
		name = "America/Phoenix"
	case "atlantic":
		name, summer = "America/Halifax", -3
	case "chamorro", "guam":
		name = "Pacific/Guam"
	}
	switch {
	case name == "" || daylight && summer == 0:
		return namedZone{}, false
	case daylight: // said of summer alone
		return fixed(summer), true
	}
	return namedZone{name: name}, true
}

// sameRegion reports whether an abbreviation is of a zone of the United States.
func sameRegion(name string, z namedZone) bool {
	for region, offsets := range regionOffsets {
		if region == name {
			return z.name == name || z.offset == offsets[0]*3600 || z.offset == offsets[1]*3600
		}
	}
	return false
}

// regionOffsets are the hours east of UTC of the zones of the United States, in winter and summer.
var regionOffsets = map[string][2]int{
	"America/New_York": {-5, -4}, "America/Chicago": {-6, -5}, "America/Denver": {-7, -6}, "America/Los_Angeles": {-8, -7},
	"America/Anchorage": {-9, -8}, "Pacific/Honolulu": {-10, -10}, "America/Phoenix": {-7, -7},
}

// pairZone reads CST/CDT and CST6CDT as the zone with its changes.
func pairZone(s string) (namedZone, bool) {
	switch s {
	case "est/edt", "est-edt", "est / edt", "est or edt", "est5edt":
		return namedZone{name: "America/New_York"}, true
	case "cst/cdt", "cst-cdt", "cst / cdt", "cst or cdt", "cst6cdt":
		return namedZone{name: "America/Chicago"}, true
	case "mst/mdt", "mst-mdt", "mst / mdt", "mst or mdt", "mst7mdt":
		return namedZone{name: "America/Denver"}, true
	case "pst/pdt", "pst-pdt", "pst / pdt", "pst or pdt", "pst8pdt":
		return namedZone{name: "America/Los_Angeles"}, true
	case "akst/akdt", "akst-akdt", "akst / akdt", "akst or akdt":
		return namedZone{name: "America/Anchorage"}, true
	}
	return namedZone{}, false
}

// offsetZone reads -06:00, -0600, -6, UTC-6, GMT-06:00, +00:00 and -06:00:00.
func offsetZone(s string) (namedZone, bool) {
	for _, prefix := range []string{"utc", "gmt"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, prefix))
	}
	if len(s) < 2 || s[0] != '+' && s[0] != '-' {
		return namedZone{}, false
	}
	for fraction, minutes := range map[string]string{".0": ":00", ".00": ":00", ".5": ":30", ".50": ":30", ".25": ":15", ".75": ":45"} {
		if hours, ok := strings.CutSuffix(s, fraction); ok { // -6.0, as tables of numbers write it
			s = hours + minutes
			break
		}
	}
	p := timeParser{text: []byte(s), Civil: Civil{}}
	p.clock = true
	if p.offset() != nil || p.pos != len(s) {
		return namedZone{}, false
	}
	return namedZone{name: p.Zone, offset: p.Offset}, true
}

// areaZone is the IANA name that a text is, as IANA writes it whatever its letters; links of the United States are those they are
// links to. "" where it is none in form.
func areaZone(s string) string {
	area, rest, ok := strings.Cut(s, "/")
	if !ok || rest == "" {
		return ""
	}
	switch area {
	case "america", "us", "pacific", "atlantic", "canada", "europe", "asia", "africa", "australia", "antarctica", "arctic", "indian", "etc",
		"mexico", "brazil", "chile":
	default:
		return ""
	}
	if to := zoneLinks[s]; to != "" {
		return to
	}
	name := []byte(strings.ReplaceAll(s, " ", "_"))
	for i := range name {
		if c := name[i]; !isLetter(c) && !isDigit(c) && c != '/' && c != '_' && c != '-' && c != '+' {
			return ""
		}
		if i == 0 || name[i-1] == '/' || name[i-1] == '_' || name[i-1] == '-' {
			if isLetter(name[i]) {
				name[i] &^= 0x20
			}
		}
	}
	switch title := string(name); {
	case area == "etc":
		return "Etc/" + strings.ToUpper(title[4:])
	default:
		for _, small := range []string{"_Of_", "_Es_", "-Au-", "_D_"} {
			title = strings.ReplaceAll(title, small, strings.ToLower(small))
		}
		return title
	}
}

// zoneLinks are older names of zones that a system may not have any more.
var zoneLinks = map[string]string{
	"us/eastern": "America/New_York", "us/central": "America/Chicago", "us/mountain": "America/Denver", "us/pacific": "America/Los_Angeles",
	"us/alaska": "America/Anchorage", "us/hawaii": "Pacific/Honolulu", "us/arizona": "America/Phoenix", "us/aleutian": "America/Adak",
	"us/michigan": "America/Detroit", "us/east-indiana": "America/Indiana/Indianapolis", "us/indiana-starke": "America/Indiana/Knox",
	"us/samoa": "Pacific/Pago_Pago", "canada/eastern": "America/Toronto", "canada/central": "America/Winnipeg",
	"canada/mountain": "America/Edmonton", "canada/pacific": "America/Vancouver", "canada/atlantic": "America/Halifax",
	"canada/newfoundland": "America/St_Johns", "canada/saskatchewan": "America/Regina", "canada/yukon": "America/Whitehorse",
	"america/indianapolis": "America/Indiana/Indianapolis", "america/louisville": "America/Kentucky/Louisville",
	"america/st_johns": "America/St_Johns", "etc/utc": "UTC", "etc/gmt": "UTC", "etc/zulu": "UTC", "etc/uct": "UTC",
	"america/mcmurdo": "Antarctica/McMurdo", "antarctica/mcmurdo": "Antarctica/McMurdo", "antarctica/dumontdurville": "Antarctica/DumontDUrville",
}
