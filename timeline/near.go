package timeline

// NamePlaces says of each row of a dossier what lies around its place, in the words that near has for a position: the nearest
// city, the county, the state. Of a row whose place is not known to lie in a state, that of its agency is told.
func (d *Dossier) NamePlaces(near func(Where) string) {
	sighting := func(s *Sighting) {
		where := s.Where
		if where.State == "" && s.Agency != nil {
			where.State = s.Agency.State
		}
		s.Where.Near = near(where)
	}
	for i := range d.Sightings {
		sighting(&d.Sightings[i])
	}
	for i := range d.Stays {
		d.Stays[i].Where.Near = near(d.Stays[i].Where)
	}
	for i := range d.Candidates {
		sighting(&d.Candidates[i].Sighting)
	}
	for _, x := range d.Excluded {
		if x.Sighting != nil {
			sighting(x.Sighting)
		}
		if x.Stay != nil {
			x.Stay.Where.Near = near(x.Stay.Where)
		}
	}
}
