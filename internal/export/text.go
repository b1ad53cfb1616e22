package export

import (
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// printable replaces what XML 1.0 cannot hold, control characters and broken UTF-8, by U+FFFD, so that its loss is seen.
func printable(text string) string {
	if !strings.ContainsFunc(text, unprintable) && utf8.ValidString(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if unprintable(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

func unprintable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// lineEnds makes every line end a line feed: writers of CSV and calendars would drop lone carriage returns.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// formula reports whether a spreadsheet may take a text for a formula. Excel takes the full-width signs as well.
func formula(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}

// cut shortens a text to at most n characters.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for i := range text {
		if n--; n < 0 {
			return text[:i] + "…"
		}
	}
	return text
}

// escapeXML writes a text for an attribute or as content.
func escapeXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(printable(text))) // writing to memory
	return b.String()
}
