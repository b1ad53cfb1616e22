package query

// Extent says how much of a dossier is asked for.
type Extent int

const (
	// OwnRecords are the subject's events and marks: for whatever draws, analyses or marks them.
	OwnRecords Extent = iota
	// WithWithheld also counts the reads of the case that may be of the subject's vehicles: for whatever shows or gives away the whole.
	WithWithheld
)
