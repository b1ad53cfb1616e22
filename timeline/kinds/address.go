package kinds

import (
	"slices"

	"sightline/timeline"
)

// Address is the kind of addresses that a case knows.
const Address timeline.KindName = "address"

const partResident = "resident"

const caveatAddress = "First and last seen dates of an address are the source's dates, not dates of residence."

func address() timeline.Kind {
	return timeline.Kind{
		Group: "Addresses", Rank: 70, Symbol: timeline.Hexagon,
		Name: Address, One: "address", Many: "addresses", Caveat: caveatAddress, Search: true, Spans: true, Section: "Addresses",
		Parts: []timeline.Part{{Name: partResident, Located: true}},
		Light: "#2a9269", Dark: "#5fe0b0",
		Fields: slices.Concat([]timeline.FieldSpec{
			{Name: "street", Label: "Street", Type: timeline.FieldStreet, Need: true, Headings: headings(
				"street address address1 addr addr1 streetaddress addressline1 line1 street1 fulladdress addressline residence")},
			{Name: "number", Label: "House number", Type: timeline.FieldHouse, Headings: headings(
				"streetnumber housenumber houseno number streetno")},
			{Name: "unit", Label: "Unit", Type: timeline.FieldAptUnit, Headings: headings(
				"unit apt apartment address2 addr2 addressline2 line2 street2 suite unitnumber aptnumber aptno aptunit")},
			{Name: "city", Label: "City", Type: timeline.FieldCity, Headings: headings(
				"city town municipality citytown placename postofficecity")},
			{Name: "state", Label: "State", Type: timeline.FieldState, Headings: headings("state st stateprovince statecode province")},
			{Name: "zip", Label: "ZIP code", Type: timeline.FieldZIP, Headings: headings(
				"zip zipcode postal postalcode postcode zip5 zippostal")},
			{Name: "zip4", Label: "ZIP+4", Type: timeline.FieldText, Headings: headings("zip4 plus4 zipplus4")},
			{Name: "county", Label: "County", Type: timeline.FieldCounty, Headings: headings("county countyname parish")},
			{Name: "first", Label: "First seen", Type: timeline.FieldBegin, Headings: headings(
				"firstseen datefirstseen from fromdate first firstreported datefirst start startdate begin movein firstdate" +
					" earliest firstseendate reporteddatefirst dateadded reporteddate")},
			{Name: "last", Label: "Last seen", Type: timeline.FieldEnd, Headings: headings(
				"lastseen datelastseen to todate last lastreported datelast end enddate until moveout lastdate latest" +
					" lastseendate reporteddatelast lastverified")},
			{Name: "firstyear", Label: "First seen, year", Type: timeline.FieldBeginYear, Headings: headings(
				"firstseenyear datefirstseenyear fromyear")},
			{Name: "firstmonth", Label: "First seen, month", Type: timeline.FieldBeginMonth, Headings: headings(
				"firstseenmonth datefirstseenmonth frommonth")},
			{Name: "lastyear", Label: "Last seen, year", Type: timeline.FieldEndYear, Headings: headings(
				"lastseenyear datelastseenyear toyear")},
			{Name: "lastmonth", Label: "Last seen, month", Type: timeline.FieldEndMonth, Headings: headings(
				"lastseenmonth datelastseenmonth tomonth")},
			{Name: "range", Label: "Dates seen", Type: timeline.FieldRange, Headings: headings(
				"dates daterange dateseen datesseen seen period reportedrange datesreported")},
			{Name: "zone", Label: "Time zone", Type: timeline.FieldZone, Headings: headings("timezone tz")},
			{Name: "lat", Label: "Latitude", Type: timeline.FieldLat, Headings: headings("lat latitude y")},
			{Name: "lon", Label: "Longitude", Type: timeline.FieldLon, Headings: headings("lon lng long longitude x")},
			{Name: "kind", Label: "Type of address", Type: timeline.FieldText, Headings: headings(
				"type addresstype kind")},
			{Name: "source", Label: "Source", Type: timeline.FieldText, Headings: headings(
				"source sources sourcedocs provider")},
			{Name: "name", Label: "Name", Type: timeline.FieldPerson, Part: partResident, Headings: headings(
				"name fullname subject person who")},
			{Name: "birth", Label: "Birth date", Type: timeline.FieldBirth, Part: partResident, Headings: headings(
				"dob dateofbirth birthdate birthday born")},
			{Name: "sex", Label: "Sex", Type: timeline.FieldText, Headings: headings("sex gender")},
		}, nameFields(partResident)),
	}
}
