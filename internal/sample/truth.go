package sample

import (
	"encoding/json"
	"time"
)

// Truth is what was planted in the files, counted while they were made. Counts are of rows or transactions.
type Truth struct {
	Agencies  AgencyTruth             `json:"agencies"`
	NCIC      map[string]NCICTruth    `json:"ncic"` // by file
	Plates    PlateTruth              `json:"plates"`
	Addresses map[string]AddressTruth `json:"addresses"` // by file
	Bases     []Base                  `json:"bases"`
	Circuits  []Circuit               `json:"circuits"`
	Gaps      []Span                  `json:"gaps"` // quiet weeks: nobody saw either car or person
}

// AgencyTruth counts the agency table.
type AgencyTruth struct {
	Rows      int `json:"rows"`
	Unplaced  int `json:"unplaced"`  // without a position
	Misplaced int `json:"misplaced"` // with a position far from the county
}

// NCICTruth counts one file of transactions. Read = Taken + Duplicates + Rejected; the other counts leave duplicates out.
type NCICTruth struct {
	Read       int `json:"read"`
	Taken      int `json:"taken"`
	Duplicates int `json:"duplicates"`
	Rejected   int `json:"rejected"`

	Own            int `json:"own"`            // by the case's owner or the clearinghouse, whatever they did: set aside
	Administrative int `json:"administrative"` // off-line twins
	Entry          int `json:"entry"`          // records entered, changed or cancelled, by whomever
	NonCriminal    int `json:"non_criminal"`
	Encounters     int `json:"encounters"` // inquiries that may be encounters and are by others
	Chains         int `json:"chains"`     // the stops those belong to: by one agency within five minutes

	Cloned int `json:"cloned"` // about the second car with the Caravan's plate

	AtAgency  int `json:"at_agency"` // located at the agency's office
	AtCounty  int `json:"at_county"` // by the agency's county, or the county its ORI's prefix agrees on
	AtState   int `json:"at_state"`  // by state only
	Unmapped  int `json:"unmapped"`  // the ORI's first letters are no state
	Generic   int `json:"generic"`   // the ORI is a switch or a motor-vehicle line, not an agency
	Skipped   int `json:"skipped"`   // at a time no clock showed
	Ambiguous int `json:"ambiguous"` // at a time clocks showed twice
}

// PlateTruth counts the file of plate reads. Read = Taken + Duplicates + Rejected; the other counts leave duplicates out.
type PlateTruth struct {
	Read       int            `json:"read"`
	Taken      int            `json:"taken"`
	Duplicates int            `json:"duplicates"`
	Rejected   int            `json:"rejected"`
	ByPlate    map[string]int `json:"by_plate"` // read exactly, by the true plate, the second car's included
	NoState    int            `json:"no_state"`
	LookAlike  int            `json:"look_alike"` // one character confused with one that looks like it
	OneEdit    int            `json:"one_edit"`   // one character lost or wrong
	Cloned     int            `json:"cloned"`     // the second car with the Caravan's plate
	AfterSale  int            `json:"after_sale"` // the Impala under its next owner
	Mobile     int            `json:"mobile"`
	Cameras    int            `json:"cameras"`  // fixed readers
	Unplaced   int            `json:"unplaced"` // position left out; the reader's other rows have it
}

// AddressTruth counts one file of addresses. Read = Taken + Duplicates + Rejected.
type AddressTruth struct {
	Read       int            `json:"read"`
	Taken      int            `json:"taken"`
	Duplicates int            `json:"duplicates"`
	Rejected   int            `json:"rejected"`
	ByClass    map[string]int `json:"by_class"` // how finely the row places them: street (given), zip, city, county
}

// Base is a city lived from; journeys set out from it and come back to it.
type Base struct {
	City string    `json:"city"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Circuit is a round of cities and the instants its rounds set out at.
type Circuit struct {
	Cities []string    `json:"cities"`
	Starts []time.Time `json:"starts"`
}

// Span is [From, To).
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// TruthFile holds the truth within Files.
const TruthFile = "truth.json"

// Planted returns the truth about the files.
func Planted() Truth {
	var t Truth
	b, err := files.ReadFile("files/" + TruthFile)
	if err == nil {
		err = json.Unmarshal(b, &t)
	}
	if err != nil {
		panic(err) // the file is compiled in
	}
	return t
}
