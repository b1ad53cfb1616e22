package timeline

import (
	"cmp"
	"slices"
)

// Merge returns the one event of which several records tell, from what each of them says, the earliest first. None may be left out
// of told but what its reader may not see: an event shows what the records say that are seen, and no more.
//
// The beginning is the finest that is told, the end that of the last record that tells one; where not all that is told of them can be
// true the event says so in a remark. It lies where it is told most precisely, as does the agency. It counts if it counts by any
// record. What else they say is gathered. But for the end, and between what is told equally finely, their order changes nothing.
func Merge(told []Event) Event {
	e := told[0]
	for i := range told[1:] {
		e.merge(&told[i+1])
	}
	if contradict(told, func(o *Event) When { return o.First }) {
		e.disagree("when it began")
	}
	if contradict(told, func(o *Event) When { return o.ends() }) {
		e.disagree("when it ended")
	}
	for i := range told {
		if o := &told[i]; o.Agency != nil && o.Agency.ORI != e.Agency.ORI {
			e.disagree("the agency")
		}
	}
	return e
}

func (e *Event) merge(o *Event) {
	if finer(o.First, e.First) {
		e.First = o.First
	}
	if o.Last != nil && (e.Last == nil || !o.Last.IsZero()) {
		e.Last = o.Last
	}
	if o.Where.Located() && (!e.Where.Located() || o.Where.Radius < e.Where.Radius) {
		e.Where = o.Where
		if o.Agency != nil {
			e.Agency = o.Agency
		}
	}
	if e.Agency == nil {
		e.Agency = o.Agency
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
	switch {
	case e.Code == "":
		e.Code = o.Code
	case o.Code != "" && o.Code != e.Code: // such as another charge
		e.Fields = gather(e.Fields, []Field{{Name: "code", Value: o.Code}})
	}
	e.Records = gather(e.Records, o.Records)
	for _, r := range o.Remarks {
		e.RemarkOnce(r)
	}
}

// ends is when a span ended, the zero When where that is open, and of an instant.
func (e *Event) ends() When {
	if e.Last == nil {
		return When{}
	}
	return *e.Last
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

// contradict reports whether the times that events tell, as far as they do, cannot all be the same: spans that overlap two by two
// have an instant in common.
func contradict(told []Event, time func(*Event) When) bool {
	var common When
	for i := range told {
		t := time(&told[i])
		if t.IsZero() {
			continue
		}
		if !t.End.After(t.Start) {
			t.End = t.Start.Add(1) // an instant of its own
		}
		if common.IsZero() {
			common = t
		}
		if t.Start.After(common.Start) {
			common.Start = t.Start
		}
		if t.End.Before(common.End) {
			common.End = t.End
		}
	}
	return !common.IsZero() && !common.Start.Before(common.End)
}

// finer reports whether a time says more than another: it is known more finely, or as finely and earlier.
func finer(a, b When) bool {
	if a.IsZero() || b.IsZero() {
		return !a.IsZero() && b.IsZero()
	}
	return cmp.Or(cmp.Compare(a.End.Sub(a.Start), b.End.Sub(b.Start)), a.Start.Compare(b.Start)) < 0
}
