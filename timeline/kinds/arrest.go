package kinds

import "sightline/timeline"

// Arrest is the kind of arrests told by a rap sheet.
const Arrest timeline.KindName = "arrest"

const caveatRapSheet = "An arrest, a court event or a custody of a rap sheet locates the agency that reported it; its dates are the sheet's, " +
	"and a release or transfer may be missing."

func arrest() timeline.Kind {
	return timeline.Kind{
		Name: Arrest, One: "arrest", Many: "arrests", Caveat: caveatRapSheet,
		Group: lawEnforcement, Rank: 30, Symbol: timeline.Triangle,
		Contact: true, Agency: true, Search: true,
		Parts: []timeline.Part{{Name: "arrested", Located: true}}, Handling: []timeline.Handling{timeline.CriminalHistory},
		Light: "#7a2a17", Dark: "#ed0b54",
	}
}
