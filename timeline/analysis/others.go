package analysis

import "sightline/timeline"

// Others reads the dossiers of the other subjects of a dossier's case, for detectors that look at all of them.
func Others(d timeline.Dossier, cases func() ([]timeline.CaseSummary, error),
	dossier func(subject int64) (timeline.Dossier, error)) ([]timeline.Dossier, error) {
	all, err := cases()
	if err != nil {
		return nil, err
	}
	var others []timeline.Dossier
	for _, c := range all {
		for _, subject := range c.Subjects {
			if c.Case.ID != d.Case.ID || subject.ID == d.Subject.ID {
				continue
			}
			other, err := dossier(subject.ID)
			if err != nil {
				return nil, err
			}
			others = append(others, other.WithoutHidden())
		}
	}
	return others, nil
}
