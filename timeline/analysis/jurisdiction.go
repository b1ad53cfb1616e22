package analysis

import (
	"strings"

	"sightline/geo"
	"sightline/timeline"
)

// JurisdictionReach is how far from an agency's office the person or vehicle of an inquiry may have been, by the kind of
// agency. It is added to the radius of the office's position. The values are settings, not facts: they are wide on
// purpose, because too small a one turns "unknown" into a wrong "no": the usual ones cover the widest counties and most
// states from an office in their midst.
type JurisdictionReach struct {
	City   geo.Meters `json:"city_m"`   // city and university police
	County geo.Meters `json:"county_m"` // county and tribal agencies
	State  geo.Meters `json:"state_m"`  // state and federal agencies
	Other  geo.Meters `json:"other_m"`  // kind unknown
}

// Of returns the reach of an agency. A nil agency has that of an unknown kind.
func (r JurisdictionReach) Of(a *timeline.Agency) geo.Meters {
	if a == nil {
		return r.Other
	}
	kind := strings.ToLower(a.Kind)
	switch {
	case strings.Contains(kind, "state"), strings.Contains(kind, "federal"):
		return r.State
	case strings.Contains(kind, "county"), strings.Contains(kind, "sheriff"), strings.Contains(kind, "tribal"):
		return r.County
	case strings.Contains(kind, "city"), strings.Contains(kind, "university"), strings.Contains(kind, "municipal"):
		return r.City
	}
	return r.Other
}

// Slack returns how far the thing sighted may have been from the sighting's point, in metres: the radius of the
// position and, for an inquiry located by its agency, the agency's reach.
func (r JurisdictionReach) Slack(s *timeline.Event) geo.Meters {
	if s.Where.Class == timeline.ClassAgency {
		return s.Where.Radius + r.Of(s.Agency)
	}
	return s.Where.Radius
}
