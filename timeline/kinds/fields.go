package kinds

import (
	"slices"
	"strings"

	"sightline/timeline"
)

// headings are those of a field, one word each.
func headings(text string) []string { return strings.Fields(text) }

// placeFields are those of an address or a position, as many kinds have them; street are the headings of the street.
func placeFields(street string) []timeline.FieldSpec {
	return []timeline.FieldSpec{
		{Name: "street", Label: "Street", Type: timeline.FieldStreet, Headings: headings(street)},
		{Name: "city", Label: "City", Type: timeline.FieldCity, Headings: headings("city town municipality")},
		{Name: "county", Label: "County", Type: timeline.FieldCounty, Headings: headings("county countyname parish")},
		{Name: "state", Label: "State", Type: timeline.FieldState, Headings: headings("state st statecode")},
		{Name: "zip", Label: "ZIP code", Type: timeline.FieldZIP, Headings: headings("zip zipcode postalcode postal zip5")},
		{Name: "lat", Label: "Latitude", Type: timeline.FieldLat, Headings: headings("lat latitude y")},
		{Name: "lon", Label: "Longitude", Type: timeline.FieldLon, Headings: headings("lon lng long longitude x")},
		{Name: "radius", Label: "Radius, metres", Type: timeline.FieldRadius, Headings: headings("radius radiusm accuracy accuracym")},
	}
}

// nameFields are those of a name in parts, in a part.
func nameFields(part string) []timeline.FieldSpec {
	return []timeline.FieldSpec{
		{Name: "surname", Label: "Last name", Type: timeline.FieldSurname, Part: part, Headings: headings(
			"lastname surname familyname lname")},
		{Name: "given", Label: "First name", Type: timeline.FieldGiven, Part: part, Headings: headings(
			"firstname givenname forename fname")},
		{Name: "middle", Label: "Middle name", Type: timeline.FieldGiven, Part: part, Headings: headings(
			"middlename mname middleinitial mi")},
	}
}

// personFields are those of somebody who was arrested, charged or held, in a part.
func personFields(part string) []timeline.FieldSpec {
	return slices.Concat([]timeline.FieldSpec{
		{Name: "name", Label: "Name", Type: timeline.FieldPerson, Part: part, Headings: headings(
			"name fullname subject person inmate inmatename defendant defendantname arrestee arresteename offender offendername")},
	}, nameFields(part), []timeline.FieldSpec{
		{Name: "birth", Label: "Birth date", Type: timeline.FieldBirth, Part: part, Headings: headings(
			"dob dateofbirth birthdate birthday born")},
		{Name: "sex", Label: "Sex", Type: timeline.FieldText, Headings: headings("sex gender")},
		{Name: "race", Label: "Race", Type: timeline.FieldText, Headings: headings("race")},
		{Name: "fbi", Label: "FBI number", Type: timeline.FieldText, Headings: headings("fbi fbinumber fbino ucn")},
		{Name: "sid", Label: "State identification number", Type: timeline.FieldText, Headings: headings(
			"sid sidnumber stateid stateidnumber")},
	})
}
