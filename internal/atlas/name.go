package atlas

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// short forms of words in place names, as gazetteers, agencies and envelopes write them.
var short = map[string]string{
	"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain", "pt": "point", "pte": "pointe",
	"n": "north", "s": "south", "e": "east", "w": "west", "no": "north", "so": "south",
	"hts": "heights", "hgts": "heights", "spg": "spring", "spgs": "springs", "jct": "junction", "bch": "beach",
	"vlg": "village", "vly": "valley", "twp": "township", "cyn": "canyon", "is": "island", "lk": "lake", "fls": "falls",
	"ctr": "center", "centre": "center", "gdns": "gardens", "grv": "grove", "hbr": "harbor", "pk": "park", "prt": "port",
}

// nameWords splits a place name into lower-case words without diacritics, with short forms written out.
// Apostrophes do not part words; everything else that is no letter or digit does.
func nameWords(name string) []string {
	var b strings.Builder
	for _, r := range norm.NFD.String(name) {
		switch {
		case unicode.Is(unicode.Mn, r), strings.ContainsRune("'’‘ʻʼ`", r):
		case r == '&':
			b.WriteString(" and ")
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	for i, word := range words {
		if long, ok := short[word]; ok && (len(word) > 1 || i == 0) {
			words[i] = long
		}
	}
	return words
}

// key joins words to the form names are compared in: "La Salle" and "LaSalle" are the same.
func key(words []string) string { return strings.Join(words, "") }

// trimmed returns words without one of some endings, and whether there was one. At least one word is left.
func trimmed(words []string, endings ...string) ([]string, bool) {
	for _, ending := range endings {
		last := strings.Fields(ending)
		n := len(words) - len(last)
		if n > 0 && key(words[n:]) == key(last) {
			return words[:n], true
		}
	}
	return words, false
}

// untitled returns words without a leading "City of", "Town of", "County of" and the like.
func untitled(words []string) []string {
	if len(words) > 2 && words[1] == "of" {
		switch words[0] {
		case "city", "town", "village", "township", "borough", "county", "parish", "municipality":
			return words[2:]
		}
	}
	return words
}
