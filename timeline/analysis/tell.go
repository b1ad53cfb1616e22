package analysis

import (
	"fmt"
	"strings"

	"sightline/internal/words"
)

// counted is how many sightings count, in words: what there is, behind what a finding would have taken.
type counted struct{ all, exact string }

func (in *Inputs) count() counted {
	n, precise := 0, 0
	for e := range in.Dossier.Instants() {
		if !e.Counts() {
			continue
		}
		n++
		if e.Where.Class.Exact() && e.Where.Radius <= in.Parameters.Place.Accuracy {
			precise++
		}
	}
	all := words.Either(n, "sighting counts", "sightings count")
	return counted{all, all + ", " + strings.Replace(fmt.Sprintf("%d with an exact position", precise), "0 with", "none with", 1)}
}

// findingsOf makes a finding of each of what was found.
func findingsOf[T any](found []T, of func(*T) Finding) []Finding {
	out := make([]Finding, len(found))
	for i := range found {
		out[i] = of(&found[i])
		out[i].Data = found[i]
	}
	return out
}
