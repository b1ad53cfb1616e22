package timeline

import "slices"

// FieldSpec is one field of the records of a kind: how a column, an element or what somebody types in is read to it, and how it is
// shown.
type FieldSpec struct {
	Name  string    `json:"name"`            // in the database, in profiles and answers. It is never renamed
	Label string    `json:"label,omitempty"` // in words: "Booking number"
	Type  FieldType `json:"type"`
	Part  string    `json:"part,omitempty"` // of the parties: whose it is; "" of what is nobody's
	// Headings are what tables call it: lower case, letters and digits only. The name counts as one.
	Headings []string `json:"-"`
	// Need is set where no record is one of the kind without it. Another field that says the same will do: a time for a date, either
	// end of a span, a ZIP code for a street.
	Need bool `json:"need,omitempty"`
	// Width is that of its column in a workbook, characters; 0: as usual.
	Width float64 `json:"-"`
}

// FieldType says what the text of a field means.
type FieldType string

const (
	FieldText       FieldType = "text" // kept as it is
	FieldCode       FieldType = "code" // what the record is called by its source: a message key, an offence
	FieldTime       FieldType = "time" // of an instant, date and time of day
	FieldDate       FieldType = "date" // of an instant, where the time of day may stand by itself
	FieldClock      FieldType = "clock"
	FieldBegin      FieldType = "begin" // of a span
	FieldBeginClock FieldType = "begin_clock"
	FieldBeginYear  FieldType = "begin_year" // where year and month stand by themselves
	FieldBeginMonth FieldType = "begin_month"
	FieldEnd        FieldType = "end"
	FieldEndClock   FieldType = "end_clock"
	FieldEndYear    FieldType = "end_year"
	FieldEndMonth   FieldType = "end_month"
	FieldRange      FieldType = "range" // both ends of a span: "03/2019 - 06/2020"
	FieldZone       FieldType = "zone"  // of the times of the record
	FieldSite       FieldType = "site"  // the name of a place: a jail, a motel
	FieldStreet     FieldType = "street"
	FieldHouse      FieldType = "house" // the number, where it does not stand with the street
	FieldAptUnit    FieldType = "unit"
	FieldCity       FieldType = "city"
	FieldCounty     FieldType = "county"
	FieldState      FieldType = "state"
	FieldZIP        FieldType = "zip"
	FieldLat        FieldType = "lat"
	FieldLon        FieldType = "lon"
	FieldPosition   FieldType = "position" // latitude and longitude in one
	FieldRadius     FieldType = "radius"   // of what latitude and longitude are good to, metres
	FieldORI        FieldType = "ori"      // of the agency that made the record
	FieldAgency     FieldType = "agency"   // its name
	FieldPerson     FieldType = "person"   // a name
	FieldSurname    FieldType = "surname"  // where the name stands in parts
	FieldGiven      FieldType = "given"    // first and middle names, in the order of the fields
	FieldBirth      FieldType = "birth_date"
	FieldPlate      FieldType = "plate"
	FieldPlateState FieldType = "plate_state"
)

// Words is what a field is called in words.
func (f FieldSpec) Words() string {
	if f.Label == "" {
		return f.Name
	}
	return f.Label
}

// Field is the field of a name, nil where the kind has none.
func (k *Kind) Field(name string) *FieldSpec {
	if i := slices.IndexFunc(k.Fields, func(f FieldSpec) bool { return f.Name == name }); i >= 0 {
		return &k.Fields[i]
	}
	return nil
}

// Label is what the field of a name is called in words: the name where the kind has no such field.
func (k *Kind) Label(name string) string {
	if f := k.Field(name); f != nil {
		return f.Words()
	}
	return name
}
