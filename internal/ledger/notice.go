package ledger

import "time"

// Notice tells an agency that another asked about the same plate, person or place.
type Notice struct {
	ID          int64      `json:"id"`
	At          time.Time  `json:"at"`
	Kind        string     `json:"kind"`  // plate, person or place
	Value       string     `json:"value"` // what the agency told asked about
	CaseNumber  string     `json:"case_number,omitempty"`
	Actor       string     `json:"actor"` // who asked in the agency told
	AskedAt     time.Time  `json:"asked_at"`
	OtherAgency string     `json:"other_agency"` // ORI
	OtherName   string     `json:"other_name,omitempty"`
	OtherActor  string     `json:"other_actor"`
	OtherCase   string     `json:"other_case,omitempty"`
	OtherValue  string     `json:"other_value"`
	OtherAt     time.Time  `json:"other_at"`
	SeenAt      *time.Time `json:"seen_at,omitempty"`
	SeenBy      string     `json:"seen_by,omitempty"`
}

// Rule says whether an agency is told of others that ask about the same, and for how long two questions concern each other.
type Rule struct {
	Silent bool          // neither told nor told of
	Span   time.Duration // an hour to five years
}
