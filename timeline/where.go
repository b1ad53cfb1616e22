package timeline

import (
	"github.com/paulmach/orb"

	"sightline/geo"
)

// Class says what a position really locates, from finest to coarsest.
type Class string

const (
	ClassGPS    Class = "gps"    // a device's own fix
	ClassSite   Class = "site"   // a fixed reader's surveyed position
	ClassStreet Class = "street" // a street address
	ClassZIP    Class = "zip"    // centre of a ZIP code area
	ClassCity   Class = "city"   // centre of a city
	ClassAgency Class = "agency" // the agency's office, not the place of the encounter
	ClassCounty Class = "county" // centre of a county
	ClassState  Class = "state"  // centre of a state
	ClassNone   Class = "none"   // no position is known
)

// Exact reports whether the class locates the sighting itself rather than an area or an office it belongs to.
func (c Class) Exact() bool { return c == ClassGPS || c == ClassSite || c == ClassStreet }

// Where is a position together with how precisely and on what ground it is known.
// The true position lies within Radius of Point, except for ClassAgency, where Point is the agency's office.
type Where struct {
	Point  orb.Point  `json:"point"`            // lon, lat in degrees, WGS 84; meaningless for ClassNone
	Class  Class      `json:"class"`            //
	Radius geo.Meters `json:"radius_m"`         // metres
	Label  string     `json:"label,omitempty"`  // what an analyst calls it: an address, a camera, an agency
	County string     `json:"county,omitempty"` // county FIPS code, five digits
	State  string     `json:"state,omitempty"`  // USPS code
	Near   string     `json:"near,omitempty"`   // the nearest city, the county and the state, in words; see Dossier.NamePlaces
	Zone   string     `json:"zone,omitempty"`   // IANA time zone of the place
	Basis  string     `json:"basis,omitempty"`  // how the position was found, in words for the analyst
}

// Located reports whether there is a position to draw.
func (w Where) Located() bool { return w.Class != ClassNone && w.Class != "" }
