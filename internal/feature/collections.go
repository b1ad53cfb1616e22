package feature

import (
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// Names of the collections.
const (
	Sightings = "sightings"
	Reads     = "reads"
	Stays     = "stays"
	Sites     = "sites"
	Agencies  = "agencies"
)

// Collections are all there are.
func Collections() []Collection {
	return []Collection{
		{
			Name: Sightings, Title: "Sightings", Timed: true, Order: "newest first",
			About: "Sightings drawn from records other than plate reads, such as NCIC inquiries and arrests. Each has a circle within which it took place: " +
				"its centre is the geometry, its radius is radius_m. Boxes and areas match circles.",
			Properties: join(
				[]Property{enum("kind", "Kind of record.", kinds.Names(nil)...)},
				when(), []Property{
					text("plate", "Licence plate, letters and digits only."), text("plate_state", "State of the plate, USPS code."),
					text("ori", "ORI of the agency that made the inquiry, or reported an arrest, a court event or a custody."), text("agency", "Name of that agency."),
					text("message_key", "Message key of an inquiry or entry."),
					enum("category", "What the transaction means.", timeline.Encounter, timeline.Administrative, timeline.Entry, timeline.NonCriminal, timeline.Unclassified),
					text("set_aside", "Why it does not count as a sighting; missing where it does."),
				}, where(), source(), told()),
		},
		{
			Name: Reads, Title: "Plate reads", Timed: true,
			Order: "by site, and newest first at each; where the filter names plates, by plate, and newest first of each",
			About: "Licence plates as readers read them. The geometry is the reader's position, or that of a moving reader at the time.",
			Properties: join([]Property{
				text("plate", "Licence plate as read, letters and digits only."), text("plate_state", "State of the plate, USPS code; missing where it was not read."),
			}, when(), []Property{
				{Name: "confidence", Type: Number, About: "The reader's confidence, 0 to 1; missing where it gave none.", Queryable: true},
				{Name: "heading", Type: Integer, About: "Which way the vehicle was going, degrees clockwise from north.", Queryable: true},
				{Name: "site", Type: Integer, About: "Number of the site, which is its id among the sites.", Queryable: true},
				text("site_name", "Name of the reader."),
				{Name: "mobile", Type: Boolean, About: "Whether the reader was moving about.", Queryable: true},
			}, where(), source(), told()[1:]),
		},
		{
			Name: Stays, Title: "Stays", Timed: true, Order: "newest loaded first",
			About: "Spans at a place: addresses, custody, bookings. time to time_end is the widest span the source allows; a missing end is open.",
			Properties: join([]Property{
				enum("kind", "Kind of record.", kinds.Names(nil)...),
				instant("time", "Earliest possible first instant; missing where it is open."), instant("time_end", "End of the latest possible instant; missing where it is open."),
				fact("first_seen", Instant, "First seen, first instant it can mean."), fact("first_precision", Text, "Precision of first seen."),
				fact("last_seen", Instant, "Last seen, first instant it can mean."), fact("last_precision", Text, "Precision of last seen."),
			}, where(), source(), told()),
		},
		{
			Name: Sites, Title: "Sites", Order: "newest first",
			About: "Where plate readers stand, and the cells in which moving readers read.",
			Properties: join([]Property{
				text("name", "Name of the reader."), text("key", "The source's own number of the reader."),
				{Name: "mobile", Type: Boolean, About: "Whether it is a cell of a moving reader.", Queryable: true},
			}, where(), []Property{text("case_number", "Number of the case that holds it."), fact("relation", Text, relation)}),
		},
		{
			Name: Agencies, Title: "Agencies", Order: "by ORI",
			About: "Law-enforcement agencies by ORI. The geometry is the agency's office, not the place of any encounter.",
			Properties: []Property{
				text("ori", "ORI."), text("name", "Name."), text("kind", "Kind: city, county, state police …"), text("county", "County."),
				text("state", "State, USPS code."), text("zip", "ZIP code."), enumClass(),
				{Name: "radius_m", Type: Number, About: "The position lies within this radius, metres.", Queryable: true}, fact("relation", Text, relation),
			},
		},
	}
}

// Named returns the collection of that name.
func Named(name string) (Collection, bool) {
	for _, c := range Collections() {
		if c.Name == name {
			return c, true
		}
	}
	return Collection{}, false
}

const relation = "How its circle lies to the areas asked for: within, overlaps (its centre is inside), could be (its centre is outside), " +
	"or no position; missing where no area was asked for."

func when() []Property {
	return []Property{
		instant("time", "First instant it can mean, UTC. In temporal functions it stands for the whole span to time_end."),
		instant("time_end", "End of the span of instants it can mean, UTC, exclusive."),
		enum("time_precision", "Finest unit the source's time was written in.", timeline.Second, timeline.Minute, timeline.Hour, timeline.Day, timeline.Month, timeline.Year),
		fact("time_zone", Text, "Zone the source's time was read in."),
		fact("time_basis", Text, "How that zone is known."),
		fact("time_flags", Texts, "Why the time must be read with care."),
	}
}

func where() []Property {
	return []Property{
		enumClass(),
		{Name: "radius_m", Type: Number, About: "It took place within this radius of its point, metres; for class agency the point is the agency's office.", Queryable: true},
		text("place", "What the place is called."), text("state", "State of the place, USPS code."), text("county", "County of the place, FIPS code."),
		fact("place_zone", Text, "Time zone of the place."), fact("place_basis", Text, "How the position was found."),
	}
}

func source() []Property {
	return []Property{
		text("case_number", "Number of the case that holds it."),
		{Name: "load", Type: Integer, About: "Number of the load that brought the record.", Queryable: true},
		fact("line", Integer, "Line of the record in the file of the load."),
	}
}

func told() []Property {
	return []Property{fact("flags", Texts, "Warnings."), fact("relation", Text, relation), fact("caveat", Text, "What this feature does not prove.")}
}

func join(parts ...[]Property) (all []Property) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func text(name, about string) Property {
	return Property{Name: name, Type: Text, About: about, Queryable: true}
}

func instant(name, about string) Property {
	return Property{Name: name, Type: Instant, About: about, Queryable: true}
}

// fact is a property that cannot stand in filters.
func fact(name string, t Type, about string) Property {
	return Property{Name: name, Type: t, About: about}
}

func enum[S ~string](name, about string, values ...S) Property {
	p := text(name, about)
	for _, v := range values {
		p.Values = append(p.Values, string(v))
	}
	return p
}

func enumClass() Property {
	return enum("class", "What the position really locates, from finest to coarsest.", timeline.ClassGPS, timeline.ClassSite, timeline.ClassStreet,
		timeline.ClassZIP, timeline.ClassCity, timeline.ClassAgency, timeline.ClassCounty, timeline.ClassState, timeline.ClassNone)
}
