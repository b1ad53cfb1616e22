package loaders

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"sightline/timeline"
)

// The standard rap-sheet XML, RapSheet/RapSheetCycle/Arrest and so on, in any of its namespaces. Elements are known by
// their local names: releases of the standard differ in prefixes and in what they call their types.

// elementTold is the element in which WriteRejects names an event's agency and person: AgencyORI, OrganizationName, PersonFullName and
// PersonBirthDate.
const elementTold = "SightlineTold"

const (
	maxRapDepth = 100
	maxRapNodes = 1 << 20
	maxRapText  = 64 << 10 // longest text of an element
	maxRapPath  = 256
	maxRapFacts = 400 // most facts kept of an event
)

// xmlNode is an element of a document.
type xmlNode struct {
	name     string // local
	id, ref  string
	text     string
	children []*xmlNode
	from, to int // bytes of the element
}

// xmlEvents finds the events of a rap sheet in XML, or of rejects.
func (r *rapSheet) xmlEvents(name string, data []byte, mended bool) ([]rapEvent, error) {
	if ok, form := isRapSheet(data[:min(len(data), headBytes)]); !ok || form != "XML" {
		return nil, &InputError{File: name, Reason: "this XML file holds no RapSheet element: it is no rap sheet"}
	}
	root, err := readXML(data)
	if err != nil {
		var at *xmlFault
		if errors.As(err, &at) {
			return nil, &InputError{File: name, Line: 1 + bytes.Count(data[:min(at.offset, len(data))], []byte{'\n'}), Reason: at.reason}
		}
		return nil, err
	}
	x := &rapXML{data: data, mended: mended, agencies: map[string]*xmlNode{}, linked: map[string]string{}, located: map[string]*xmlNode{},
		people: map[string]*xmlNode{}, line: 1}
	x.gather(root)
	x.walk(root)
	if x.lost > 0 {
		r.notes.add("residences whose address is not in the file", x.lost)
	}
	return x.events, nil
}

// xmlFault is what is wrong with a document, and where.
type xmlFault struct {
	offset int
	reason string
}

func (f *xmlFault) Error() string { return f.reason }

// readXML reads a document into a tree. Entities other than XML's own are refused, and so are document types, which
// could define some.
func readXML(data []byte) (*xmlNode, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	shift := 0
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		shift = 3
	}
	d.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if l := strings.ToLower(label); strings.HasPrefix(l, "utf-") || l == "us-ascii" || l == "ascii" {
			return in, nil
		}
		return nil, fmt.Errorf("the encoding %s", label)
	}
	root := &xmlNode{}
	open := []*xmlNode{root}
	nodes := 0
	fault := func(format string, a ...any) error {
		return &xmlFault{int(d.InputOffset()) + shift, fmt.Sprintf(format, a...)}
	}
	for {
		from := int(d.InputOffset()) + shift
		token, err := d.Token()
		if err == io.EOF {
			if len(open) > 1 {
				return nil, fault("the XML ends inside of %s: the file is cut off; get the whole file", open[len(open)-1].name)
			}
			return root, nil
		}
		if err != nil {
			return nil, fault("the XML is damaged here (%v): get the file again", err)
		}
		top := open[len(open)-1]
		switch e := token.(type) {
		case xml.Directive:
			return nil, fault("the XML declares a document type, which is not read: remove the <!…> declaration")
		case xml.StartElement:
			if nodes++; nodes > maxRapNodes {
				return nil, fault("the XML has more than %d elements: break it into one rap sheet a file", maxRapNodes)
			}
			if len(open) > maxRapDepth {
				return nil, fault("the XML is nested more than %d deep: it is no rap sheet", maxRapDepth)
			}
			n := &xmlNode{name: e.Name.Local, from: from}
			for _, a := range e.Attr {
				switch a.Name.Local {
				case "id":
					n.id = a.Value
				case "ref":
					n.ref = a.Value
				}
			}
			top.children = append(top.children, n)
			open = append(open, n)
		case xml.EndElement:
			top.to = int(d.InputOffset()) + shift
			open = open[:len(open)-1]
		case xml.CharData:
			if text := strings.TrimSpace(string(e)); text != "" && len(top.text)+len(text) < maxRapText {
				top.text = strings.TrimSpace(top.text + " " + text)
			}
		}
	}
}

// rapXML draws events from a document.
type rapXML struct {
	data     []byte
	mended   bool // it is a file of rejects
	events   []rapEvent
	agencies map[string]*xmlNode // elements with an ORI or the name of an agency, by id
	located  map[string]*xmlNode // elements with an address, by id
	people   map[string]*xmlNode // elements with a person's name, by id
	lost     int64               // residences without one
	linked   map[string]string   // ids of activities to those of their agencies
	who      rapPerson           // that the sheet is about
	pos      int
	line     int
}

// gather notes agencies and what links activities to them.
func (x *rapXML) gather(n *xmlNode) {
	if n.id != "" && (n.find(isORIName) != nil || n.isAgency()) {
		x.agencies[n.id] = n
	}
	if n.id != "" && n.find(isAddressNode) != nil {
		x.located[n.id] = n
	}
	if n.id != "" && strings.Contains(n.name, "Person") {
		x.people[n.id] = n
	}
	if strings.HasSuffix(n.name, "Association") {
		activity, agency := "", ""
		for _, c := range n.children {
			switch {
			case c.ref == "":
			case strings.Contains(c.name, "Activity"), rapKindOf(c.name) != "" && !strings.Contains(c.name, "Agency") &&
				!strings.Contains(c.name, "Organization"):
				activity = c.ref
			default:
				agency = c.ref
			}
		}
		if activity != "" && agency != "" {
			x.linked[activity] = agency
		}
	}
	for _, c := range n.children {
		x.gather(c)
	}
}

// walk takes the events of every cycle.
func (x *rapXML) walk(n *xmlNode) {
	if n.name == "RapSheet" {
		x.who = n.subject()
		x.residences(n)
	}
	if n.name == "RapSheetCycle" {
		id := ""
		if c := n.find(func(c *xmlNode) bool { return c.name == "CycleTrackingIdentifierID" }); c != nil {
			id = c.leaf()
		}
		told := n.child(elementTold)
		for _, c := range n.children {
			switch {
			case rapKindOf(c.name) != "" && !strings.HasSuffix(c.name, "Association") && len(c.children) > 0:
				x.event(c, id, told)
			case x.mended && c.name != elementTold && c.find(isAddressNode) != nil:
				link := c
				if told != nil {
					link = told
				}
				x.residence(c, link)
				if home := &x.events[len(x.events)-1]; told != nil {
					home.who = told.person().or(x.who)
				}
			}
		}
		return
	}
	if x.mended && n.name == elementHeld {
		values, _ := xmlValues(x.data[n.from:n.to])
		held := heldRecord(string(values[elementRow]), string(values[elementWhy]), x.lineOf(n))
		x.events = append(x.events, rapEvent{line: held.line, text: held.text, fault: held.fault})
		return
	}
	for _, c := range n.children {
		x.walk(c)
	}
}

// lineOf is the line on which an element begins; it is asked in the order of the file.
func (x *rapXML) lineOf(n *xmlNode) int {
	x.line += bytes.Count(x.data[x.pos:max(x.pos, n.from)], []byte{'\n'})
	x.pos = max(x.pos, n.from)
	return x.line
}

// linesTo counts the lines that end before a place, wherever the events before it stand.
func (x *rapXML) linesTo(at int) int { return bytes.Count(x.data[:at], []byte{'\n'}) }

// event takes one event of a cycle. told is what a file of rejects says of its agency; nil where it says nothing.
func (x *rapXML) event(n *xmlNode, cycle string, told *xmlNode) {
	e := rapEvent{kind: rapKindOf(n.name), line: x.lineOf(n), text: x.data[n.from:n.to], cycle: cycle}
	x.dates(&e, n)
	agency := n
	if of := x.agencies[x.linked[n.id]]; of != nil {
		agency = of
	} else if n.find(isORIName) == nil && n.named() == "" {
		if ref := n.find(func(c *xmlNode) bool { return x.agencies[c.ref] != nil }); ref != nil {
			agency = x.agencies[ref.ref]
		} else if told != nil {
			agency = told
		}
	}
	if ori := agency.find(isORIName); ori != nil {
		e.ori = ori.leaf()
	}
	if told != nil {
		e.told.who = told.person()
	}
	if about := n.find(func(c *xmlNode) bool { return c.isSubject() && c.person() != rapPerson{} }); about != nil {
		e.who = about.person()
	}
	e.who = e.who.or(x.who).or(e.told.who)
	e.named = agency.named()
	e.fields = append(e.fields, timeline.Field{Name: "event", Value: n.name})
	n.facts(&e.fields)
	if cycle != "" {
		e.fields = append(e.fields, timeline.Field{Name: "cycle", Value: cycle})
	}
	x.events = append(x.events, e)
}

// dates finds when an event was: its activity date, else the first date that is neither a birth's nor a release's; and
// of a custody when it ended.
func (x *rapXML) dates(e *rapEvent, n *xmlNode) {
	var any string
	n.each("", func(path string, leaf *xmlNode) {
		upper := strings.ToUpper(path)
		if !strings.Contains(upper, "DATE") || strings.Contains(upper, "BIRTH") || leaf.text == "" {
			return
		}
		switch {
		case isEndDate(upper) || strings.Contains(upper, "ENDDATE"):
			e.end = first(e.end, leaf.text)
		case strings.HasPrefix(path, "ActivityDate") || strings.HasPrefix(path, "StartDate"):
			e.date = first(e.date, leaf.text)
		default:
			any = first(any, leaf.text)
		}
	})
	e.date = first(e.date, any)
}

// isORIName reports whether an element holds an ORI.
func isORIName(n *xmlNode) bool {
	return strings.Contains(n.name, "ORIIdentification") || strings.HasSuffix(n.name, "ORIID") || strings.HasSuffix(n.name, "AgencyORI")
}

// isAgency reports whether an element is an agency, known by its name alone.
func (n *xmlNode) isAgency() bool {
	return containsAny(n.name, "Agency", "Organization", "Court", "Facility") && !strings.HasSuffix(n.name, "Association") && n.named() != ""
}

// named is the name of the agency that an element holds, "" when it names none.
func (n *xmlNode) named() string {
	if name := n.find(func(c *xmlNode) bool { return c.name == "OrganizationName" || c.name == "AgencyName" }); name != nil {
		return name.leaf()
	}
	return ""
}

// isSubject reports whether an element tells whom an event is about: neither an officer nor a judge.
func (n *xmlNode) isSubject() bool {
	return containsAny(n.name, "Subject", "Defendant", "Supervisee", "Inmate") && len(n.children) > 0
}

// subject is whom a sheet as a whole is about: the first person named beside its cycles and what was asked.
func (n *xmlNode) subject() rapPerson {
	for _, c := range n.children {
		if c.name == "Introduction" || c.name == "RapSheetCycle" || containsAny(c.name, "Agency", "Organization", "Association") {
			continue
		}
		if p := c.person(); p.name != "" {
			return p
		}
	}
	return rapPerson{}
}

// person is the person that an element names.
func (n *xmlNode) person() (p rapPerson) {
	part := func(name string) string {
		if found := n.find(func(c *xmlNode) bool { return c.name == name }); found != nil {
			return found.leaf()
		}
		return ""
	}
	given := strings.Join(strings.Fields(part("PersonGivenName")+" "+part("PersonMiddleName")+" "+part("PersonNameSuffixText")), " ")
	p.name = first(part("PersonFullName"), strings.Trim(part("PersonSurName")+", "+given, ", "))
	p.birth = part("PersonBirthDate")
	return p
}

// find returns the first element at or below n that fits, nil when none does.
func (n *xmlNode) find(fits func(*xmlNode) bool) *xmlNode {
	if fits(n) {
		return n
	}
	for _, c := range n.children {
		if found := c.find(fits); found != nil {
			return found
		}
	}
	return nil
}

// child returns the child of a name, nil when there is none.
func (n *xmlNode) child(name string) *xmlNode {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// leaf returns the first text at or below an element.
func (n *xmlNode) leaf() string {
	text := n.find(func(c *xmlNode) bool { return c.text != "" })
	if text == nil {
		return ""
	}
	return text.text
}

// each calls f for every element below n that has no children, with the names that lead to it.
func (n *xmlNode) each(path string, f func(path string, leaf *xmlNode)) {
	for _, c := range n.children {
		to := path
		if len(to) < maxRapPath {
			to += c.name[:min(len(c.name), maxRapPath)]
		}
		if len(c.children) == 0 {
			f(to, c)
		} else {
			c.each(to+"/", f)
		}
	}
}

// facts are the texts below an element under the names that lead to them.
func (n *xmlNode) facts(to *[]timeline.Field) {
	n.each("", func(path string, leaf *xmlNode) {
		if leaf.text != "" && len(*to) < maxRapFacts {
			*to = append(*to, timeline.Field{Name: path, Value: leaf.text})
		}
	})
}
