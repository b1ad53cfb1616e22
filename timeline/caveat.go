package timeline

// Caveats stand on every map, timeline, report and answer.
var Caveats = []string{
	"An inquiry or a plate read is an investigative lead. It does not prove presence. Verify with the contributing agency before acting.",
	"An NCIC inquiry locates the agency that made it, not the place of the encounter.",
	"A plate read locates a plate as a machine read it, not a person.",
	"First and last seen dates of an address are the source's dates, not dates of residence.",
}
