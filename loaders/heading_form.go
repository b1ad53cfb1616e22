package loaders

import (
	"regexp"
	"strings"

	"sightline/timeline/clock"
)

// formMark is how a heading says in which form dates and times of day stand below it: (DD/MM/YYYY), [HH:MM:SS], 24h, military.
var formMark = regexp.MustCompile(`(?i)[(\[<]?\b(?:` + dateForm + `(?:[ T]*` + clockForm + `)?|` + clockForm +
	`|(?:24|12)[ -]?(?:h|hrs?|hours?)(?: (?:clock|format|time))?|military(?: time)?)(?:\b|[)\]>])[)\]>]?`)

const (
	dateForm  = `([dm]{1,4}[-/. ]?[dm]{1,4}[-/. ]?y{2,4}|y{2,4}[-/. ]?[dm]{1,3}[-/. ]?[dm]{1,2})`
	clockForm = `h{1,2}:?m{1,2}(?::?s{1,2})?(?:\.[sf]+)?(?: ?(?:am/pm|a|tt))?`
)

// formOfHeading takes the form off a heading. order is what it says of day and month, "" where it does not; ok is false where a heading
// names no form.
func formOfHeading(heading string) (rest string, order clock.DateOrder, ok bool) {
	plain := strings.ReplaceAll(heading, "_", " ")
	m := formMark.FindStringSubmatchIndex(plain)
	if m == nil {
		return heading, "", false
	}
	rest = strings.TrimSpace(plain[:m[0]] + " " + plain[m[1]:])
	if plainHeading(rest) == "" {
		return heading, "", false
	}
	if m[2] >= 0 {
		switch date := strings.ToLower(plain[m[2]:m[3]]); {
		case strings.Contains(date, "mmm") || date[0] == 'y': // a month's name or the year first needs no order
		case date[0] == 'd':
			order = clock.DayFirst
		case date[0] == 'm':
			order = clock.MonthFirst
		}
	}
	return rest, order, true
}

// fieldHalf is the field of a column that says whether a time of day beside it is before or after noon.
const fieldHalf = "ampm"

// halfHeadings are the headings of such a column.
var halfHeadings = strings.Fields("ampm amorpm amandpm meridiem meridian timeampm ampmtime ampmindicator")
