package timeline

// CaseSummary is a case with its subjects, as a list of cases shows them.
type CaseSummary struct {
	Case     Case             `json:"case"`
	Subjects []SubjectSummary `json:"subjects"`
}

// SubjectSummary is a subject with how much is held on it.
type SubjectSummary struct {
	Subject
	Counts Counts `json:"counts"`
}

// Counts say how much is held on a subject.
type Counts struct {
	Sightings int `json:"sightings"` // case sightings, those set aside included
	Stays     int `json:"stays"`
	Reads     int `json:"reads"` // plate reads of the subject's vehicles
}
