package kinds

import "sightline/timeline"

// Court is the kind of court events told by a rap sheet.
const Court timeline.KindName = "court"

func court() timeline.Kind {
	return timeline.Kind{
		Name: Court, One: "court event", Many: "court events", Caveat: caveatRapSheet,
		Group: lawEnforcement, Rank: 40, Symbol: timeline.Diamond,
		Agency: true, Search: true,
		Parts: []timeline.Part{{Name: "defendant", Located: true}}, Handling: []timeline.Handling{timeline.CriminalHistory},
		Light: "#0d0d07", Dark: "#c5f08e",
	}
}
