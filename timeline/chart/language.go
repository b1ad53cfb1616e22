package chart

import (
	"fmt"
	"strconv"
	"time"
)

// Languages that month and day names and numbers can be written in.
const (
	English = "en" // as in the United States: "Mar 2, 2026", "1,234"
	Spanish = "es" // as in Spain and most of South America: "2 mar 2026", "1.234"
)

// language is how names of the calendar and numbers are written. The abbreviations are those of Unicode CLDR 46.
type language struct {
	tag      string
	months   [12]string
	weekdays [7]string // from Sunday
	group    string    // between groups of three digits
	date     string    // layout of %[1]s month, %[2]d day, %[3]d year
	wallTime string    // name of the function that labels the time axis (static/src/chart/time.ts)
	distance string    // name of the function that labels an axis of metres
}

func languageOf(tag string) (language, error) {
	switch tag {
	case English, "":
		return language{
			tag:      English,
			months:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
			weekdays: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
			group:    ",", date: "%[1]s %[2]d, %[3]d", wallTime: "wallTime", distance: "kilometers",
		}, nil
	case Spanish:
		return language{
			tag:      Spanish,
			months:   [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"},
			weekdays: [7]string{"dom", "lun", "mar", "mié", "jue", "vie", "sáb"},
			group:    ".", date: "%[2]d %[1]s %[3]d", wallTime: "wallTimeES", distance: "kilometersES",
		}, nil
	}
	return language{}, fmt.Errorf("chart language %q is neither %q nor %q", tag, English, Spanish)
}

// day writes the date of an axis value.
func (l language) day(axis int64) string {
	y, m, d := time.UnixMilli(axis).UTC().Date()
	return fmt.Sprintf(l.date, l.months[m-1], d, y)
}

// number writes a whole number with its digits in groups of three.
func (l language) number(n int) string { return inGroups(n, l.group) }

func inGroups(n int, separator string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + separator + s[i:]
	}
	return s
}
