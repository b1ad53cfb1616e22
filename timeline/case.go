package timeline

import "time"

// Case is a numbered inquiry.
type Case struct {
	ID        int64     `json:"id"`
	Number    string    `json:"number"`
	Title     string    `json:"title,omitempty"`
	OwningORI string    `json:"owning_ori,omitempty"`
	Opened    time.Time `json:"opened"`
}

// Subject is a person in a case.
type Subject struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Role      string    `json:"role"` // "missing child", "companion", "suspect", "unknown"
	Aliases   []string  `json:"aliases,omitempty"`
	BirthDate string    `json:"birth_date,omitempty"` // CCYY-MM-DD, "" when unknown
	Sex       string    `json:"sex,omitempty"`        // "male" or "female", "" when unknown
	Holdings  []Holding `json:"holdings,omitempty"`   // vehicles and other identifiers
}

// CaseSummary is a case with its subjects, as a list of cases shows them.
type CaseSummary struct {
	Case     Case             `json:"case"`
	Subjects []SubjectSummary `json:"subjects"`
}

// SubjectSummary is a subject with how much is held on it.
type SubjectSummary struct {
	Subject
	Held Held `json:"counts"`
}

// Held says how much is held on a subject.
type Held struct {
	Events int `json:"events"` // of the case, those set aside included
	Reads  int `json:"reads"`  // plate reads of the subject's vehicles
}
