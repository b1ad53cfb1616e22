package kinds

import (
	"slices"

	"sightline/timeline"
)

// Inquiry is the kind of police messages that ask about a person or a vehicle.
const Inquiry timeline.KindName = "inquiry"

const partInquired = "inquired"

const caveatInquiry = "An NCIC inquiry locates the agency that made it, not the place of the encounter."

func inquiry() timeline.Kind {
	return timeline.Kind{
		Name: Inquiry, One: "inquiry", Many: "inquiries", Caveat: CaveatLead + " " + caveatInquiry,
		Group: lawEnforcement, Rank: 10, Symbol: timeline.Square,
		Contact: true, Agency: true, Search: true,
		Parts: []timeline.Part{{Name: partInquired, Located: true}, {Name: PartVehicle, Located: true}},
		Light: "#0b3fa0", Dark: "#5b93ff",
		Fields: messageFields(partInquired),
	}
}

// messageFields are those of a police message, called by its codes; person is the part of whom it names.
func messageFields(person string) []timeline.FieldSpec {
	return slices.Concat([]timeline.FieldSpec{
		{Name: "time", Label: "Time", Type: timeline.FieldTime, Need: true, Headings: headings(
			"datetime timestamp transactiondatetime dateandtime inquirydatetime transactiontime dtt messagedatetime" +
				" inquirytimestamp readtime readdatetime querydatetime querytimestamp rundatetime logdatetime eventdatetime eventtime hitdatetime" +
				" requestdatetime requesttime receiveddatetime sentdatetime datetimeofinquiry datetimerun when")},
		{Name: "date", Label: "Date", Type: timeline.FieldDate, Headings: headings(
			"date transactiondate inquirydate dateofinquiry messagedate trandate dt querydate rundate logdate eventdate requestdate daterun" +
				" dateofquery readdate")},
		{Name: "clock", Label: "Time of day", Type: timeline.FieldClock, Headings: headings(
			"time timeofday inquirytime messagetime trantime tm tim querytime runtime logtime timerun timeofinquiry timeofquery")},
		{Name: "zone", Label: "Time zone", Type: timeline.FieldZone, Headings: headings("timezone tz zone")},
		{Name: "key", Label: "Message key", Type: timeline.FieldCode, Headings: headings(
			"mke messagekey msgkey key transactiontype transaction messagetype mk")},
		{Name: "ori", Label: "ORI", Type: timeline.FieldORI, Need: true, Headings: headings(
			"ori ori9 originatingori senderori requestingori inquiryori agencyori inquiringori originatingagencyidentifier")},
		{Name: "agency", Label: "Agency", Type: timeline.FieldAgency, Headings: headings(
			"agency agencyname department requestingagency originatingagency")},
		{Name: "NAM", Label: "Name", Type: timeline.FieldPerson, Part: person, Headings: headings(
			"nam name subjectname fullname")},
		{Name: "DOB", Label: "Birth date", Type: timeline.FieldBirth, Part: person, Headings: headings(
			"dob dateofbirth birthdate")},
		{Name: "SEX", Label: "Sex", Type: timeline.FieldText, Headings: headings("sex gender")},
		{Name: "RAC", Label: "Race", Type: timeline.FieldText, Headings: headings("rac race")},
		{Name: "LIC", Label: "Plate", Type: timeline.FieldPlate, Part: PartVehicle, Headings: headings(
			"lic plate licenseplate licenceplate platenumber tag")},
		{Name: "LIS", Label: "Plate state", Type: timeline.FieldPlateState, Part: PartVehicle, Headings: headings(
			"lis platestate licensestate lisstate")},
		{Name: "LIT", Label: "Plate type", Type: timeline.FieldText, Headings: headings("lit platetype")},
		{Name: "LIY", Label: "Plate year", Type: timeline.FieldText, Headings: headings("liy plateyear")},
		{Name: "VIN", Label: "VIN", Type: timeline.FieldText, Headings: headings("vin")},
		{Name: "OLN", Label: "Driver licence", Type: timeline.FieldText, Headings: headings(
			"oln driverlicense licensenumber driverslicense dl")},
		{Name: "OLS", Label: "State of the driver licence", Type: timeline.FieldText, Headings: headings(
			"ols driverlicensestate dlstate")},
		{Name: "SOC", Label: "Social security number", Type: timeline.FieldText, Headings: headings("soc ssn")},
		{Name: "FBI", Label: "FBI number", Type: timeline.FieldText, Headings: headings("fbi fbinumber ucn")},
		{Name: "NIC", Label: "NIC number", Type: timeline.FieldText, Headings: headings("nic nicnumber ncicnumber")},
		{Name: "OCA", Label: "Case number of the agency", Type: timeline.FieldText, Headings: headings("oca casenumber")},
		{Name: "PUR", Label: "Purpose code", Type: timeline.FieldText, Headings: headings("pur purpose purposecode")},
		{Name: "ATN", Label: "Attention", Type: timeline.FieldText, Headings: headings("atn attention")},
		{Name: "MIS", Label: "Miscellaneous", Type: timeline.FieldText, Headings: headings("mis miscellaneous remarks")},
	}, nameFields(person))
}
