package loaders

import (
	"regexp"
	"strings"
)

var (
	fromWords = regexp.MustCompile(`(?i)^(?:since|from|starting|beginning|began|after|between|as of)\s+`)
	toWords   = regexp.MustCompile(`(?i)^(?:until|till|til|to|through|thru|before|prior to|up to|ending|ended)\s+`)
	onwards   = regexp.MustCompile(`(?i)\s*(?:\+|\s(?:on|onward|onwards|forward))$`)
	// rangeMarks part the ends of a span wherever they stand; a hyphen does only between two dates.
	rangeMarks = regexp.MustCompile(`(?i)\s+-+\s*|\s*-+\s+|\s*(?:[–—−~→]|->|\.\.+|--+)\s*|\s+(?:up to|to|through|thru|until|till|and)\s+`)
	// dateLike is a date as it may stand beside a hyphen without blanks.
	dateLike = regexp.MustCompile(`(?i)^(?:\d{4}|\d{1,2}[/.]\d{4}|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})|` +
		`\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}-\d{4}|\d{1,2}-\d{1,2}-\d{4}|(?:\d{1,2} )?[a-z]{3,9}\.?,? \d{4}|[a-z]{3,9}\.? \d{1,2}, ?\d{4})$`)
)

// splitRange cuts a span in one text in two: "03/2019 - 06/2020", "03/2019-06/2020", "2019-03-2020-06". An end that is not said is "",
// which is open: "03/2019 -", "– 06/2020", "since 2019", "until 06/2020". A single date is both ends.
func splitRange(s string) (first, last string) {
	s = strings.TrimSpace(s)
	from, to := fromWords.MatchString(s), toWords.MatchString(s)
	s = toWords.ReplaceAllString(fromWords.ReplaceAllString(s, ""), "")
	if first, last, ok := cutRange(s); ok {
		if now := toWords.ReplaceAllString(last, ""); strings.EqualFold(now, "date") { // 2019 to date
			return fromWords.ReplaceAllString(first, ""), "to date"
		}
		return fromWords.ReplaceAllString(first, ""), toWords.ReplaceAllString(last, "")
	}
	switch later := onwards.ReplaceAllString(s, ""); {
	case later != s:
		return later, ""
	case from:
		return s, ""
	case to:
		return "", s
	}
	return s, s
}

// cutRange cuts a text between its two ends, one of which may be missing. ok is false when it is one date.
func cutRange(s string) (first, last string, ok bool) {
	if trimmed := strings.TrimRight(s, "-–—−~→ "); trimmed != s {
		return trimmed, "", true
	}
	if trimmed := strings.TrimLeft(s, "-–—−~→ "); trimmed != s {
		return "", trimmed, true
	}
	if words := strings.Fields(s); len(words) > 1 && plainHeading(words[len(words)-1]) == "to" {
		return strings.Join(words[:len(words)-1], " "), "", true
	}
	if at := rangeMarks.FindStringIndex(s); at != nil {
		return strings.TrimSpace(s[:at[0]]), strings.TrimSpace(s[at[1]:]), true
	}
	for i, c := range s {
		if c != '-' && c != '/' {
			continue
		}
		first, last := s[:i], s[i+1:]
		if isEnd(first) && isEnd(last) && (c == '-' || len(first) > 4 && len(last) > 4) {
			return first, last, true
		}
	}
	return "", "", false
}

// isEnd reports whether a text is one end of a span: a date, or a word for an open end.
func isEnd(s string) bool {
	return dateLike.MatchString(s) || s != "" && isOpen(s) && plainHeading(s) != ""
}

// oneEnd takes the word off an end that stands in a column of its own: "since 2019", "until 06/2020".
func oneEnd(s string, words *regexp.Regexp) string {
	return words.ReplaceAllString(strings.TrimSpace(s), "")
}

// isOpen reports whether a date's text leaves the end of the span open.
func isOpen(s string) bool {
	switch plainHeading(s) {
	case "", "unknown", "unk", "na", "none", "null", "open":
		return true
	}
	return isPresent(s)
}

func isPresent(s string) bool {
	switch plainHeading(s) {
	case "present", "current", "currently", "now", "todate", "ongoing", "today", "topresent", "thepresent", "presenttime", "still", "active":
		return true
	}
	return false
}
