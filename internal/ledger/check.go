package ledger

import "fmt"

// Fault is something wrong with the chain.
type Fault struct {
	Seq  int64  `json:"seq"` // row at which it shows
	Text string `json:"text"`
}

// maxFaults is how many faults are told one by one.
const maxFaults = 100

// Check follows a chain row by row and tells what is wrong with it.
type Check struct {
	Rows   int64   `json:"rows"`
	End    End     `json:"end"`
	Faults []Fault `json:"faults"` // the first hundred
	kept   End
}

// NewCheck returns a check of a chain that begins with row 1. kept is an end that the chain had earlier; it must
// still be on the way. A zero one asks nothing.
func NewCheck(kept End) *Check {
	return &Check{End: Start(), Faults: []Fault{}, kept: kept}
}

func (c *Check) fault(seq int64, format string, a ...any) {
	if len(c.Faults) < maxFaults {
		c.Faults = append(c.Faults, Fault{seq, fmt.Sprintf(format, a...)})
	}
}

// Add goes on by one row.
func (c *Check) Add(a *Row) {
	switch last := c.End.Seq; {
	case a.Seq <= last:
		c.fault(a.Seq, "row %d stands twice or out of order", a.Seq)
	case a.Seq == last+2:
		c.fault(a.Seq, "row %d is missing", last+1)
	case a.Seq > last+2:
		c.fault(a.Seq, "rows %d to %d are missing", last+1, a.Seq-1)
	case a.PrevHash != c.End.Hash:
		c.fault(a.Seq, "row %d does not follow row %d as that is now", a.Seq, last)
	}
	if a.sum() != a.Hash {
		c.fault(a.Seq, "row %d was changed: %s, %s by %q, does not have the hash it was given", a.Seq, a.At.UTC().Format(TimeLayout),
			a.Action, a.Actor)
	}
	if a.Seq == c.kept.Seq && a.Hash != c.kept.Hash {
		c.fault(a.Seq, "row %d is not the one that was kept as the end: the audit was written anew", a.Seq)
	}
	c.Rows++
	c.End = End{a.Seq, a.Hash}
}

// Finish tells of rows that are missing at the end.
func (c *Check) Finish() {
	if c.End.Seq < c.kept.Seq {
		c.fault(c.End.Seq+1, "the audit once ended with row %d and now ends with row %d: the rows between were cut off", c.kept.Seq,
			c.End.Seq)
	}
}
