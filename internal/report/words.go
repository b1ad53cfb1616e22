package report

import (
	"cmp"
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"sightline/geo"
	"sightline/internal/words"
	"sightline/timeline"
)

// shorten cuts text to at most n characters.
func shorten(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			runes := []rune(s[:i])
			return strings.TrimRight(string(runes[:len(runes)-1]), " ") + "…"
		}
	}
	return s
}

// Distance writes a length on the ground in kilometres and miles, or in metres below one kilometre.
func Distance(m geo.Meters) string {
	const mile = 1609.344
	switch {
	case m < 1000:
		return fmt.Sprintf("%.0f m", float64(m))
	case m < 20_000:
		return fmt.Sprintf("%.1f km (%.1f mi)", m.Kilometers(), float64(m)/mile)
	}
	return fmt.Sprintf("%s km (%s mi)", words.Number(int64(m.Kilometers()+0.5)), words.Number(int64(float64(m)/mile+0.5)))
}

// precision says what a position locates and how well.
func precision(w timeline.Where) string {
	words := map[timeline.Class]string{
		timeline.ClassGPS: "device's fix", timeline.ClassSite: "reader", timeline.ClassStreet: "street address",
		timeline.ClassZIP: "middle of a ZIP code area", timeline.ClassCity: "middle of a city",
		timeline.ClassAgency: "agency's office, not the place of the encounter", timeline.ClassCounty: "county only",
		timeline.ClassState: "state only",
	}[w.Class]
	if words == "" {
		return "position not known"
	}
	if w.Radius > 0 && w.Class != timeline.ClassAgency {
		words += ", within " + Distance(w.Radius)
	}
	return words
}

// tallied writes counted things, most frequent first: "TX 120, OK 44".
func tallied(counts map[string]int) string {
	keys := sortedByCount(counts)
	said := make([]string, len(keys))
	for i, k := range keys {
		said[i] = k + " " + words.Number(counts[k])
	}
	return strings.Join(said, ", ")
}

// sortedByCount returns the keys of counts, highest count first, equals by name.
func sortedByCount(counts map[string]int) []string {
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if counts[keys[i]] != counts[keys[j]] {
			return counts[keys[i]] > counts[keys[j]]
		}
		return keys[i] < keys[j]
	})
	return keys
}

// fallback returns s, or other when s is empty.
func fallback(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// capital writes a text with a capital first letter.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// sentence writes a text with a capital and a full stop.
func sentence(s string) string {
	if s = capital(s); !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// sortedBy returns a copy of a list, those with the largest value first, equals in their order.
func sortedBy[T any, V cmp.Ordered](list []T, value func(T) V) []T {
	out := append([]T(nil), list...)
	sort.SliceStable(out, func(i, j int) bool { return value(out[i]) > value(out[j]) })
	return out
}

// unique drops repeated words, keeping the first of each.
func unique(words []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}
