package kinds

import (
	"maps"
	"slices"

	"sightline/internal/words"
	"sightline/timeline"
)

// Counted tells how many records there are of each kind, in the order of the kinds: "12 inquiries, 2 plate reads and 1 address".
func Counted(n map[timeline.KindName]int) string {
	of := map[timeline.KindName]int{}
	for name, count := range n {
		of[Of(name).Name] += count
	}
	var told []string
	for _, name := range slices.SortedFunc(maps.Keys(of), func(a, b timeline.KindName) int { return Rank(a) - Rank(b) }) {
		if of[name] > 0 {
			told = append(told, Of(name).Count(of[name]))
		}
	}
	return words.List(told)
}
