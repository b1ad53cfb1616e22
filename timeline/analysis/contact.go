package analysis

import (
	"cmp"
	"slices"
	"time"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// Contact is one encounter with law enforcement: an arrest, or the chain of inquiries of one stop, by one agency within a few
// minutes.
type Contact struct {
	Agency    timeline.Agency `json:"agency"`
	Start     time.Time       `json:"start"`
	End       time.Time       `json:"end"`
	Sightings []string        `json:"sightings"` // ids of its inquiries and arrests, in time order
	Keys      []string        `json:"keys"`      // their message keys, of what has none its kind
}

// Contacts returns the encounters among events, in time order. Inquiries of one agency chain while each can have
// begun within window of the one before, so that the registration, driver and wanted-person messages of one stop are
// one contact whatever they name; other agencies' inquiries in between do not break the chain. A window of 0 or less
// stands for DefaultContactWindow. Only inquiries that count are taken; one without an agency is a contact of its own, and those by
// way of a switch have no agency.
func Contacts(events []timeline.Event, window time.Duration) []Contact {
	if window <= 0 {
		window = DefaultContactWindow
	}
	var out []Contact
	type chain struct {
		contact int
		last    time.Time
	}
	open := map[string]chain{}
	for _, q := range inOrder(events) {
		if !kinds.Of(q.Kind).Contact {
			continue
		}
		var agency timeline.Agency
		if q.Agency != nil {
			agency = *q.Agency
		}
		line := agency.ORI
		if agency.Kind == timeline.Switch {
			agency = timeline.Agency{} // who asked is not known
		}
		c, ok := open[line]
		if !ok || line == "" || q.First.Start.Sub(c.last) > window {
			c.contact = len(out)
			out = append(out, Contact{Agency: agency, Start: q.First.Start, End: q.First.End})
		}
		at := &out[c.contact]
		at.End = later(at.End, q.First.End)
		at.Sightings = append(at.Sightings, q.ID)
		at.Keys = append(at.Keys, cmp.Or(q.Code, kinds.Of(q.Kind).Title()))
		open[line] = chain{c.contact, q.First.Start}
	}
	return out
}

// inOrder returns the events that are observed, in time order.
func inOrder(events []timeline.Event) []*timeline.Event {
	out := make([]*timeline.Event, 0, len(events))
	for i := range events {
		if observed(&events[i]) {
			out = append(out, &events[i])
		}
	}
	slices.SortStableFunc(out, compareTimes)
	return out
}
