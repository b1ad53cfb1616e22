package loaders

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"sync"

	"github.com/BurntSushi/toml"

	"sightline/timeline"
)

//go:embed tables
var tableFiles embed.FS

// messageKey is what the table of message keys says about one.
type messageKey struct {
	category timeline.Category
	purpose  bool // a purpose code other than C or J makes it non-criminal
	meaning  string
	source   string // READ: found in a published source; MEM: from experience, not confirmed
}

// messageKeys is the table of NCIC and Nlets message keys.
var messageKeys = sync.OnceValue(func() map[string]messageKey {
	keys := map[string]messageKey{}
	for _, row := range mustTable("message_keys.csv", 5) {
		keys[row[0]] = messageKey{category: timeline.Category(row[1]), purpose: row[2] == "yes", meaning: row[3], source: row[4]}
	}
	return keys
})

// fieldCodes are the codes that begin a field in CODE/VALUE text, with their meaning.
var fieldCodes = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	for _, row := range mustTable("field_codes.csv", 3) {
		codes[row[0]] = row[1]
	}
	return codes
})

// ncicState is a state code of NCIC; usps is "" for what is no state of the United States.
type ncicState struct{ usps, name string }

// ncicStates is the table of NCIC's state codes, which differ from those of the postal service: NB is Nebraska, and
// NE, GU, AS and MP are foreign.
var ncicStates = sync.OnceValue(func() map[string]ncicState {
	states := map[string]ncicState{}
	for _, row := range mustTable("states.csv", 3) {
		states[row[0]] = ncicState{usps: row[1], name: row[2]}
	}
	return states
})

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

// columnAliases maps, for each format, plain headings to fields.
var columnAliases = sync.OnceValue(func() map[string]map[string]string {
	var lists map[string]map[string][]string
	data, err := tableFiles.ReadFile("tables/columns.toml")
	if err == nil {
		err = toml.Unmarshal(data, &lists)
	}
	if err != nil {
		panic(fmt.Sprintf("loaders: embedded table of columns: %v", err))
	}
	aliases := map[string]map[string]string{}
	for format, fields := range lists {
		aliases[format] = map[string]string{}
		for field, headings := range fields {
			for _, h := range headings {
				aliases[format][h] = field
			}
		}
	}
	return aliases
})

// mustTable reads an embedded table without its headings. A test reads all of them, so it panics on none that ships.
func mustTable(name string, width int) [][]string {
	data, err := tableFiles.ReadFile("tables/" + name)
	if err != nil {
		panic(fmt.Sprintf("loaders: embedded table: %v", err))
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = width
	rows, err := r.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("loaders: embedded table %s: %v", name, err))
	}
	return rows[1:]
}
