package chart

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxLabel = 120 // characters of one text; far more than a chart can show

// plain makes text from records fit to be a label: valid UTF-8, one line, no control or direction-changing characters,
// of bounded length. It also breaks go-echarts' marker for JavaScript ("__f__"). Our options never pass through the
// writer that looks for it, so this only guards against a caller who would.
func plain(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	for strings.Contains(s, "__f__") {
		s = strings.ReplaceAll(s, "__f__", "")
	}
	return shorten(strings.Join(strings.Fields(s), " "), maxLabel)
}

// shorten cuts text to n characters, at least one, the last of them an ellipsis when something was cut.
func shorten(s string, n int) string {
	n = max(n, 1)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:n-1]), " ") + "…"
}
