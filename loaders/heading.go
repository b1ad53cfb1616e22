package loaders

import (
	"strings"
	"sync"

	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// fieldZone is the field, of every format that has one, in which a row states the zone of its times.
const fieldZone = "zone"

// timeFields are the fields that hold a date or a time of day: the headings of those may name a zone.
var timeFields = sync.OnceValue(func() map[string]bool {
	fields := map[string]bool{"time": true, "date": true, "clock": true}
	for _, k := range kinds.All() {
		for _, f := range k.Fields {
			if isWhen(f.Type) && f.Type != timeline.FieldZone {
				fields[f.Name] = true
			}
		}
	}
	return fields
})

// match is the field of a heading, "" where it is none that is known, and the zone that the heading names for its times: UTC, an offset
// or an IANA name, "" where it names none.
func (a aliases) match(heading string) (field, zone string) {
	name := plainHeading(heading)
	if field = a[name]; field != "" {
		if timeFields()[field] {
			zone = zoneOfHeading(heading)
		}
		return field, zone
	}
	for rest, zone := range clock.HeadingZones(heading) {
		if field := a.plain(plainHeading(rest)); timeFields()[field] {
			return field, zone
		}
	}
	if rest, zone := gluedZone(name); zone != "" {
		if field := a.plain(rest); timeFields()[field] {
			return field, zone
		}
	}
	if a["timezone"] == fieldZone && asksZone(heading) {
		return fieldZone, ""
	}
	if field = a.plain(name); field != "" {
		return field, ""
	}
	if rest, _, ok := formOfHeading(heading); ok {
		if field, zone := a.match(rest); timeFields()[field] {
			return field, zone
		}
	}
	return "", ""
}

// plain is the field of a heading in small letters and digits, in which the word local says nothing.
func (a aliases) plain(name string) string {
	if field := a[name]; field != "" {
		return field
	}
	return a[strings.Replace(name, "local", "", 1)]
}

// zoneOfHeading is the zone that a heading names beside other words, "" where it names none.
func zoneOfHeading(heading string) string {
	for rest, zone := range clock.HeadingZones(heading) {
		if plainHeading(rest) != "" {
			return zone
		}
	}
	_, zone := gluedZone(plainHeading(heading))
	return zone
}

// gluedZone takes the zone off a heading in small letters whose words are run together: utcdate, timeest.
func gluedZone(name string) (rest, zone string) {
	for _, utc := range []string{"utc", "gmt", "zulu"} {
		if rest := strings.Replace(name, utc, "", 1); rest != name {
			return rest, "UTC"
		}
	}
	for _, short := range []string{"est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "et", "ct", "mt", "pt"} {
		if rest, ok := strings.CutSuffix(name, short); ok && strings.HasSuffix(rest, "e") { // time, date
			zone, _ := clock.ParseZone(short)
			return rest, zone
		}
	}
	return name, ""
}

// asksZone reports whether a heading is that of a column of zones or offsets: UTC Offset, Time Zone Name, tz_id, Camera TZ.
func asksZone(heading string) bool {
	name := plainHeading(heading)
	for _, said := range []string{"timezone", "utcoffset", "gmtoffset", "tzoffset", "zoneoffset", "timeoffset", "offsetutc", "offsetgmt",
		"offsetfromutc", "offsetfromgmt", "tzname", "ianazone", "olsonzone"} {
		if strings.Contains(name, said) {
			return true
		}
	}
	if name == "offset" {
		return true
	}
	for _, word := range strings.FieldsFunc(strings.ToLower(heading), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if word == "tz" || word == "tzid" {
			return true
		}
	}
	return false
}

// hemisphereOf is the field, latitude or longitude, beside which a column states the hemisphere: N/S, Lat Dir, GPSLongitudeRef.
func hemisphereOf(heading string) string {
	name := plainHeading(heading)
	switch short, _ := strings.CutSuffix(strings.TrimSuffix(name, "icator"), "ind"); short {
	case "ns", "nors", "northsouth", "latns":
		return "lat"
	case "ew", "eorw", "we", "eastwest", "lonew", "longew":
		return "lon"
	default:
		for _, end := range []string{"direction", "dir", "hemisphere", "hemi", "hem", "ref", "ind", "indicator"} {
			switch rest, _ := strings.CutSuffix(name, end); strings.TrimPrefix(rest, "gps") {
			case name:
			case "lat", "latitude":
				return "lat"
			case "lon", "long", "lng", "longitude":
				return "lon"
			}
		}
	}
	return ""
}
