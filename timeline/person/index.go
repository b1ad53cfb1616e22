package person

import (
	"slices"

	"sightline/timeline"
)

// Index finds those among many people whom a record may name.
type Index struct {
	known []*Known
	by    map[string][]int // words of names
}

// Match is one of the people of an index.
type Match struct {
	Nth     int // in the order in which they were added
	Verdict Verdict
	Differs []string
}

// Add adds a person.
func (x *Index) Add(s timeline.Subject) {
	if x.by == nil {
		x.by = map[string][]int{}
	}
	k, n := Of(s), len(x.known)
	x.known = append(x.known, k)
	for _, w := range wordsOf(k.names) {
		x.by[w] = append(x.by[w], n)
	}
}

// Find returns those whom a record names, by name alone or by a name that is near and the very birth date.
func (x *Index) Find(n Named) (all []Match) {
	theirs := readings(n.Name)
	tried := map[int]bool{}
	for _, w := range wordsOf(theirs) {
		for _, i := range x.by[w] {
			if tried[i] {
				continue
			}
			tried[i] = true
			k := x.known[i]
			v, differs := k.Compare(n)
			if v == Same || v == Near && k.birth.against(readBirth(n.Birth)) == birthSame {
				all = append(all, Match{i, v, differs})
			}
		}
	}
	return all
}

// wordsOf are the words of names, each once, and surnames as one word; initials and particles say too little.
func wordsOf(names []reading) (all []string) {
	for i := range names {
		for _, w := range slices.Concat(names[i].last, names[i].given, []string{names[i].joined}) {
			if len(w) > 1 && !particles[w] && !slices.Contains(all, w) {
				all = append(all, w)
			}
		}
	}
	return all
}
