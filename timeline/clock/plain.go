package clock

import (
	"unicode"
	"unicode/utf8"
)

func isASCII(text []byte) bool {
	seen := byte(0)
	for _, c := range text {
		seen |= c
	}
	return seen < utf8.RuneSelf
}

// plainText writes in ASCII what programs put into times beside it: narrow and no-break blanks, dashes, full-width letters. Marks that
// take no room are left out.
func plainText(text []byte) []byte {
	i := 0
	for i < len(text) && text[i] < utf8.RuneSelf {
		i++
	}
	if i == len(text) {
		return text
	}
	out := append(make([]byte, 0, len(text)), text[:i]...)
	for i < len(text) {
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case unicode.IsSpace(r), r == utf8.RuneError && n == 1 && text[i] == 0xa0: // also as Windows-1252 has it
			out = append(out, ' ')
		case unicode.Is(unicode.Cf, r):
		case unicode.Is(unicode.Pd, r), r == '−':
			out = append(out, '-')
		case r >= '！' && r <= '～':
			out = append(out, byte(r-'！'+'!'))
		default:
			out = append(out, text[i:i+n]...)
		}
		i += n
	}
	return out
}
