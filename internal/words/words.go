// Package words writes counts, plurals, lists and sizes in English, in one way everywhere. It is pure.
package words

import (
	"strconv"
	"strings"
)

// integer is what is counted.
type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32
}

// Number writes a whole number with a comma before every three digits: "12,345".
func Number[N integer](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count writes a number with its noun, whose plural is the regular one: "1 address", "2 addresses", "1,496 plate reads".
func Count[N integer](n N, noun string) string { return Either(n, noun, Many(noun)) }

// Either writes a number with what follows it, for one and for any other number: "1 record does", "2 records do".
func Either[N integer](n N, one, other string) string { return Number(n) + " " + Form(n, one, other) }

// Form is the form of a word for a number, without the number: "is" or "are".
func Form[N integer](n N, one, other string) string {
	if n == 1 {
		return one
	}
	return other
}

// Times writes how often: "once", "twice", "12 times".
func Times[N integer](n N) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return Number(n) + " times"
}

// Many is the regular plural of a noun, or of words that end with one: "custodies", "court events", "addresses", "days".
func Many(noun string) string {
	if stem, is := strings.CutSuffix(noun, "y"); is && stem != "" && !strings.ContainsAny(stem[len(stem)-1:], "aeiou") {
		return stem + "ies"
	}
	for _, hiss := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(noun, hiss) {
			return noun + "es"
		}
	}
	return noun + "s"
}

// List writes words one after another: "a", "a and b", "a, b and c".
func List(all []string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}

// Capital writes a text with a capital first letter, where that is a plain one.
func Capital(text string) string {
	if text == "" || text[0] < 'a' || text[0] > 'z' {
		return text
	}
	return string(text[0]-'a'+'A') + text[1:]
}
