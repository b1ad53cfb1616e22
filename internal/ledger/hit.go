package ledger

import "time"

// Hit tells that a load brought what is known of another subject.
type Hit struct {
	ID          int64      `json:"id"`
	At          time.Time  `json:"at"`
	Type        string     `json:"type"` // of the identifier: plate, person, vin
	Value       string     `json:"value"`
	Region      string     `json:"region,omitempty"` // of a plate its state, of a person the birth date
	How         string     `json:"how"`              // held by the subject, named as the subject, or seen in the subject's records
	LoadID      int64      `json:"load"`
	File        string     `json:"file"`
	Format      string     `json:"format"`
	LoadCase    string     `json:"load_case"`              // number of the case into which it was loaded
	LoadSubject string     `json:"load_subject,omitempty"` // for whom it was loaded
	Line        int        `json:"line"`                   // first of the file with the identifier
	Events      int64      `json:"events"`                 // of the load with the identifier
	CaseNumber  string     `json:"case_number"`
	SubjectID   int64      `json:"subject"`
	SubjectName string     `json:"subject_name"`
	SeenAt      *time.Time `json:"seen_at,omitempty"`
	SeenBy      string     `json:"seen_by,omitempty"`
}

// Identifier is what was found, as analysts write it.
func (h *Hit) Identifier() string {
	if h.Region == "" {
		return h.Value
	}
	return h.Value + " (" + h.Region + ")"
}

// Known says in words how the subject is known by it.
func (h *Hit) Known() string {
	switch h.How {
	case "held":
		return "is held by"
	case "named":
		return "names"
	}
	return "stands in records of"
}
