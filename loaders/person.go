package loaders

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// personOf is the person that a record names, by birth date where it gives one; the zero Identifier where it names nobody.
func personOf(name, birth string, dates clock.Text) timeline.Identifier {
	p := timeline.Person(nameIn(name), "")
	if noNames[p.Value] || !strings.ContainsFunc(p.Value, unicode.IsLetter) {
		return timeline.Identifier{}
	}
	p.Region = birthDate(birth, dates)
	return p
}

// nameOf is a name that stands in parts.
func nameOf(surname string, given ...string) string {
	given = slices.DeleteFunc(given, func(s string) bool { return s == "" })
	if len(given) == 0 || surname == "" {
		return surname
	}
	return surname + ", " + strings.Join(given, " ")
}

// noNames are what sources write where they know no name.
var noNames = map[string]bool{
	"UNKNOWN": true, "UNK": true, "UNKNOWN, UNKNOWN": true, "UNK, UNK": true, "NOT KNOWN": true, "NOT GIVEN": true,
	"NONE": true, "NULL": true, "NA": true, "X": true, "XX": true, "XXX": true,
}

var inParentheses = regexp.MustCompile(`\([^)]*\)?`)

// nameIn is the name in a value: without what stands in parentheses, and before a word that is none of a name, such as a number,
// a field that is not known, or an answer's text.
func nameIn(value string) string {
	clean := true
	for i := range len(value) {
		clean = clean && value[i] != '(' && value[i] != '/' && value[i]-'0' > 9
	}
	if i := strings.Index(value, " NOT ON FILE"); i >= 0 {
		value = value[:i]
	}
	if clean {
		return value
	}
	words := strings.Fields(inParentheses.ReplaceAllString(value, " "))
	for i, w := range words {
		if strings.ContainsAny(w, "/0123456789") {
			words = words[:i]
			break
		}
	}
	return strings.Join(words, " ")
}

// birthDate reads a birth date to CCYY-MM-DD; "" where the text gives no day, or leaves the century open. Eight digits are CCYYMMDD
// or, where that cannot be, MMDDCCYY.
func birthDate(text string, dates clock.Text) string {
	text = strings.TrimSpace(text)
	if first, _, more := strings.Cut(text, " "); more && len(first) == 8 && allDigits(first) {
		text = first
	}
	eight := len(text) == 8 && allDigits(text)
	if allDigits(text) && !eight && !(dates.Serial && len(text) == 5) { // a year, six digits of no century, a count of seconds
		return ""
	}
	dates.Layout = nil // it is that of the times
	c, err := dates.Parse([]byte(text))
	if err != nil && eight {
		c, err = dates.Parse([]byte(text[4:] + text[:4]))
	}
	if err != nil || c.Century || c.Precision == timeline.Month || c.Precision == timeline.Year {
		return ""
	}
	return time.Date(c.Year, time.Month(c.Month), c.Day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// names puts a person, if there is one, among the parties of an event: in the part of whom an event of its kind is about.
func names(e *timeline.Event, who timeline.Identifier) {
	if parts := kinds.Of(e.Kind).Parts; !who.IsZero() && len(parts) > 0 {
		e.Parties = append(make([]timeline.Party, 0, 2), timeline.Party{Part: parts[0].Name, Of: who}) // a vehicle may follow
	}
}
