package analysis

import (
	"cmp"
	"slices"
)

// tally counts values.
type tally[K cmp.Ordered] map[K]int

// most returns the value counted most often, the least of several.
func (t tally[K]) most() K {
	var best K
	n := 0
	for k, c := range t {
		if c > n || c == n && k < best {
			best, n = k, c
		}
	}
	return best
}

// ranked returns the values, the most frequent first.
func (t tally[K]) ranked() []K {
	out := make([]K, 0, len(t))
	for k := range t {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b K) int { return cmp.Or(cmp.Compare(t[b], t[a]), cmp.Compare(a, b)) })
	return out
}
