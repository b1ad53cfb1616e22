package kinds

import "sightline/timeline"

// Entry is the kind of police messages that make, change or clear a record.
const Entry timeline.KindName = "entry"

const partEntered = "entered"

func entry() timeline.Kind {
	return timeline.Kind{
		Name: Entry, One: "entry", Many: "entries", Caveat: "An entry tells that a record was made, changed or cleared. It places nobody.",
		Group: lawEnforcement, Rank: 20, Symbol: timeline.Square,
		Agency: true, Search: true, Standing: timeline.EntryOnly,
		Parts:  []timeline.Part{{Name: partEntered}, {Name: PartVehicle}},
		Fields: messageFields(partEntered),
		Light:  "#0b3fa0", Dark: "#5b93ff", // drawn like the inquiries among which it stands, but pale
	}
}
