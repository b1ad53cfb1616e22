package kinds

import "sightline/timeline"

// Inquiry is the kind of police messages that ask about a person or a vehicle.
const Inquiry timeline.KindName = "inquiry"

const caveatInquiry = "An NCIC inquiry locates the agency that made it, not the place of the encounter."

func inquiry() timeline.Kind {
	return timeline.Kind{
		Name: Inquiry, One: "inquiry", Many: "inquiries", Caveat: CaveatLead + " " + caveatInquiry,
		Group: lawEnforcement, Rank: 10, Symbol: timeline.Square,
		Contact: true, Agency: true, Search: true,
		Parts: []timeline.Part{{Name: "inquired", Located: true}, {Name: PartVehicle, Located: true}},
		Light: "#0b3fa0", Dark: "#5b93ff",
	}
}
