package feature

import (
	"slices"
	"strings"

	"sightline/internal/cql2"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

const circle = " Each has a circle within which it took place: its centre is the geometry, its radius is radius_m. " +
	"Boxes and areas match circles."

func events() Collection {
	return Collection{
		Name: Events, Of: Events, Title: "Events", Timed: true, Order: "newest first, and last those whose beginning is open",
		About: "What records tell of beside plate reads, such as NCIC inquiries, arrests and addresses: each an instant or a span of time. " +
			"One of which several records tell is one feature, which says what those that you may see say together." + circle,
		Properties: slices.Concat(
			[]Property{enum("kind", "Kind of event.", kinds.Names(func(k timeline.Kind) bool { return k.Name != timeline.KindRead })...)},
			when("First instant it can mean, UTC; of a span, at which it can have begun; missing where that is open. "+
				"In temporal functions it stands for the whole span to time_end.",
				"End of the instants it can mean, UTC, exclusive; of a span, of those at which it can have ended; missing where that is open."),
			[]Property{
				boolean("span", "Whether it is a span of time, such as a stay at an address, and no instant."),
				fact("last_seen", Instant, "Of a span: first instant at which it can have ended; missing where that is open."),
				fact("last_precision", Text, "Of a span: finest unit in which the source's time of its end was written."),
				boolean("located", "Whether it puts somebody or something that it is about at its place. "+
					"An entry of a record, for one, puts nobody anywhere."),
				enum("standing", "Why it says nothing of anybody's whereabouts; missing where it may.",
					timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal, timeline.SetAside),
				text("why", "Why it was set aside; missing where it was not."),
				text("code", "Message key of an inquiry or entry, or another code of the source."),
				text("plate", "Licence plate that it is about, letters and digits only; the first where there are several."),
				text("plate_state", "State of that plate, USPS code."),
				text("ori", "ORI of the agency that made the inquiry, or reported it."), text("agency", "Name of that agency."),
				handling(),
			}, where(), source(),
			[]Property{fact("records", Integer, "How many records tell of it."), fact("remarks", Texts, "Warnings.")}, told()),
	}
}

func handling() Property {
	var codes []string
	for _, h := range timeline.Handlings() {
		codes = append(codes, string(h)+" ("+h.Name()+")")
	}
	about := "Codes for how it must be handled, in the order of the alphabet: " + strings.Join(codes, ", ") + ", or others. " +
		"Missing where there is none."
	return Property{Name: "handling", Type: Texts, About: about, Queryable: true}
}

// ofKind are the events of one kind.
func ofKind(k timeline.Kind) Collection {
	c := events()
	c.Name, c.Title = string(k.Name), k.TitleMany()
	c.About = "Events of the kind " + k.One + ". " + k.Caveat + circle
	c.Filter = cql2.Compare{Op: cql2.Equal, Left: cql2.Property{Name: "kind"}, Right: cql2.Text{Value: string(k.Name)}}
	return c
}

// sightings and stays are two parts of the events, with the names that their properties had when they were collections of their own.
func sightings() Collection {
	c := events()
	c.Name, c.Title, c.Filter = Sightings, "Sightings", present(false)
	c.About = "Events that tell where somebody or something was at an instant, beside plate reads. They are the events where " +
		c.Filter.String() + "." + circle
	c.Properties = append(c.Properties, again(c, "code", "message_key", "Message key of an inquiry."),
		again(c, "remarks", "flags", "Warnings."))
	return c
}

func stays() Collection {
	c := events()
	c.Name, c.Title, c.Filter = Stays, "Stays", present(true)
	c.About = "Events that tell where somebody was over a span of time, such as addresses and custodies. time to time_end is the widest " +
		"span the source allows; a missing end is open. They are the events where " + c.Filter.String() + "." + circle
	c.Properties = append(c.Properties, again(c, "time", "first_seen", "First seen, first instant it can mean."),
		again(c, "time_precision", "first_precision", "Precision of first seen."), again(c, "remarks", "flags", "Warnings."))
	return c
}

// present are the conditions under which an event tells where somebody or something was, over a span of time or at an instant.
func present(span bool) cql2.Expr {
	is := func(name string, value bool) cql2.Expr {
		return cql2.Compare{Op: cql2.Equal, Left: cql2.Property{Name: name}, Right: cql2.Bool{Value: value}}
	}
	missing := func(name string) cql2.Expr { return cql2.Null{Property: cql2.Property{Name: name}} }
	return cql2.And{missing("standing"), is("located", true), is("span", span), cql2.Not{Expr: missing(Geometry)}}
}

// again is a property of a collection by an older name.
func again(c Collection, name, older, about string) Property {
	p, _ := c.Property(name)
	p.Name, p.About, p.Same = older, about+" The same as "+name+".", name
	return p
}
