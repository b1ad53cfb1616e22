package plate

import (
	"regexp"
	"strconv"
	"strings"
)

// Forms that spreadsheets give to plates that they take for something else: 1MAR becomes 1-Mar, 12E45 becomes 1.20E+46.
var (
	scientific = regexp.MustCompile(`^-?\d+(?:[.,]\d*)?[Ee][+-]\d+$|^-?\d+[.,]\d+[Ee]\d+$`)
	decimal    = regexp.MustCompile(`^-?\d*[.,]\d+$|^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$`)
	truth      = regexp.MustCompile(`^(?i:true|false)$`)
	failure    = regexp.MustCompile(`^#(?i:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)$`)
	clockTime  = regexp.MustCompile(`^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?i:[ap]\.?m\.?))?$`)
	yearFirst  = regexp.MustCompile(`^(?:19|20)\d\d[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ].*)?)?$`)
	numbers    = regexp.MustCompile(`^(\d{1,2})(?:[/](\d{1,2})|[-/.](\d{1,2})[-/.](?:\d\d|(?:19|20)\d\d)(?:[T ].*)?)$`)
	dayMonth   = regexp.MustCompile(`^(\d{1,2})(?:[-/.]` + months + `\.?(?:[-/., ]+(?:\d\d|\d{4}))?| ` + months + `\.?,? (?:19|20)\d\d)$`)
	monthDay   = regexp.MustCompile(`^` + months + `\.? (\d{1,2}),? (?:19|20)\d\d$`)
	monthYear  = regexp.MustCompile(`^` + months + `\.?[-/]\d\d$`)
	monthFull  = regexp.MustCompile(`^(?:[A-Z][a-z]{2,8}|[a-z]{3,9})[-/ ](?:19|20)\d\d$`)
	monthOnly  = regexp.MustCompile(`^` + months)
)

// textFormula is how exports keep a spreadsheet from making something else of a text: ="0012345".
var textFormula = regexp.MustCompile(`^="{1,2}([^"]*)"{1,2}$`)

const months = `(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|` +
	`nov(?:ember)?|dec(?:ember)?)`

// spreadsheetForm says what a spreadsheet has made of a plate, "" when the text is not of such a form. MAR-2026 in capitals is
// a plate like any other of three letters and four digits; Mar-2026 is a month.
func spreadsheetForm(text string) string {
	switch {
	case scientific.MatchString(text), decimal.MatchString(text):
		return "a number"
	case truth.MatchString(text):
		return "a truth value"
	case failure.MatchString(text):
		return "a failed formula"
	case clockTime.MatchString(text):
		return "a time of day"
	case isDate(text):
		return "a date"
	}
	return ""
}

// IsSpreadsheetForm reports whether a spreadsheet has made something else of a plate: a date, a number, a truth value.
func IsSpreadsheetForm(text string) bool {
	return spreadsheetForm(strings.TrimFunc(text, isBlank)) != ""
}

// IsDayNumber reports whether a text is the number under which spreadsheets keep a day of the years 2000 to 2059: 46093. Plates of five
// digits look the same, so that it says something only of a file in which a spreadsheet has changed other plates.
func IsDayNumber(text []byte) bool {
	return len(text) == 5 && string(text) >= "36526" && string(text) <= "58439" && strings.Trim(string(text), "0123456789") == ""
}

func isDate(text string) bool {
	if m := yearFirst.FindStringSubmatch(text); m != nil {
		return inRange(m[1], 12) && (m[2] == "" || inRange(m[2], 31))
	}
	if m := numbers.FindStringSubmatch(text); m != nil {
		other := m[2] + m[3]
		return inRange(m[1], 12) && inRange(other, 31) || inRange(m[1], 31) && inRange(other, 12)
	}
	if m := dayMonth.FindStringSubmatch(text); m != nil {
		return inRange(m[1], 31)
	}
	if m := monthDay.FindStringSubmatch(text); m != nil {
		return inRange(m[1], 31)
	}
	return monthYear.MatchString(text) || monthFull.MatchString(text) && monthOnly.MatchString(text)
}

// inRange reports whether a number is from 1 to most.
func inRange(number string, most int) bool {
	n, err := strconv.Atoi(number)
	return err == nil && n >= 1 && n <= most
}
