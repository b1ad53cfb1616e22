package timeline

import "slices"

// Handling is a code for what obliges whoever holds an event, and keeps it from who has no right to it. A code that is not known is
// withheld from all who do not have that very code.
type Handling string

const (
	CriminalHistory Handling = "chri"        // criminal history record information: CJIS Security Policy 4.2 and 5.1.3
	Restricted      Handling = "restricted"  // the contributing agency's word that it is not for all
	Juvenile        Handling = "juvenile"    // a juvenile's record
	Victim          Handling = "victim"      // names or places a victim
	CyberTip        Handling = "cybertip"    // of a report to NCMEC's CyberTipline: 18 U.S.C. 2258A
	CourtOrder      Handling = "court_order" // got by legal process, for what the process says
	Registry        Handling = "registry"    // of a registry whose law says what it may be used for
)

// Handlings are all codes that are known, in the order they are listed.
func Handlings() []Handling {
	return []Handling{CriminalHistory, Restricted, Juvenile, Victim, CyberTip, CourtOrder, Registry}
}

// Known reports whether the code is one of Handlings.
func (h Handling) Known() bool { return slices.Contains(Handlings(), h) }

// Name is the code in words, as it stands behind "drawn from".
func (h Handling) Name() string {
	switch h {
	case CriminalHistory:
		return "criminal history record information"
	case Restricted:
		return "restricted loads"
	case Juvenile:
		return "juvenile records"
	case Victim:
		return "records of a victim"
	case CyberTip:
		return "CyberTipline reports"
	case CourtOrder:
		return "material got by legal process"
	case Registry:
		return "registry records"
	}
	return "records under the handling code " + string(h)
}

// Withheld says, behind a count, why events are left out.
func (h Handling) Withheld() string {
	return "event(s) drawn from " + h.Name() + ", left out: given only to who has the right to it and asks for it"
}

// Obliges says, behind a count, what holds for events that were let go.
func (h Handling) Obliges() string {
	what := "event(s) drawn from " + h.Name() + ": "
	switch h {
	case CriminalHistory:
		return what + "for this case only. Whoever gives it on logs to whom, when and why; " +
			"who no longer needs it destroys it (CJIS Security Policy 4.2 and 5.1.3)"
	case Restricted:
		return what + "ask the agency that contributed them before giving them on"
	case Juvenile:
		return what + "the law of the state that keeps them says who may have them; do not give them on without asking it"
	case Victim:
		return what + "leave out of whatever leaves the investigation what names or places the victim"
	case CyberTip:
		return what + "for the investigation of the reported offence only"
	case CourtOrder:
		return what + "for what the warrant, order or subpoena says, and no longer than it says"
	case Registry:
		return what + "for the uses that the registry's law allows; never to harass or to inform the public"
	}
	return what + "ask who gave the code what it obliges to"
}

// HandlingOf is what holds for an event: its own codes and those of the loads whose records tell of it, each once, in order.
func HandlingOf(e *Event, loads map[int64][]Handling) []Handling {
	var all []Handling
	all = append(all, e.Handling...)
	for _, r := range e.Records {
		all = append(all, loads[r.Load]...)
	}
	if e.Read != nil {
		for i := range e.Read.Burst {
			all = append(all, HandlingOf(&e.Read.Burst[i], loads)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
