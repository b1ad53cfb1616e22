package sample

import "time"

// Case is what an analyst enters before loading anything, and the loads in the order they are made.
type Case struct {
	Number    string
	Title     string
	OwningORI string
	OwnORIs   []string // agencies whose inquiries say nothing about the subject: the owner and the clearinghouse
	Subjects  []Subject
	Loads     []Load
}

// Subject is a person of the case.
type Subject struct {
	Name        string
	Role        string // "missing child" or "companion"
	Aliases     []string
	BirthDate   string // CCYY-MM-DD
	Identifiers []Identifier
	Vehicles    []Vehicle
}

// Identifier is a number or address a person is known by.
type Identifier struct{ Kind, Value string }

// Vehicle is a plate held by a subject in [From, To). A zero To leaves the end open.
type Vehicle struct {
	Plate       string
	State       string // USPS code
	From, To    time.Time
	Description string
	Basis       string // who said so
}

// Format names the loader of a file.
type Format string

const (
	FormatAgencies  Format = "agencies"
	FormatNCIC      Format = "ncic"
	FormatPlates    Format = "plates"
	FormatAddresses Format = "addresses"
)

// Load is one file to take in.
type Load struct {
	File    string // name within Files
	Format  Format
	Subject string // name of the subject it is about, "" for the agency table
	Zone    string // IANA zone of times that state none, "" when every time of the file states its own
}

const (
	child     = "Marigold Fictive"
	companion = "Corwin Specimen"
)

// Describe returns the sample case.
func Describe() Case {
	return Case{
		Number:    "SAMPLE-2026-001",
		Title:     "Sample case (invented): Marigold Fictive, missing since 2 March 2026",
		OwningORI: ownerORI,
		OwnORIs:   []string{ownerORI, clearinghouseORI},
		Subjects:  []Subject{theChild(), theCompanion()},
		Loads: []Load{
			{File: AgenciesFile, Format: FormatAgencies},
			{File: ChildNCICFile, Format: FormatNCIC, Subject: child, Zone: ncicZone},
			{File: CompanionNCICFile, Format: FormatNCIC, Subject: companion, Zone: ncicZone},
			{File: CompanionNCICTable, Format: FormatNCIC, Subject: companion, Zone: ncicZone},
			{File: PlatesFile, Format: FormatPlates, Subject: companion},
			{File: CompanionAddressFile, Format: FormatAddresses, Subject: companion, Zone: addressZone},
			{File: ChildAddressFile, Format: FormatAddresses, Subject: child, Zone: addressZone},
		},
	}
}

// Names of the files within Files.
const (
	AgenciesFile         = "agencies.csv"
	ChildNCICFile        = "ncic-fictive.txt"
	CompanionNCICFile    = "ncic-specimen-1.txt"
	CompanionNCICTable   = "ncic-specimen-2.csv"
	PlatesFile           = "plate-reads.csv"
	CompanionAddressFile = "addresses-specimen.csv"
	ChildAddressFile     = "addresses-fictive.xlsx"
)

const (
	ownerORI         = "OK9010100"
	clearinghouseORI = "VA907019W"
	ncicZone         = "America/New_York"
	addressZone      = "America/Chicago"
)

func theChild() Subject {
	return Subject{
		Name:      child,
		Role:      "missing child",
		Aliases:   []string{"Goldie Sample"},
		BirthDate: "2010-01-17",
		Identifiers: []Identifier{
			{"NCIC number", childNIC},
			{"phone", "918-555-0117"},
			{"screen name", "goldie_is_invented"},
		},
	}
}

func theCompanion() Subject {
	return Subject{
		Name:      companion,
		Role:      "companion",
		Aliases:   []string{"Cory Placeholder"},
		BirthDate: "1987-08-29",
		Identifiers: []Identifier{
			{"driver license", companionOLN + " (OK)"},
			{"social security number", companionSOC},
			{"phone", "918-555-0142"},
			{"phone", "816-555-0163"},
		},
		Vehicles: []Vehicle{
			{
				Plate: oldPlate, State: "OK", Description: "2009 Chevrolet Impala, silver",
				From: day(2025, time.September, 14), To: day(2026, time.June, 6), Basis: "title and bill of sale (invented)",
			},
			{
				Plate: newPlate, State: "TX", Description: "2016 Dodge Grand Caravan, white",
				From: day(2026, time.June, 9), Basis: "bill of sale (invented)",
			},
		},
	}
}

// Numbers that cannot be issued: area 000 is no social security number, Oklahoma and Texas use no Q in plates, and the
// record and licence numbers are all nines and zeroes in places that never are.
const (
	childNIC     = "M000000147"
	companionOLN = "X000000147"
	companionSOC = "000-12-0147"
	oldPlate     = "ZQI058"
	newPlate     = "BQO2681"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 6, 0, 0, 0, time.UTC) }
