package export

import (
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// printable replaces what XML 1.0 cannot hold, control characters and broken UTF-8, by U+FFFD, so that its loss is seen.
func printable(text string) string {
	if plain(text) {
		return text
	}
	return strings.Map(func(r rune) rune { // broken UTF-8 comes as U+FFFD
		if unprintable(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// plain reports whether a text is ASCII without control characters, as nearly all are.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' && text[i] != '\n' || text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func unprintable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// lineEnds makes every line end a line feed: a writer of CSV would drop lone carriage returns.
func lineEnds(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// formula reports whether a spreadsheet may take a text for a formula. Excel takes the full-width signs as well.
func formula(text string) bool {
	if text == "" || text[0] >= '0' && text[0] <= '9' || text[0] >= 'A' && text[0] <= 'z' {
		return false
	}
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
