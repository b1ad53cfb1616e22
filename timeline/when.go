package timeline

import (
	"slices"
	"time"
)

// Basis says how the time zone of a source time is known.
type Basis string

const (
	BasisStated     Basis = "stated"     // the record or its format names the zone or offset
	BasisConfigured Basis = "configured" // the analyst or a profile named the zone for the load
	BasisAssumed    Basis = "assumed"    // nobody named it; the source's usual zone was used
)

// Precision is the finest unit a source time was written in.
type Precision string

const (
	Second Precision = "second"
	Minute Precision = "minute"
	Hour   Precision = "hour"
	Day    Precision = "day"
	Month  Precision = "month"
	Year   Precision = "year"
)

// Coarse reports whether a time so written has no time of day.
func (p Precision) Coarse() bool { return p == Day || p == Month || p == Year }

// TimeFlag marks a time that must be read with care.
type TimeFlag string

const (
	// FlagNonexistent marks a local time skipped by a daylight-saving change. Start and End span the two readings.
	FlagNonexistent TimeFlag = "nonexistent"
	// FlagAmbiguous marks a local time that occurred twice. Start and End span both readings.
	FlagAmbiguous TimeFlag = "ambiguous"
	// FlagFuture marks a time after the load was made.
	FlagFuture TimeFlag = "future"
	// FlagCentury marks a two-digit year whose century was inferred.
	FlagCentury TimeFlag = "century"
)

// When is a source time together with how it is known. The instant lies somewhere in [Start, End).
type When struct {
	Raw       string     `json:"raw"`       // text as the record has it
	Zone      string     `json:"zone"`      // IANA name or fixed offset such as "-07:00" the text was read in
	Basis     Basis      `json:"basis"`     //
	Start     time.Time  `json:"start"`     // UTC, first instant it can mean
	End       time.Time  `json:"end"`       // UTC, exclusive
	Precision Precision  `json:"precision"` //
	Flags     []TimeFlag `json:"flags,omitempty"`
}

// IsZero reports whether no time is known.
func (w When) IsZero() bool { return w.Start.IsZero() && w.End.IsZero() }

// precisions are the units of time, finest first.
var precisions = []Precision{Second, Minute, Hour, Day, Month, Year}

// Units returns the units of time up to a coarsest one, finest first; all for "".
func (p Precision) Units() []Precision {
	if i := slices.Index(precisions, p); i >= 0 {
		return precisions[:i+1]
	}
	return precisions
}
