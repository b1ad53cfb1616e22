package feature

import (
	"slices"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// Names of the collections, beside those of the kinds of events, which are called by the kinds' names.
const (
	Events    = "events"
	Sightings = "sightings"
	Stays     = "stays"
	Reads     = "reads"
	Sites     = "sites"
	Agencies  = "agencies"
)

// Collections are all there are.
func Collections() []Collection {
	all := []Collection{events()}
	for _, k := range kinds.All() {
		if k.Name != timeline.KindRead {
			all = append(all, ofKind(k))
		}
	}
	return append(all, sightings(), stays(), reads(), sites(), agencies())
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

func reads() Collection {
	return Collection{
		Name: Reads, Of: Reads, Title: "Plate reads", Timed: true,
		Order: "by site, and newest first at each; where the filter names plates, by plate, and newest first of each",
		About: "Licence plates as readers read them. The geometry is the reader's position, or that of a moving reader at the time.",
		Properties: slices.Concat([]Property{
			text("plate", "Licence plate as read, letters and digits only."),
			text("plate_state", "State of the plate, USPS code; missing where it was not read."),
		}, when("First instant it can mean, UTC. In temporal functions it stands for the whole span to time_end.",
			"End of the span of instants it can mean, UTC, exclusive."), []Property{
			{Name: "confidence", Type: Number, About: "The reader's confidence, 0 to 1; missing where it gave none.", Queryable: true},
			{Name: "heading", Type: Integer, About: "Which way the vehicle was going, degrees clockwise from north.", Queryable: true},
			{Name: "site", Type: Integer, About: "Number of the site, which is its id among the sites.", Queryable: true},
			text("site_name", "Name of the reader."),
			boolean("mobile", "Whether the reader was moving about."),
		}, where(), source(), told()),
	}
}

func sites() Collection {
	return Collection{
		Name: Sites, Of: Sites, Title: "Sites", Order: "newest first",
		About: "Where plate readers stand, and the cells in which moving readers read.",
		Properties: slices.Concat([]Property{
			text("name", "Name of the reader."), text("key", "The source's own number of the reader."),
			boolean("mobile", "Whether it is a cell of a moving reader."),
		}, where(), []Property{text("case_number", "Number of the case that holds it."), fact("relation", Text, relation)}),
	}
}

func agencies() Collection {
	return Collection{
		Name: Agencies, Of: Agencies, Title: "Agencies", Order: "by ORI",
		About: "Law-enforcement agencies by ORI. The geometry is the agency's office, not the place of any encounter.",
		Properties: []Property{
			text("ori", "ORI."), text("name", "Name."), text("kind", "Kind: city, county, state police …"), text("county", "County."),
			text("state", "State, USPS code."), text("zip", "ZIP code."), enumClass(),
			{Name: "radius_m", Type: Number, About: "The position lies within this radius, metres.", Queryable: true},
			fact("relation", Text, relation),
		},
	}
}
