package loaders

import (
	"regexp"
	"slices"
	"strings"
)

// lastParts are the parts of an address behind its street, with what is left in front of them.
type lastParts struct {
	street, city, state, zip string // the state as its USPS code
}

var (
	countryText = regexp.MustCompile(`(?i)[\s,]+(?:U\.?\s?S\.?\s?A\.?|U\.?S\.?|United States(?: of America)?|America)$`)
	bracketed   = regexp.MustCompile(`\s*\([^()]*\)\s*$`)
	zipAnywhere = regexp.MustCompile(`(^|[\s,.]|[A-Za-z][-.]?)(\d{5})(-?\d{4})?($|[\s,.])`)
	shortZIP    = regexp.MustCompile(`^(.*[\s,.])(\d{3,4})$`)
	// numbered is what has a number behind it that is no ZIP code.
	numbered = regexp.MustCompile(`(?i)(?:\b(?:box|bx|pob|apt|apartment|unit|ste|suite|rm|room|lot|spc|space|trlr|hwy|highway|road|rd|route|rte|rt|fm|cr|sr|us|` +
		`county|interstate|exit|drawer|no)|#)\.?\s*$`)
	// suffixText is the end of a street: what stands behind it is a unit, or a city.
	suffixText = regexp.MustCompile(`(?i)\b(?:st|street|ave?|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|cir|circle|way|pl|place|ter|terrace|` +
		`trl|trail|pkwy|parkway|hwy|highway|loop|sq|square|pike|run|row|path|xing|crossing|aly|alley|broadway|box\s+\w+|delivery|del|[nsew]{1,2})\.?$`)
)

// statesShort are states as people shorten them beside their codes, in plain letters.
var statesShort = map[string]string{
	"ala": "AL", "ariz": "AZ", "ark": "AR", "cal": "CA", "calif": "CA", "colo": "CO", "conn": "CT", "del": "DE", "fla": "FL", "ill": "IL",
	"ind": "IN", "kan": "KS", "kans": "KS", "mass": "MA", "mich": "MI", "minn": "MN", "miss": "MS", "mont": "MT", "neb": "NE", "nebr": "NE",
	"nev": "NV", "nmex": "NM", "ndak": "ND", "okla": "OK", "ore": "OR", "oreg": "OR", "penn": "PA", "penna": "PA", "sdak": "SD", "tenn": "TN",
	"tex": "TX", "wash": "WA", "wva": "WV", "wis": "WI", "wisc": "WI", "wyo": "WY", "washdc": "DC",
}

// stateNamed returns the code of a state by its code, name or common short form, with full stops or without.
func stateNamed(text string) string {
	plain := plainHeading(text)
	if len(plain) == 2 {
		return uspsStates()[strings.ToUpper(plain)]
	}
	if code := uspsStates()[plain]; code != "" {
		return code
	}
	return statesShort[plain]
}

// splitLine finds city, state and ZIP code in an address on one line, by what stands there and not by where: with commas, semicolons,
// line ends or blanks only, with a country or a remark in brackets behind. Where no comma parts the street from the city, the gazetteer
// tells how long the city's name is.
func splitLine(line string, g Gazetteer) (p lastParts, ok bool) {
	line = strings.NewReplacer("\r\n", ", ", "\n", ", ", ";", ", ", "|", ", ").Replace(line)
	line = strings.Trim(blanks.ReplaceAllString(line, " "), " ,.")
	for {
		shorter := strings.TrimRight(countryText.ReplaceAllString(bracketed.ReplaceAllString(line, ""), ""), " ,")
		if shorter == line || shorter == "" {
			break
		}
		line = shorter
	}
	rest := p.takeZIP(line, g)
	rest = p.takeState(rest)
	if p.zip == "" && p.state == "" {
		if m := shortZIP.FindStringSubmatch(line); m != nil { // zeros that a spreadsheet took
			var short lastParts
			if before := short.takeState(strings.TrimRight(m[1], " ,")); short.state != "" && lostZeros(m[2], short.state) {
				p, rest = lastParts{state: short.state, zip: m[2]}, before
			}
		}
	}
	if p.state == "" && p.zip == "" {
		return p, false
	}
	return p.takeCity(rest, g)
}

// takeZIP takes the last ZIP code out of a line: at its end, else one that the gazetteer knows.
func (p *lastParts) takeZIP(line string, g Gazetteer) (rest string) {
	all := zipAnywhere.FindAllStringSubmatchIndex(line, -1)
	for _, m := range slices.Backward(all) {
		before, after, zip := line[:m[4]], line[m[4]:], line[m[4]:m[5]]
		after = after[m[5]-m[4]:]
		if m[6] >= 0 {
			after = line[m[7]:]
		}
		atEnd := strings.Trim(after, " ,.") == ""
		if numbered.MatchString(before) || !atEnd && !knownZIP(zip, before, after, g) {
			continue
		}
		p.zip = line[m[4]:max(m[5], m[7])]
		return strings.Trim(strings.TrimRight(before, " ,-")+", "+strings.TrimLeft(after, " ,."), " ,")
	}
	return line
}

// knownZIP reports whether five digits amid a line are a ZIP code and no house number.
func knownZIP(zip, before, after string, g Gazetteer) bool {
	if g == nil {
		return false
	}
	where, ok := g.ZIP(zip)
	if !ok {
		return false
	}
	var beside lastParts
	rest := beside.takeState(strings.TrimRight(after, " ,."))
	if strings.Trim(before, " ,") == "" { // 10001 MAIN ST, AUSTIN, TX begins with a house
		city, street := knownCity(strings.Trim(rest, " ,"), beside.state, g)
		return beside.state == where.State && city != "" && street == ""
	}
	if beside.state == "" {
		beside.takeState(strings.TrimRight(before, " ,."))
	}
	return beside.state == where.State
}

// takeState takes a state off the end of a line.
func (p *lastParts) takeState(line string) (rest string) {
	line = strings.TrimRight(line, " ,")
	words := strings.Fields(strings.ReplaceAll(line, ",", " , "))
	for n := min(4, len(words)); n > 0; n-- {
		tail := strings.Join(words[len(words)-n:], " ")
		if strings.Contains(tail, ",") {
			continue
		}
		code := stateNamed(tail)
		if code == "" || n == 1 && len(plainHeading(tail)) == 2 && n < len(words) && words[len(words)-2] == "#" {
			continue
		}
		p.state = code
		return strings.TrimSuffix(line, line[lastWords(line, n):])
	}
	return line
}

// lastWords is where the last so many words of a line begin.
func lastWords(line string, n int) int {
	at := len(line)
	for range n {
		at = strings.LastIndexAny(strings.TrimRight(line[:at], " "), " ,") + 1
	}
	return at
}

// takeCity finds the city in what is left, and says whether the whole is an address as it reads.
func (p lastParts) takeCity(rest string, g Gazetteer) (lastParts, bool) {
	comma := strings.HasSuffix(strings.TrimRight(rest, " "), ",") || rest == ""
	rest = strings.Trim(rest, " ,")
	parts := strings.Split(rest, ",")
	last := strings.TrimSpace(parts[len(parts)-1])
	front := strings.Trim(strings.Join(parts[:len(parts)-1], ","), " ,")
	city, street := knownCity(last, p.state, g)
	switch {
	case rest == "":
		return p, true
	case len(parts) > 1 && city != "" && isUnit(street): // 100 NOWHERE ST, APT 4 AUSTIN TX
		p.street, p.city = front+", "+street, city
		return p, true
	case len(parts) > 1 && !houseText.MatchString(last) && !isUnit(last):
		p.street, p.city = front, last
		return p, true
	}
	if city != "" && (p.zip != "" || comma || street == "" || suffixText.MatchString(withoutUnit(street))) {
		p.street, p.city = strings.Trim(front+", "+street, " ,"), city
		return p, true
	}
	switch {
	case p.zip != "" || comma:
		p.street = rest
		if len(parts) == 1 && !strings.ContainsAny(last, "0123456789") && !suffixText.MatchString(last) && p.state != "" {
			p.street, p.city = "", last
		}
		return p, true
	case len(parts) > 1: // 100 NOWHERE ST, APT 4 TX
		p.street = rest
		return p, true
	}
	return lastParts{}, false // 100 NOWHERE CT is a court, not Connecticut
}

// isUnit reports whether a part of an address is an apartment or the like.
func isUnit(part string) bool { return part != "" && unitText.MatchString("1 X "+part) }

func withoutUnit(street string) string {
	rest, _ := splitUnit(street)
	return strings.TrimRight(rest, " .,")
}

// knownCity finds the longest name of a city of a state at the end of a text, and what stands before it.
func knownCity(text, state string, g Gazetteer) (city, rest string) {
	if g == nil || state == "" {
		return "", ""
	}
	words := strings.Fields(text)
	for n := min(5, len(words)); n > 0; n-- {
		name := strings.Join(words[len(words)-n:], " ")
		if strings.ContainsAny(name, "0123456789#") {
			continue
		}
		if _, ok := g.City(name, state); ok {
			return name, strings.Join(words[:len(words)-n], " ")
		}
	}
	return "", ""
}
