package kinds

import (
	"slices"

	"sightline/timeline"
)

// Court is the kind of court events, as rap sheets and tables tell them.
const Court timeline.KindName = "court"

const partDefendant = "defendant"

func court() timeline.Kind {
	return timeline.Kind{
		Name: Court, One: "court event", Many: "court events", Caveat: caveatRapSheet,
		Group: lawEnforcement, Rank: 40, Symbol: timeline.Diamond,
		Agency: true, Search: true, Standing: timeline.Administrative,
		Parts: []timeline.Part{{Name: partDefendant, Located: true}}, Handling: []timeline.Handling{timeline.CriminalHistory},
		Light: "#0d0d07", Dark: "#c5f08e",
		Fields: slices.Concat([]timeline.FieldSpec{
			{Name: "date", Label: "Date", Type: timeline.FieldDate, Need: true, Headings: headings(
				"courtdate hearingdate dateofhearing dispositiondate sentencedate appearancedate filingdate courtdatetime")},
			{Name: "clock", Label: "Time of day", Type: timeline.FieldClock, Headings: headings("courttime hearingtime")},
			{Name: "zone", Label: "Time zone", Type: timeline.FieldZone, Headings: headings("timezone tz zone")},
			{Name: "ori", Label: "ORI", Type: timeline.FieldORI, Headings: headings("ori courtori agencyori ori9")},
			{Name: "agency", Label: "Agency", Type: timeline.FieldAgency, Headings: headings("agency agencyname")},
			{Name: "court", Label: "Court", Type: timeline.FieldSite, Headings: headings("court courtname courthouse")},
		}, placeFields("street address courtaddress streetaddress"), []timeline.FieldSpec{
			{Name: "case", Label: "Court case number", Type: timeline.FieldText, Headings: headings(
				"courtcase courtcasenumber docket docketnumber casenumber caseno causenumber")},
			{Name: "event", Label: "Event", Type: timeline.FieldText, Headings: headings(
				"event hearing hearingtype eventtype action")},
			{Name: "charge", Label: "Charge", Type: timeline.FieldText, Width: 30, Headings: headings(
				"charge charges offense offence offensedescription chargedescription statute")},
			{Name: "disposition", Label: "Disposition", Type: timeline.FieldText, Headings: headings(
				"disposition finding verdict outcome")},
			{Name: "sentence", Label: "Sentence", Type: timeline.FieldText, Headings: headings("sentence sentencing")},
		}, personFields(partDefendant)),
	}
}
