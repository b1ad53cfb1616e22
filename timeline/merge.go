package timeline

import "slices"

// Merge returns the one event of which several records tell, from what each of them says, the earliest first. None may be left out
// of told but what its reader may not see: an event shows what the records say that are seen, and no more.
//
// The beginning is the finest that is told, the end that of the last record that tells one; where two cannot both be true the event
// says so in a remark. It lies where it is told most precisely. It counts if it counts by any record. What else they say is gathered.
func Merge(told []Event) Event {
	e := told[0]
	for i := range told[1:] {
		e.merge(&told[i+1])
	}
	return e
}

func (e *Event) merge(o *Event) {
	if disjoint(e.First, o.First) {
		e.disagree("when it began")
	} else if finer(o.First, e.First) {
		e.First = o.First
	}
	switch {
	case o.Last == nil:
	case e.Last == nil || e.Last.IsZero():
		e.Last = o.Last
	case o.Last.IsZero():
	default:
		if disjoint(*e.Last, *o.Last) {
			e.disagree("when it ended")
		}
		e.Last = o.Last
	}
	if o.Where.Located() && (!e.Where.Located() || o.Where.Radius < e.Where.Radius) {
		e.Where = o.Where
	}
	if e.Agency == nil {
		e.Agency = o.Agency
	}
	if e.Code == "" {
		e.Code = o.Code
	}
	if e.Standing != Counts && o.Standing == Counts {
		e.Standing, e.Why = o.Standing, ""
	}
	if e.Read == nil {
		e.Read = o.Read
	}
	e.Parties = gather(e.Parties, o.Parties)
	e.Handling = gather(e.Handling, o.Handling)
	e.Fields = gather(e.Fields, o.Fields)
	e.Records = gather(e.Records, o.Records)
	for _, r := range o.Remarks {
		e.RemarkOnce(r)
	}
}

func (e *Event) disagree(about string) { e.RemarkOnce(Remark{RemarkDisagree, []string{about}}) }

// gather adds to a list what it does not hold yet, and leaves the list given as it was.
func gather[T comparable](list, more []T) []T {
	list = list[:len(list):len(list)]
	for _, v := range more {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

// disjoint reports whether two times cannot be the same.
func disjoint(a, b When) bool {
	return !a.IsZero() && !b.IsZero() && (!a.Start.Before(b.End) || !b.Start.Before(a.End))
}

// finer reports whether a time says more than another.
func finer(a, b When) bool {
	return !a.IsZero() && (b.IsZero() || a.End.Sub(a.Start) < b.End.Sub(b.Start))
}
