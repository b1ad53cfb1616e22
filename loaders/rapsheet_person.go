package loaders

import (
	"cmp"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// rapPerson is whom a rap sheet, or an event on it, names: name and birth date as they stand there.
type rapPerson struct{ name, birth string }

// or fills in what the sheet says of its subject, where an event names nobody or the same one.
func (p rapPerson) or(sheet rapPerson) rapPerson {
	switch {
	case p.name == "":
		p.name = sheet.name
	case timeline.Person(nameIn(p.name), "").Value != timeline.Person(nameIn(sheet.name), "").Value:
		return p // under another name, perhaps with another birth date
	}
	p.birth = cmp.Or(p.birth, sheet.birth)
	return p
}

// isPersonLabel reports whether a label in capitals is that of the name of whom a rap sheet is about.
func isPersonLabel(upper string) bool {
	return upper == "NAME" || strings.Contains(upper, "NAME") && containsAny(upper, "SUBJECT", "INMATE", "DEFENDANT", "OFFENDER",
		"ARRESTEE")
}

// isBirthLabel reports whether a label in capitals is that of a birth date.
func isBirthLabel(upper string) bool {
	return upper == "DOB" || strings.Contains(upper, "BIRTH") && strings.Contains(upper, "DATE")
}

// stated are what a custody has fields of its own for: the number of the booking and the facility, where the sheet gives them.
func (e *rapEvent) stated() []timeline.Field {
	if e.kind != kinds.Custody {
		return nil
	}
	var fields []timeline.Field
	for _, part := range []struct {
		name string
		is   func(upper string) bool
	}{{"booking", isBookingNumber}, {"facility", isFacility}} {
		for _, f := range e.fields {
			if f.Value != "" && part.is(strings.ToUpper(f.Name)) {
				if !strings.EqualFold(f.Name, part.name) {
					fields = append(fields, timeline.Field{Name: part.name, Value: f.Value})
				}
				break
			}
		}
	}
	return fields
}

// isBookingNumber reports whether a label, or the path of an element, in capitals is that of the number of a booking.
func isBookingNumber(upper string) bool {
	return strings.Contains(upper, "BOOKING") && !containsAny(upper, "DATE", "ORI", "NAME") &&
		(containsAny(upper, "NUMBER", "IDENTIFICATION", "#") || strings.HasSuffix(strings.TrimRight(upper, "."), " NO") ||
			strings.HasSuffix(upper, "ID"))
}

// isFacility reports whether a label, or the path of an element, in capitals is that of the name of a jail or prison.
func isFacility(upper string) bool {
	return containsAny(upper, "FACILITY", "INSTITUTION", "JAIL", "PRISON") &&
		!containsAny(upper, "ORI", "IDENTIFICATION", "NUMBER", "CODE", "TYPE", "STATUS", "CATEGORY", "DATE", "LOCATION", "ADDRESS", "PHONE",
			"CONTACT")
}

func containsAny(text string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}
