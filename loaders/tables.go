package loaders

import (
	"embed"
	"sync"

	"sightline/timeline"
)

//go:embed tables
var tableFiles embed.FS

// messageKey is what the table of message keys says about one.
type messageKey struct {
	standing timeline.Standing
	purpose  bool // a purpose code other than C or J makes it non-criminal
	meaning  string
	source   string // READ: found in a published source; MEM: from experience, not confirmed
}

// ncicState is a state code of NCIC; usps is "" for what is no state of the United States.
type ncicState struct{ usps, name string }

// ncicStates is the shipped table of NCIC's state codes, which differ from those of the postal service: NB is Nebraska,
// and NE, GU, AS and MP are foreign.
func ncicStates() map[string]ncicState { return shippedTables().states }

// uspsStates maps state codes of the postal service, and plain names in lower-case letters, to the code.
var uspsStates = sync.OnceValue(func() map[string]string {
	states := map[string]string{}
	for _, s := range ncicStates() {
		if s.usps != "" {
			states[s.usps] = s.usps
			states[plainHeading(s.name)] = s.usps
		}
	}
	return states
})

// messageKeys is the shipped table.
func messageKeys() map[string]messageKey { return shippedTables().keys }
