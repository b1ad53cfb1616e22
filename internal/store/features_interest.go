package store

import (
	"cmp"
	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/cql2"
	"sightline/internal/feature"
	"sightline/timeline/plate"
)

// mostInterests bounds what one filter tells of its asker: a longer list of plates is a survey.
const mostInterests = 20

// interestsInFeatures are the plates and the places that a filter asks for. A box beside the filter is none, for programs
// send one each time somebody moves a map. Later pages of an answer tell nothing new.
func interestsInFeatures(ask feature.Query) []interest {
	if ask.After != nil || ask.Collection.Of != feature.Events && ask.Collection.Of != feature.Reads {
		return nil
	}
	var all []interest
	var plates []string
	state := ""
	for _, e := range conjuncts(ask.Filter) {
		switch e := e.(type) {
		case cql2.Compare:
			name, value := e.Left, e.Right
			if isText(name) {
				name, value = value, name
			}
			property, named := name.(cql2.Property)
			text, written := value.(cql2.Text)
			switch {
			case e.Op != cql2.Equal || !named || !written:
			case property.Name == "plate":
				plates = append(plates, text.Value)
			case property.Name == "plate_state":
				state = text.Value
			}
		case cql2.In:
			for _, v := range e.List {
				if text, is := v.(cql2.Text); is && isPlate(e.Value) {
					plates = append(plates, text.Value)
				}
			}
		}
		if g, far := areaOf(e); g != nil {
			all = append(all, interestInPlace(aroundArea(g, geo.Meters(far))))
		}
	}
	if len(plates) <= mostInterests {
		for _, p := range plates {
			if asked, err := plate.Parse(p); err == nil {
				asked.State, asked.Raw = cmp.Or(state, asked.State), ""
				all = append(all, interestInPlate(asked))
			}
		}
	}
	return all[:min(len(all), mostInterests)]
}

// aroundArea is a circle that holds an area and what is within so many metres of it.
func aroundArea(g cql2.Geometry, far geo.Meters) (orb.Point, geo.Meters) {
	var b orb.Bound
	switch g := g.(type) {
	case cql2.Box:
		b = orb.Bound{Min: orb.Point{g.West, g.South}, Max: orb.Point{g.East, g.North}}
		if g.East < g.West {
			b.Max[0] += 360
		}
	case cql2.Shape:
		b = g.Geometry.Bound()
	}
	centre, radius := b.Center(), geo.Meters(0)
	for _, corner := range []orb.Point{b.Min, b.Max, b.LeftTop(), b.RightBottom()} {
		radius = max(radius, geo.Distance(centre, corner))
	}
	if centre[0] > 180 {
		centre[0] -= 360
	}
	return centre, max(radius+far, 1)
}
