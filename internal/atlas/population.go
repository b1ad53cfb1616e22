package atlas

import (
	"math"
	"slices"
	"strings"

	"sightline/geo"
)

const (
	// farFigures is how far from each other places lie of which one has the other's population by mistake.
	farFigures geo.Meters = 12_000
	// grave is the population from which a mistake matters: a village of 200,000 would name all around it.
	grave = 30_000
	// alike is by what share two figures may differ and be one, of two years.
	alike = 0.2
)

// disbelieve sets to 0, which is unknown, the populations that are plainly those of something else, and returns the places that had
// them: ones whose name no ZIP code of the state bears, and that are as populous as a place near by whose name is in theirs (East
// Hampton, Hampton), or that share their very figure with another (two villages with that of their whole region).
func (t *cityTable) disbelieve(z *zipTable) (wrong []City) {
	index := indexOf(t)
	var rows []int
	for i := range t.rows {
		row := &t.rows[i]
		words := unstated(nameWords(row.Name), row.State)
		if row.section || row.Population < grave || len(z.byCity[row.State+" "+key(words)]) > 0 {
			continue
		}
		borrowed := false
		index.Within(row.Point, farFigures, func(k int, _ geo.Meters) {
			other := &t.rows[k]
			if k == i || other.State != row.State || other.section {
				return
			}
			whose := unstated(nameWords(other.Name), other.State)
			apart := math.Abs(float64(row.Population-other.Population)) / float64(max(other.Population, 1))
			borrowed = borrowed || row.Population == other.Population || apart <= alike && holds(words, whose)
		})
		if borrowed {
			rows = append(rows, i)
		}
	}
	for _, i := range rows {
		wrong = append(wrong, t.rows[i].City)
		t.rows[i].Population = 0
	}
	return wrong
}

// holds reports whether a name holds another in it, and more.
func holds(name, other []string) bool {
	return len(other) > 0 && len(other) < len(name) && strings.Contains(" "+strings.Join(name, " ")+" ", " "+strings.Join(other, " ")+" ")
}

// Disbelieved are the places whose packaged population is plainly wrong and taken for unknown, as the package has them.
func (a *Atlas) Disbelieved() []City { return slices.Clone(a.cities().wrong) }
