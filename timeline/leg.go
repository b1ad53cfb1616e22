package timeline

import (
	"time"

	"sightline/geo"
)

// Leg is the movement between two consecutive located sightings of one track. It is inferred: nothing was seen between.
type Leg struct {
	From     string              `json:"from"` // sighting ids
	To       string              `json:"to"`
	Start    time.Time           `json:"start"` // latest the subject surely was at From
	End      time.Time           `json:"end"`   // earliest the subject surely was at To
	Distance geo.Meters          `json:"distance_m"`
	Speed    geo.MetersPerSecond `json:"speed_mps"` // least speed that explains it, both radii taken off the distance
	Exact    bool                `json:"exact"`     // both ends are exact positions
	Gap      bool                `json:"gap"`       // longer than the gap rule: where the subject went between is unknown
}

// Gap is a span with no sighting at all, longer than the gap rule.
type Gap struct {
	After  string     `json:"after"` // sighting ids
	Before string     `json:"before"`
	Start  time.Time  `json:"start"`
	End    time.Time  `json:"end"`
	Moved  geo.Meters `json:"moved_m"` // distance between the sightings on either side
}

// Contact is one encounter with law enforcement: the chain of inquiries of one stop, by one agency within a few minutes.
type Contact struct {
	Agency    Agency    `json:"agency"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Sightings []string  `json:"sightings"` // ids of its inquiries, in time order
	Keys      []string  `json:"keys"`      // their message keys
}
