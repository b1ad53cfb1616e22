package timeline

// What records of one kind or another do not prove.
const (
	caveatLead     = "An inquiry or a plate read is an investigative lead. It does not prove presence. Verify with the contributing agency before acting."
	caveatInquiry  = "An NCIC inquiry locates the agency that made it, not the place of the encounter."
	caveatRead     = "A plate read locates a plate as a machine read it, not a person."
	caveatAddress  = "First and last seen dates of an address are the source's dates, not dates of residence."
	caveatRapSheet = "An arrest, a court event or a custody of a rap sheet locates the agency that reported it; its dates are the sheet's, " +
		"and a release or transfer may be missing."
	caveatEntry = "An entry tells that a record was made, changed or cleared. It places nobody."
)

// Caveats stand on every map, timeline, report and answer.
var Caveats = []string{caveatLead, caveatInquiry, caveatRead, caveatAddress, caveatRapSheet}
