package analysis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// Usual rules for splitting a history.
const (
	DefaultGap           = 24 * time.Hour   // without a sighting this long it is unknown where the subject went
	DefaultTripGap       = 6 * time.Hour    // a trip ends where nothing is seen for this long
	DefaultContactWindow = 15 * time.Minute // inquiries of one agency this close together are one encounter
)

// Span is a length of time that JSON and forms carry as text such as "24h0m0s".
type Span time.Duration

// MarshalText writes the span as time.Duration does.
func (s Span) MarshalText() ([]byte, error) { return []byte(time.Duration(s).String()), nil }

// UnmarshalText reads what time.ParseDuration takes.
func (s *Span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("read length of time %q: %w", text, err)
	}
	*s = Span(d)
	return nil
}

// Compact writes the span without parts that are nothing: "24h", "1h30m".
func (s Span) Compact() string {
	text := time.Duration(s).Round(time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Parameters are the rules an analysis goes by: Rules lists them with their bounds and usual values. Each finding names those it rests on.
type Parameters struct {
	Gap     Span              `json:"gap"`            // longest silence that a leg may bridge
	TripGap Span              `json:"trip_gap"`       // silence that ends a trip
	Contact Span              `json:"contact_window"` // inquiries of one agency this close together are one encounter
	Reach   JurisdictionReach `json:"reach"`          // how far from its office an agency's inquiry can be

	Place    PlaceRule    `json:"place"`
	Base     BaseRule     `json:"base"`
	Area     AreaRule     `json:"area"`
	Routine  RoutineRule  `json:"routine"`
	Speed    SpeedRule    `json:"speed"`
	Shift    ShiftRule    `json:"shift"`
	Split    SplitRule    `json:"split"`
	Circuit  CircuitRule  `json:"circuit"`
	Change   ChangeRule   `json:"change"`
	Burst    BurstRule    `json:"burst"`
	Question QuestionRule `json:"question"`

	// AsOf is when findings are told of, for what they foretell; zero: when the last event was.
	AsOf time.Time `json:"-"`

	// Own are the values of detectors' own rules that are not as usual, each in its rule's unit, by name.
	Own map[string]float64 `json:"own,omitempty"`
	// Detectors are those that look for findings; nil stands for Detectors().
	Detectors []Detector `json:"-"`

	// Name names a spot by the city that it belongs to, where there is one; nil: spots are named by their coordinates.
	Name func(orb.Point) (name string, ok bool) `json:"-"`
}

// Looking are the detectors that look for findings.
func (p *Parameters) Looking() []Detector {
	if p.Detectors == nil {
		return Detectors()
	}
	return p.Detectors
}

// PlaceRule says where sightings cluster and what a visit is.
type PlaceRule struct {
	Distance  geo.Meters `json:"distance_m"`   // sightings this close together are at one place
	Sightings int        `json:"sightings"`    // least number of sightings so close together
	Visits    int        `json:"visits"`       // least number of separate times
	Radius    geo.Meters `json:"max_radius_m"` // a wider cluster is divided into discs of Distance
	Chance    float64    `json:"chance"`       // largest chance that a road brings so many sightings
	Accuracy  geo.Meters `json:"accuracy_m"`   // a sighting with a wider radius makes no exact place
	Stay      Span       `json:"stay"`         // a place where most visits were surely shorter is a piece of road, unless a reader stands there
	Session   Span       `json:"session"`      // sightings at a place no further apart in time are one time, and a stay in between is sure
}

// BaseRule says what a likely base is. Nights are in the local time of the place.
type BaseRule struct {
	From   int     `json:"night_from"` // hour, 0 to 23
	To     int     `json:"night_to"`   // hour, 0 to 23
	Rest   Span    `json:"rest"`       // the subject can have been at the place at least so long in the night
	Nights int     `json:"nights"`     // least number of nights
	Stays  int     `json:"stays"`      // least number of stays with a sighting elsewhere between
	Share  float64 `json:"share"`      // least share of all nights that are known
	Chance float64 `json:"chance"`     // largest chance of so many stays at one of many lodgings
}

// AreaRule says what a city area is: the unit of circuits and of nights by city.
type AreaRule struct {
	Radius   geo.Meters `json:"radius_m"`   // of an area
	Accuracy geo.Meters `json:"accuracy_m"` // a sighting that may be further off than this is in no area
}

// RoutineRule says when hours, weekdays and nights are told of.
type RoutineRule struct {
	Sightings int `json:"sightings"` // least number of sightings known to the hour, and of nights known
}

// SpeedRule says which speeds can be believed, in metres per second along the straight line.
type SpeedRule struct {
	Road    geo.MetersPerSecond `json:"road_mps"`    // the fastest a vehicle goes over a long way
	Review  geo.MetersPerSecond `json:"review_mps"`  // a vehicle that needs more is flagged
	Certain geo.MetersPerSecond `json:"certain_mps"` // a vehicle that needs more was surely not there twice
	Person  geo.MetersPerSecond `json:"person_mps"`  // a person who needs more is flagged: people fly
}

// ShiftRule says when the times of a load are held to be in a wrong zone.
type ShiftRule struct {
	Hours     int     `json:"hours"`     // widest shift that is tried, in whole hours to either side
	Legs      int     `json:"legs"`      // least number of legs to other loads that are too fast as they stand
	Remaining float64 `json:"remaining"` // largest share of them that may be left after the shift
	Lead      float64 `json:"lead"`      // least share of them by which the shift must do better than any other
}

// SplitRule says when a plate is held to be on two vehicles.
type SplitRule struct {
	Conflicts int     `json:"conflicts"` // least number of conflicts
	Sightings int     `json:"sightings"` // least number of sightings of each vehicle
	Days      int     `json:"days"`      // least number of days on which the second is seen repeatedly, in conflict with the first
	DayShare  float64 `json:"day_share"` // least share of those days in the days on which it is seen in conflict
	Remaining float64 `json:"remaining"` // largest share of the conflicts that may be left after the split
}

// CircuitRule says which repeated rounds through areas are shown.
type CircuitRule struct {
	Stops    int     `json:"stops"`     // least number of areas in a round, 3 or more
	MaxStops int     `json:"max_stops"` // largest number, at most 8
	Rounds   int     `json:"rounds"`    // least number of rounds
	Longest  Span    `json:"longest"`   // longest round
	Stay     Span    `json:"stay"`      // an area that is only ever passed through in less than this is no stop
	Shuffles int     `json:"shuffles"`  // shuffled histories to compare with
	Chance   float64 `json:"chance"`    // largest share of them that may look as regular
	Seed     uint64  `json:"seed"`      // of the shuffles; the same seed gives the same answer
}

// ChangeRule says when a pattern is held to have changed.
type ChangeRule struct {
	Weeks    int     `json:"weeks"`    // least number of weeks on either side
	Days     int     `json:"days"`     // least number of days with sightings on either side
	Shuffles int     `json:"shuffles"` // shuffled histories to compare with
	Chance   float64 `json:"chance"`   // largest share of them that may show as sharp a change
	Seed     uint64  `json:"seed"`
}

// BurstRule says when encounters come thick.
type BurstRule struct {
	Window   Span    `json:"window"`
	Contacts int     `json:"contacts"` // least number within the window
	Chance   float64 `json:"chance"`   // largest chance of so many at the subject's usual rate
}

// QuestionRule says how questions of whereabouts are answered.
type QuestionRule struct {
	Top     geo.MetersPerSecond `json:"top_mps"` // no faster along the straight line than this
	Horizon Span                `json:"horizon"` // sightings further off in time than this bound nothing
	// Records is how many records must each rule something out before the answer is "no". One record alone may be a
	// misread, so with 2 the answer to a question that only one record decides is "unknown", and the record is named.
	Records int `json:"records"`
	// Apart is how far apart two of those records must be in space or an hour in time, so that one error repeated within
	// a burst does not count twice.
	Apart geo.Meters `json:"apart_m"`
}

// Statement is what a finding says, on what rule, and by which records.
type Statement struct {
	Text     string   `json:"text"`     // a plain sentence
	Basis    string   `json:"basis"`    // the rule and its parameters
	Evidence []string `json:"evidence"` // event ids, each once, in time order
}

// distinct returns the ids in their order, each once.
func distinct(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		again := seen[id]
		seen[id] = true
		return again
	})
}
