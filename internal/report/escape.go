package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape makes text fit for HTML content and for quoted attributes. Characters HTML cannot hold, and those that override
// the direction of writing, which no name needs and a forger may, are shown as replaced.
func escape(s string) string {
	var b strings.Builder
	last := 0
	for i, r := range s {
		var with string
		switch {
		case r == '&':
			with = "&amp;"
		case r == '<':
			with = "&lt;"
		case r == '>':
			with = "&gt;"
		case r == '"':
			with = "&#34;"
		case r == '\'':
			with = "&#39;"
		case r == unicode.ReplacementChar, r < ' ' && r != '\t' && r != '\n' && r != '\r', r >= 0x7f && r <= 0x9f,
			overrides(r):
			with = "\ufffd"
		default:
			continue
		}
		b.WriteString(s[last:i])
		b.WriteString(with)
		_, n := utf8.DecodeRuneInString(s[i:])
		last = i + n
	}
	if last == 0 {
		return s
	}
	b.WriteString(s[last:])
	return b.String()
}

// overrides reports whether a character forces or embeds a direction of writing.
func overrides(r rune) bool { return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 }

// turns reports whether text is written from the right or holds marks that turn the direction of writing.
func turns(s string) bool {
	for _, r := range s {
		if r >= 0x0590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko) ||
			unicode.Is(unicode.Bidi_Control, r) {
			return true
		}
	}
	return false
}

// plain makes text one line without control characters and direction marks, for titles.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// cssString makes text fit for a quoted CSS string inside a style element: all but ASCII letters, digits and spaces is
// written as its code point, so nothing can end the string or the element. The space after a code point belongs to it.
func cssString(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ') {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\%06x ", r)
		}
	}
	return b.String()
}
