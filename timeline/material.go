package timeline

// Material is what an analysis looks at: the dossiers of one subject or of several of a case.
//
// It is made of dossiers because what an event counts for is different for each subject: a call is a sighting of the one who
// called and a mention of the one called, an arrest of two is one event in both their dossiers.
type Material []Dossier

// Of is the dossier of a subject, the zero Dossier where the material has none.
func (m Material) Of(subject int64) Dossier {
	for _, d := range m {
		if d.Subject.ID == subject {
			return d
		}
	}
	return Dossier{}
}
