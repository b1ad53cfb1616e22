package analysis

import (
	"sync"

	"github.com/paulmach/orb"

	"sightline/timeline"
)

// Inputs are what a detector works on: the dossier of a subject, or for one of a case those of all its subjects, and what
// several detectors need, each worked out once when first asked for.
type Inputs struct {
	Dossier    timeline.Dossier // of the subject; of a case detector the first
	Parameters Parameters
	each       []*Inputs

	history func() *history // with the plates that are two vehicles as two tracks
	whole   func() *history // without
	events  func() map[string]*timeline.Event
	places  func() []Place
	areas   func() []Area // with the nights in each
	legs    func() []Leg
	shifts  func() []Shift
	splits  func() []Split
	// conflicts have causes and sentences; unexplained have neither, for what needs no more.
	conflicts, unexplained func() []Conflict
	mended                 func() *history // with the shifts applied
	routine                func() Routine
	interest               func() Interest
	counted                func() counted
}

func newInputs(d timeline.Dossier, p Parameters) *Inputs {
	in := &Inputs{Dossier: d, Parameters: p}
	in.each = []*Inputs{in}
	in.whole = sync.OnceValue(func() *history { return newHistory(&in.Dossier, p) })
	in.history = sync.OnceValue(func() *history { return in.whole().divided(in.splits(), in.mended()) })
	in.events = sync.OnceValue(in.byID)
	in.places = sync.OnceValue(func() []Place { return in.history().findPlaces() })
	in.areas = sync.OnceValue(func() []Area { return in.history().findAreas() })
	in.legs = sync.OnceValue(func() []Leg { return in.history().legs() })
	in.shifts = sync.OnceValue(func() []Shift { return in.whole().findShifts() })
	in.mended = sync.OnceValue(func() *history { return in.whole().mended(in.shifts()) })
	in.splits = sync.OnceValue(func() []Split { return in.mended().findSplits() })
	in.unexplained = sync.OnceValue(func() []Conflict { return in.whole().findConflicts() })
	in.conflicts = sync.OnceValue(func() []Conflict {
		found := in.unexplained()
		in.whole().explain(found, in.mended())
		return found
	})
	in.routine = sync.OnceValue(func() Routine {
		in.places() // a night is spent at a place
		return in.history().routine(in.areas())
	})
	in.interest = sync.OnceValue(func() Interest { return in.history().interest() })
	in.counted = sync.OnceValue(in.count)
	return in
}

// Each are the inputs of each subject by itself, for a detector that looks at several.
func (in *Inputs) Each() []*Inputs { return in.each }

// Rule is the value of one of the detector's own rules, in the rule's unit.
func (in *Inputs) Rule(r Rule) float64 { return own{&in.Parameters, r.Name, r.Usual}.value() }

// Event is the event of an id, nil where there is none.
func (in *Inputs) Event(id string) *timeline.Event {
	for _, one := range in.each {
		if e := one.events()[id]; e != nil {
			return e
		}
	}
	return nil
}

func (in *Inputs) byID() map[string]*timeline.Event {
	at := make(map[string]*timeline.Event, len(in.Dossier.Events))
	for i := range in.Dossier.Events {
		at[in.Dossier.Events[i].ID] = &in.Dossier.Events[i]
	}
	return at
}

// point is where an event that may be drawn was.
func (in *Inputs) point(id string) (p orb.Point, ok bool) {
	e := in.Event(id)
	if e == nil || !e.Where.Located() || e.Standing == timeline.Mention {
		return p, false
	}
	return e.Where.Point, true
}

// between is a line between two events, none where one has no position.
func (in *Inputs) between(form Form, a, b string) []Shape {
	p, is := in.point(a)
	q, are := in.point(b)
	if !is || !are {
		return nil
	}
	return []Shape{line(form, p, q)}
}
