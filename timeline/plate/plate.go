// Package plate knows licence plates: their normal form, which of them readers confuse, patterns of them, and reads of one
// passing. It is pure.
package plate

import "strings"

// ocrClasses are the characters that licence-plate readers confuse with one another, after the "OCR equivalent
// characters" of Genetec Security Center 5.12, administrator guide.
var ocrClasses = []string{"0ODQ", "1I", "2Z", "5S", "8B", "6G"}

// plateAlphabet are the characters of a normalised plate.
const plateAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// SimilarPlates returns the normalised plates a reader may have read in place of the given one: up to two characters
// taken for OCR-equivalent ones, or one character wrong, missing or too many. The plate itself is not among them.
func Similar(plate string) []string {
	seen := map[string]bool{plate: true}
	var out []string
	add := func(s string) {
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	once := equivalents(plate)
	for _, s := range once {
		add(s)
	}
	for _, s := range once {
		for _, twice := range equivalents(s) {
			add(twice)
		}
	}
	for i := range len(plate) + 1 {
		for _, c := range plateAlphabet {
			add(plate[:i] + string(c) + plate[i:])
			if i < len(plate) {
				add(plate[:i] + string(c) + plate[i+1:])
			}
		}
		if i < len(plate) {
			add(plate[:i] + plate[i+1:])
		}
	}
	return out
}

// equivalents returns the plate with one character replaced by an OCR-equivalent one, in every way.
func equivalents(plate string) []string {
	var out []string
	for i := range len(plate) {
		for _, class := range ocrClasses {
			if !strings.Contains(class, plate[i:i+1]) {
				continue
			}
			for j := range len(class) {
				if class[j] != plate[i] {
					out = append(out, plate[:i]+class[j:j+1]+plate[i+1:])
				}
			}
		}
	}
	return out
}

// Normalize returns the letters A to Z and the digits of a text, in capitals. It is no reading of a plate: see Parse.
func Normalize(raw string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, raw)
}
