package access

// Asker says who looks at sightings and why. It is written to the audit before the answer is given.
type Asker struct {
	Actor   string // who asks
	Agency  string // ORI of the asker's agency, "" when not known
	Address string // from which the question came, "" for this machine's own
	Case    string // number of the case it is for, "" when none was named
	Purpose string // in the asker's words
	Viewer  Viewer // what the answer may hold; the zero Viewer sees nothing
}
