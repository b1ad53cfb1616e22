package report

import (
	"github.com/paulmach/orb"

	"sightline/internal/render"
	"sightline/timeline/analysis"
)

// Parameters returns the usual rules of an analysis, with the cities of the base map to name findings by.
func Parameters(base render.BaseMap) analysis.Parameters {
	p := analysis.DefaultParameters()
	p.Name = func(at orb.Point) (string, bool) {
		city, ok := base.Named(at)
		return city.Label(), ok
	}
	return p
}

// nearestTown names the city that a point belongs to.
func (b *builder) nearestTown(p orb.Point) (name string, ok bool) {
	city, ok := b.o.Base.Named(p)
	return city.Label(), ok
}
