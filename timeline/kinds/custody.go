package kinds

import (
	"slices"

	"sightline/timeline"
)

// Custody is the kind of spans in which somebody was held.
const Custody timeline.KindName = "custody"

const partHeld = "held"

func custody() timeline.Kind {
	return timeline.Kind{
		Name: Custody, One: "custody", Many: "custodies", Caveat: caveatRapSheet,
		Group: lawEnforcement, Rank: 50, Symbol: timeline.Bar,
		Confines: true, Agency: true, Search: true, Spans: true, Section: "Custody",
		Parts: []timeline.Part{{Name: partHeld, Located: true}}, Key: []string{"booking", "facility"},
		Light: "#830ffa", Dark: "#f4c8ff",
		Fields: slices.Concat([]timeline.FieldSpec{
			{Name: "begin", Label: "Booked", Type: timeline.FieldBegin, Need: true, Headings: headings(
				"booked bookingdate datebooked bookdate bookeddate bookingdatetime custodydate custodybegin admitted admitteddt admissiondate " +
					"dateadmitted confinementdate intakedate datein bookedon bookedin")},
			{Name: "begin_time", Label: "Booked, time of day", Type: timeline.FieldBeginClock, Headings: headings(
				"bookingtime booktime timebooked intaketime timein")},
			{Name: "end", Label: "Released", Type: timeline.FieldEnd, Headings: headings(
				"released releasedate datereleased releaseddate releasedatetime custodyend discharged discharge dischargedate dischargeddt dateout releasedon letout")},
			{Name: "end_time", Label: "Released, time of day", Type: timeline.FieldEndClock, Headings: headings(
				"releasetime timereleased timeout")},
			{Name: "zone", Label: "Time zone", Type: timeline.FieldZone, Headings: headings("timezone tz zone")},
			{Name: "facility", Label: "Facility", Type: timeline.FieldSite, Width: 24, Headings: headings(
				"facility facilityname jail jailname institution institutionname prison detentioncenter housingfacility")},
			{Name: "ori", Label: "ORI", Type: timeline.FieldORI, Headings: headings("ori facilityori agencyori custodyori ori9")},
			{Name: "agency", Label: "Agency", Type: timeline.FieldAgency, Headings: headings(
				"agency agencyname custodyagency arrestingagency")},
		}, placeFields("street address facilityaddress streetaddress"), []timeline.FieldSpec{
			{Name: "booking", Label: "Booking number", Type: timeline.FieldText, Width: 14, Headings: headings(
				"booking bookingnumber bookingno bookingid booknumber inmateid inmatenumber jailid")},
			{Name: "charge", Label: "Charge", Type: timeline.FieldText, Width: 30, Headings: headings(
				"charge charges offense offence offensedescription chargedescription statute topcharge")},
			{Name: "reason", Label: "Reason of release", Type: timeline.FieldText, Headings: headings(
				"releasereason reasonforrelease releasetype")},
			{Name: "hold", Label: "Held for", Type: timeline.FieldText, Headings: headings(
				"hold holds detainer detainers heldfor holdfor")},
			{Name: "status", Label: "Status", Type: timeline.FieldText, Headings: headings(
				"status custodystatus inmatestatus inmatestatuscode custodylevel")},
			{Name: "as_of", Label: "As of", Type: timeline.FieldText, Headings: headings(
				"asof asofdate snapshot snapshotdate rosterdate reportdate")},
		}, personFields(partHeld)),
	}
}
