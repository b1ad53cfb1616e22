package kinds

import "sightline/timeline"

// Custody is the kind of spans in which somebody was held.
const Custody timeline.KindName = "custody"

func custody() timeline.Kind {
	return timeline.Kind{
		Name: Custody, One: "custody", Many: "custodies", Caveat: caveatRapSheet,
		Group: lawEnforcement, Rank: 50, Symbol: timeline.Bar,
		Confines: true, Agency: true, Search: true, Spans: true, Section: "Custody",
		Parts: []timeline.Part{{Name: "held", Located: true}}, Key: []string{"booking", "facility"},
		Light: "#830ffa", Dark: "#f4c8ff",
	}
}
