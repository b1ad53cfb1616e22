package kinds

import (
	"slices"

	"sightline/timeline"
)

// Arrest is the kind of arrests, as rap sheets and tables tell them.
const Arrest timeline.KindName = "arrest"

const partArrested = "arrested"

const caveatRapSheet = "An arrest, a court event or a custody locates the agency that reported it; its dates are the source's, " +
	"and a release or transfer may be missing."

func arrest() timeline.Kind {
	return timeline.Kind{
		Name: Arrest, One: "arrest", Many: "arrests", Caveat: caveatRapSheet,
		Group: lawEnforcement, Rank: 30, Symbol: timeline.Triangle,
		Contact: true, Agency: true, Search: true,
		Parts: []timeline.Part{{Name: partArrested, Located: true}}, Handling: []timeline.Handling{timeline.CriminalHistory},
		Light: "#7a2a17", Dark: "#ed0b54",
		Fields: slices.Concat([]timeline.FieldSpec{
			{Name: "date", Label: "Date of arrest", Type: timeline.FieldDate, Need: true, Headings: headings(
				"arrestdate dateofarrest arresteddate datearrested arrestdatetime arrestdt arrestedon")},
			{Name: "clock", Label: "Time of arrest", Type: timeline.FieldClock, Headings: headings("arresttime timeofarrest")},
			{Name: "zone", Label: "Time zone", Type: timeline.FieldZone, Headings: headings("timezone tz zone")},
			{Name: "ori", Label: "ORI", Type: timeline.FieldORI, Headings: headings("ori arrestingori agencyori ori9")},
			{Name: "agency", Label: "Arresting agency", Type: timeline.FieldAgency, Headings: headings(
				"arrestingagency agency agencyname department")},
			{Name: "site", Label: "Place of arrest", Type: timeline.FieldSite, Headings: headings(
				"place location arrestplace arrestlocation")},
		}, placeFields("street address arrestaddress streetaddress"), []timeline.FieldSpec{
			{Name: "charge", Label: "Charge", Type: timeline.FieldText, Width: 30, Headings: headings(
				"charge charges offense offence offensedescription chargedescription statute")},
			{Name: "case", Label: "Case number", Type: timeline.FieldText, Headings: headings(
				"casenumber caseno agencycase agencycasenumber incidentnumber oca")},
			{Name: "number", Label: "Arrest number", Type: timeline.FieldText, Headings: headings(
				"arrestnumber arrestno arrestid")},
		}, personFields(partArrested)),
	}
}
