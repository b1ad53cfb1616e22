package timeline

// NamePlaces says of each event of a dossier what lies around its place, in the words that near has for a position: the nearest
// city, the county, the state. Of an event whose place is not known to lie in a state, that of its agency is told.
func (d *Dossier) NamePlaces(near func(Where) string) {
	name := func(e *Event) {
		where := e.Where
		if where.State == "" && e.Agency != nil {
			where.State = e.Agency.State
		}
		e.Where.Near = near(where)
	}
	for i := range d.Events {
		name(&d.Events[i])
	}
	for i := range d.Candidates {
		name(&d.Candidates[i].Event)
	}
	for i := range d.Excluded {
		name(&d.Excluded[i].Event)
	}
}
