package kinds

import "sightline/timeline"

// Address is the kind of addresses that a case knows.
const Address timeline.KindName = "address"

const caveatAddress = "First and last seen dates of an address are the source's dates, not dates of residence."

func address() timeline.Kind {
	return timeline.Kind{
		Group: "Addresses", Rank: 70, Symbol: timeline.Hexagon,
		Name: Address, One: "address", Many: "addresses", Caveat: caveatAddress, Search: true, Spans: true, Section: "Addresses",
		Parts: []timeline.Part{{Name: "resident", Located: true}},
		Light: "#2a9269", Dark: "#5fe0b0",
	}
}
