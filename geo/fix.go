package geo

import (
	"time"

	"github.com/paulmach/orb"
)

// Fix is one position of a moving thing at an instant.
type Fix struct {
	Point  orb.Point `json:"point"`              // lon, lat in degrees
	At     time.Time `json:"at"`                 //
	Radius Meters    `json:"radius_m,omitempty"` // the thing was within this distance of Point; 0 when not known
}
