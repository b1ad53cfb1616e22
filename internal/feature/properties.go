package feature

import "sightline/timeline"

const relation = "How its circle lies to the areas asked for: within, overlaps (its centre is inside), could be (its centre is outside), " +
	"or no position; missing where no area was asked for."

func when(first, end string) []Property {
	return []Property{
		instant("time", first), instant("time_end", end),
		enum("time_precision", "Finest unit the source's time was written in.",
			timeline.Second, timeline.Minute, timeline.Hour, timeline.Day, timeline.Month, timeline.Year),
		fact("time_zone", Text, "Zone the source's time was read in."),
		fact("time_basis", Text, "How that zone is known."),
		fact("time_flags", Texts, "Why the time must be read with care."),
	}
}

func where() []Property {
	return []Property{
		enumClass(),
		{Name: "radius_m", Type: Number, Queryable: true,
			About: "It took place within this radius of its point, metres; for class agency the point is the agency's office."},
		text("place", "What the place is called."), text("state", "State of the place, USPS code."),
		text("county", "County of the place, FIPS code."),
		fact("place_zone", Text, "Time zone of the place."), fact("place_basis", Text, "How the position was found."),
	}
}

func source() []Property {
	return []Property{
		text("case_number", "Number of the case that holds it."),
		{Name: "load", Type: Integer, About: "Number of the load that brought the record, or the first of several.", Queryable: true},
		fact("line", Integer, "Line of that record in the file of the load."),
	}
}

func told() []Property {
	return []Property{fact("relation", Text, relation), fact("caveat", Text, "What this feature does not prove.")}
}

func text(name, about string) Property {
	return Property{Name: name, Type: Text, About: about, Queryable: true}
}

func instant(name, about string) Property {
	return Property{Name: name, Type: Instant, About: about, Queryable: true}
}

func boolean(name, about string) Property {
	return Property{Name: name, Type: Boolean, About: about, Queryable: true}
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
	return enum("class", "What the position really locates, from finest to coarsest.",
		timeline.ClassGPS, timeline.ClassSite, timeline.ClassStreet, timeline.ClassZIP, timeline.ClassCity, timeline.ClassAgency,
		timeline.ClassCounty, timeline.ClassState, timeline.ClassNone)
}
