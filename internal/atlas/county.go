package atlas

import (
	"fmt"
	"strings"

	"sightline/geo"
	"sightline/timeline"
)

// kinds of Alaska's county equivalents that are not boroughs, by FIPS code.
var alaskan = map[string]string{
	"02016": "Census Area", "02020": "Municipality", "02050": "Census Area", "02070": "Census Area",
	"02105": "Census Area", "02110": "City and Borough", "02158": "Census Area", "02180": "Census Area",
	"02198": "Census Area", "02220": "City and Borough", "02230": "Municipality", "02240": "Census Area",
	"02261": "Census Area", "02275": "City and Borough", "02282": "City and Borough", "02290": "Census Area",
}

// former names of counties and independent cities, and areas that split off after 2017, as tables still have them or
// already do; by state and key.
var former = map[string]struct{ fips, note string }{
	"SD shannon":                     {"46102", "Shannon County is named Oglala Lakota since 2015"},
	"FL dade":                        {"12086", "Dade County is named Miami-Dade since 1997"},
	"AK wadehampton":                 {"02158", "Wade Hampton is named Kusilvak since 2015"},
	"AK princeofwalesouterketchikan": {"02198", "Prince of Wales-Outer Ketchikan became Prince of Wales-Hyder in 2008"},
	"AK skagwayhoonahangoon":         {"02105", "Skagway-Hoonah-Angoon was parted in 2007; its larger part is given"},
	"AK wrangellpetersburg":          {"02195", "Wrangell-Petersburg was parted in 2008; its larger part is given"},
	"AK chugach":                     {"02261", "Chugach was a part of Valdez-Cordova until 2019, which is given"},
	"AK copperriver":                 {"02261", "Copper River was a part of Valdez-Cordova until 2019, which is given"},
	"VA bedfordcity":                 {"51019", "Bedford City is a part of Bedford County since 2013"},
	"VA cliftonforge":                {"51005", "Clifton Forge is a part of Alleghany County since 2001"},
	"VA cliftonforgecity":            {"51005", "Clifton Forge is a part of Alleghany County since 2001"},
	"VA southboston":                 {"51083", "South Boston is a part of Halifax County since 1995"},
	"VA southbostoncity":             {"51083", "South Boston is a part of Halifax County since 1995"},
}

// independentCity reports whether a county FIPS code is that of a city outside any county: Baltimore, St. Louis,
// Carson City and those of Virginia.
func independentCity(fips string) bool { return len(fips) == 5 && fips[2:] >= "510" }

// countyTitle returns a county's full name: "Orleans Parish", "Fairfax County", "Fairfax city".
func countyTitle(o Outline) string {
	kind := "County"
	switch {
	case o.FIPS == "32510": // Carson City has its kind in its name
		return o.Name
	case independentCity(o.FIPS):
		return o.Name + " city"
	case o.State == "LA":
		kind = "Parish"
	case o.State == "PR":
		kind = "Municipio"
	case o.State == "AK":
		if kind = alaskan[o.FIPS]; kind == "" {
			kind = "Borough"
		}
	case o.State == "DC", o.FIPS >= "60":
		return o.Name
	}
	return o.Name + " " + kind
}

// countyKeys are the keys a county is found under. Its bare name comes first.
func countyKeys(o Outline) []string {
	keys := []string{key(nameWords(o.Name))}
	if independentCity(o.FIPS) {
		keys = append(keys, keys[0]+"city")
	} else {
		keys = append(keys, keys[0]+"county")
	}
	if o.State == "DC" {
		keys = append(keys, "washington", "dc", "washingtondc")
	}
	return keys
}

// County finds a county, parish, borough or independent city by its name, in any case and punctuation, with or without
// the word for its kind: "ST CLAIR", "St. Clair County". Where a county and a city outside it share a name, as Fairfax,
// Virginia, the bare name is the county and "Fairfax City" the city. The answer is a point inside the outline with the
// greatest distance from it to the outline. When there is none, Basis says so.
func (a *Atlas) County(name, usps string) (timeline.Where, bool) {
	s, ok := stateByUSPS(usps)
	if !ok {
		return missing("no state %q is known", usps), false
	}
	if strings.TrimSpace(name) == "" {
		return missing("no county is named"), false
	}
	county, note := a.outlines().find(name, s.usps)
	if county == nil {
		return missing("no county %q is known in %s", name, s.name), false
	}
	c := county.centre()
	title := countyTitle(county.Outline) + ", " + s.usps
	basis := "centre of " + title + "; the radius reaches its farthest border"
	if note != "" {
		basis += "; " + note
	}
	return timeline.Where{
		Point: c.point, Class: timeline.ClassCounty, Radius: c.radius, Label: title,
		County: county.FIPS, State: s.usps, Zone: a.Zone(c.point), Basis: basis,
	}, true
}

// find returns the county of a name and a remark about how it was found, nil when there is none.
func (o *outlines) find(name, usps string) (*area, string) {
	words := nameWords(name)
	bare, _ := trimmed(untitled(words), "county", "parish", "city and borough", "borough", "census area", "municipality", "municipio", "co")
	tries := [][]string{words, bare}
	if len(words) > 2 && words[0] == "city" && words[1] == "of" {
		tries = [][]string{append(append([]string{}, bare...), "city"), bare}
	}
	for _, try := range tries {
		at := usps + " " + key(try)
		if found := o.names[at]; len(found) > 0 {
			return &o.counties[found[0]], o.namesakeNote(found)
		}
		if f, ok := former[at]; ok {
			if county, ok := o.county(f.fips); ok {
				return county, f.note
			}
		}
	}
	return nil, ""
}

// namesakeNote tells of a city that has the name of the county found. Counties have the lower FIPS codes and come first.
func (o *outlines) namesakeNote(found []int) string {
	if len(found) < 2 {
		return ""
	}
	return fmt.Sprintf("%s has the same name and is not meant", countyTitle(o.counties[found[1]].Outline))
}

// State finds a state, the District of Columbia or a territory by USPS code or full name. The answer is a point inside it
// with the greatest distance from it to the state's border. Zone is the time zone of that point; Basis says when the
// state has others.
func (a *Atlas) State(usps string) (timeline.Where, bool) {
	s, ok := stateByUSPS(usps)
	if !ok {
		return missing("no state %q is known", usps), false
	}
	o := a.outlines()
	outline, ok := o.state(s.fips)
	if !ok {
		return missing("no outline of %s is packaged", s.name), false
	}
	c := outline.centre()
	w := timeline.Where{
		Point: c.point, Class: timeline.ClassState, Radius: c.radius, Label: s.name, State: s.usps,
		Zone: a.Zone(c.point), Basis: "centre of " + s.name + "; the radius reaches its farthest border",
	}
	for _, county := range o.counties {
		if county.State == s.usps && a.Zone(county.centre().point) != w.Zone {
			w.Basis += "; the state has other time zones than that of its centre"
			break
		}
	}
	return w, true
}

// missing is the answer for a place that is not known, with the reason as its basis.
func missing(format string, args ...any) timeline.Where {
	return timeline.Where{Class: timeline.ClassNone, Radius: geo.Meters(0), Basis: fmt.Sprintf(format, args...)}
}
