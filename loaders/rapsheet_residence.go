package loaders

import (
	"bytes"
	"regexp"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// Residences of whom a rap sheet is about are addresses. They stand beside the cycles and most often have no dates.

// residenceEnd is city, state and ZIP code at the end of an address on one line.
var residenceEnd = regexp.MustCompile(`^(.*?)(?:,\s*([^,]+?))?[,\s]+([A-Za-z]{2})[\s,.]+(\d{5})(?:-?\d{4})?$`)

// residenceOf reads an address on one line.
func residenceOf(line string) address {
	var a address
	m := residenceEnd.FindStringSubmatch(strings.TrimSpace(line))
	if m == nil || uspsStates()[strings.ToUpper(m[3])] == "" {
		a.street = strings.TrimSpace(line)
		return a
	}
	a.street, a.city, a.state = strings.TrimRight(m[1], ", "), m[2], uspsStates()[strings.ToUpper(m[3])]
	if a.city == "" && !strings.ContainsAny(a.street, "0123456789") {
		a.street, a.city = "", a.street
	}
	a.readZIP(m[4])
	return a
}

// isResidenceLabel reports whether a label in capitals is that of an address at which somebody lives or lived.
func isResidenceLabel(upper string) bool {
	return (containsAny(upper, "RESIDENCE", "RESIDENTIAL", "HOME ADDRESS") || upper == "ADDRESS" || strings.HasSuffix(upper, "KNOWN ADDRESS") ||
		strings.HasSuffix(upper, "ADDRESS(ES)") || upper == "ADDRESSES" || strings.HasSuffix(upper, "MAILING ADDRESS")) &&
		!containsAny(upper, "EMAIL", "E-MAIL", "AGENCY", "COURT", "EMPLOY")
}

// residenceFields are what an address event says of its address.
func (a *address) residenceFields() (fields []timeline.Field) {
	for _, f := range []timeline.Field{{Name: "street", Value: a.street}, {Name: "city", Value: a.city}, {Name: "state", Value: a.state},
		{Name: "zip", Value: a.zip}} {
		if f.Value != "" {
			fields = append(fields, f)
		}
	}
	return append(fields, a.parsed()...)
}

// reside puts an address event at its address.
func (r *rapSheet) reside(event *timeline.Event, a *address) {
	event.Where = a.locate(r.opt.Gazetteer)
	event.Remarks = append(event.Remarks, a.remarks...)
	for _, remark := range a.remarks {
		r.notes.add(noteOf(remark), 1)
	}
	event.Fields = append(a.residenceFields(), event.Fields...)
}

// residences takes the addresses that a document says people reside at: of associations that point to a location, and of elements
// of their own.
func (x *rapXML) residences(n *xmlNode) {
	switch {
	case n.name == "RapSheetCycle":
		return // it is told with the event
	case strings.Contains(n.name, "Residence") && strings.HasSuffix(n.name, "Association"):
		for _, c := range n.children {
			if at := x.located[c.ref]; c.ref != "" && at != nil {
				x.residence(at, n)
				return
			}
		}
		if n.find(isAddressNode) == nil {
			x.lost++
			return
		}
		x.residence(n, n)
		return
	case strings.Contains(n.name, "Residence") && n.find(isAddressNode) != nil:
		x.residence(n, n)
		return
	}
	for _, c := range n.children {
		x.residences(c)
	}
}

// isAddressNode reports whether an element holds an address.
func isAddressNode(n *xmlNode) bool {
	return strings.HasSuffix(n.name, "Address") && len(n.children) > 0 || n.name == "AddressFullText" || n.name == "LocationPostalCode" ||
		n.name == "LocationCityName"
}

// residence takes the address of an element; dates are those of what links somebody to it.
func (x *rapXML) residence(at, link *xmlNode) {
	part := func(names ...string) string {
		for _, name := range names {
			if found := at.find(func(c *xmlNode) bool { return c.name == name }); found != nil && found.leaf() != "" {
				return found.leaf()
			}
		}
		return ""
	}
	var a address
	if full := part("AddressFullText", "LocationAddressFullText"); full != "" {
		a = residenceOf(full)
	} else {
		a.street = part("StreetFullText", "AddressDeliveryPointText", "StreetName", "LocationStreet")
		if number := part("StreetNumberText"); number != "" && !strings.Contains(a.street, number) {
			a.street = number + " " + a.street
		}
		a.unit = part("AddressSecondaryUnitText")
		a.city = part("LocationCityName")
		state := part("LocationStateUSPostalServiceCode", "LocationStateName", "LocationStateNCICLISCode")
		if a.state = uspsStates()[strings.ToUpper(state)]; a.state == "" {
			a.state = uspsStates()[plainHeading(state)]
		}
		a.readZIP(part("LocationPostalCode"))
	}
	e := rapEvent{kind: kinds.Address, line: 1 + x.linesTo(at.from), text: x.data[at.from:at.to], home: &a, who: x.who}
	for _, c := range link.children {
		if somebody := x.people[c.ref]; c.ref != "" && somebody != nil && somebody.person().name != "" {
			e.who = somebody.person().or(x.who)
		}
	}
	link.each("", func(path string, leaf *xmlNode) {
		switch upper := strings.ToUpper(path); {
		case leaf.text == "" || !strings.Contains(upper, "DATE"):
		case containsAny(upper, "BEGIN", "START", "EFFECTIVE"):
			e.date = first(e.date, leaf.text)
		case containsAny(upper, "END", "EXPIR"):
			e.end = first(e.end, leaf.text)
		}
	})
	at.facts(&e.fields)
	x.events = append(x.events, e)
}

// residence takes the lines of an address of the identification.
func (l *rapLines) residence(data []byte) {
	if len(l.home) == 0 {
		return
	}
	begin, end := l.home[0], l.home[len(l.home)-1]
	l.home = nil
	label, value := splitLabel(data[begin.from:begin.to])
	e := rapEvent{kind: kinds.Address, line: begin.number, text: data[begin.from:end.to], who: l.who, told: l.context}
	lines := []string{value}
	for line := range strings.Lines(string(data[begin.to:end.to])) {
		if text, _ := decode([]byte(strings.TrimSpace(line))); text != "" {
			lines = append(lines, text)
		}
	}
	e.fields = []timeline.Field{{Name: label, Value: strings.Trim(strings.Join(lines, ", "), ", ")}}
	a := residenceOf(e.fields[0].Value)
	e.home = &a
	if l.remarks != nil {
		e.who = l.context.who
	}
	l.homes = append(l.homes, e)
}

// complete reports whether something was read of the address that is being read.
func (l *rapLines) complete(data []byte) bool {
	_, value := splitLabel(data[l.home[0].from:l.home[0].to])
	return value != "" || len(l.home) > 2 || len(l.home) == 2 && zipAtEnd.Match(bytes.TrimSpace(data[l.home[1].from:l.home[1].to]))
}

var zipAtEnd = regexp.MustCompile(`\b\d{5}(-?\d{4})?$`)

// isAddressLine reports whether a line at the beginning of the column of labels may be of an address whose label stands above it.
func isAddressLine(line []byte) bool {
	upper := strings.ToUpper(string(line))
	return strings.ContainsAny(upper, "0123456789,") && !containsAny(upper, "NUMBER", "DATE", "NAME", "RECORD") && !strings.Contains(upper, "  ")
}

// housed hands on the addresses of a sheet's identification when all of it is read.
func (l *rapLines) housed(data []byte) {
	l.residence(data)
	for i := range l.homes {
		l.homes[i].who = l.homes[i].who.or(l.who)
	}
	l.events, l.homes = append(l.events, l.homes...), nil
}
