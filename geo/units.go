// Package geo is the mathematics of space and motion on the Earth: distances, places, legs, speeds and reachability.
//
// Conventions: positions are WGS 84 longitude, latitude in degrees (orb.Point, in that order); lengths are metres;
// instants are UTC; spans are half-open [start, end). The package does no input or output and reads no clock.
package geo

// Meters is a length or radius on the ground, in metres.
type Meters float64

// Kilometers returns the length in kilometres.
func (m Meters) Kilometers() float64 { return float64(m) / 1000 }

// MetersPerSecond is a speed over the ground.
type MetersPerSecond float64

// KilometersPerHour returns the speed in kilometres per hour.
func (v MetersPerSecond) KilometersPerHour() float64 { return float64(v) * 3.6 }
