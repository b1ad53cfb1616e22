package store

import (
	"time"

	"sightline/internal/feature"
	"sightline/internal/query"
	"sightline/timeline"
)

// values are those of one feature, set by the names of their properties.
type values struct {
	feature.Feature
	index map[string][]int // where a property stands, and where it does by older names
}

func indexOf(c feature.Collection) map[string][]int {
	index := make(map[string][]int, len(c.Properties))
	for i, p := range c.Properties {
		index[p.Source()] = append(index[p.Source()], i)
	}
	return index
}

// set sets a property of the collection. No value is an empty text, a list of none, a nil pointer, or a time without bounds.
func (v *values) set(name string, value any) {
	places := v.index[name]
	if len(places) == 0 {
		panic("store: features have no property " + name)
	}
	switch x := value.(type) {
	case string:
		if x == "" {
			return
		}
	case []string:
		if len(x) == 0 {
			return
		}
	case time.Time:
		if x.IsZero() {
			return
		}
		value = x.UTC()
	case int:
		value = int64(x)
	case *int:
		if x == nil {
			return
		}
		value = int64(*x)
	}
	for _, i := range places {
		v.Values[i] = value
	}
}

// where sets the properties of a position.
func (v *values) where(w timeline.Where) {
	if w.Located() {
		v.Point = &w.Point
		v.set("radius_m", float64(w.Radius))
	}
	v.set("class", string(w.Class))
	v.set("place", w.Label)
	v.set("state", w.State)
	v.set("county", w.County)
	v.set("place_zone", w.Zone)
	v.set("place_basis", w.Basis)
}

// when sets the properties of the time at which something was or began, and of the end of all the time that it can have been.
func (v *values) when(w timeline.When, end time.Time) {
	v.set("time", w.Start)
	v.set("time_end", end)
	v.set("time_precision", string(w.Precision))
	v.set("time_zone", w.Zone)
	v.set("time_basis", string(w.Basis))
	v.set("time_flags", texts(w.Flags))
}

// relation sets how the feature lies to the areas asked for.
func (v *values) relation(rank int32) {
	words := []string{string(query.Within), string(query.Overlaps), string(query.CouldBe), feature.NoPosition}
	if rank >= 0 {
		v.set("relation", words[rank])
	}
}
