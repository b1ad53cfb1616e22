package kinds

import "sightline/timeline"

// PartVehicle is the part of the vehicle that was read, or asked about.
const PartVehicle = "vehicle"

// Vehicle is the parties of an event that is about a plate and nothing else.
func Vehicle(plate timeline.Plate) []timeline.Party {
	return []timeline.Party{{Part: PartVehicle, Of: plate.Identifier()}}
}

const caveatRead = "A plate read locates a plate as a machine read it, not a person."

func plateRead() timeline.Kind {
	return timeline.Kind{
		Name: timeline.KindRead, One: "plate read", Many: "plate reads", Caveat: CaveatLead + " " + caveatRead,
		Group: "Plate readers", Rank: 60, Symbol: timeline.Dot,
		Search: true,
		Parts:  []timeline.Part{{Name: PartVehicle, Located: true}},
		Light:  "#cf5a00", Dark: "#f5832f",
	}
}
