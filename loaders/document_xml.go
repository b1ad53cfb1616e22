package loaders

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// xmlCutter finds the elements of one name at one depth of an XML text. Document types, and with them entities of the
// file's own making, are refused.
type xmlCutter struct {
	level  int      // depth of the records' elements; the outermost element has 1
	name   string   // of the records' elements, without prefix
	any    bool     // whatever their name
	path   []string // names of the elements around them and their own; nil: whatever is around them
	on     int      // steps of the path that lead to where the text stands
	depth  int
	state  xmlState
	tag    []byte // the beginning of the markup being read, after its <
	quote  byte   // inside an attribute's value
	before [2]byte
	inside bool // a record
}

type xmlState uint8

const (
	xmlText xmlState = iota
	xmlTag
	xmlComment
	xmlCDATA
	xmlInstruction
)

// maxTag is how much of a tag is looked at, in bytes.
const maxTag = 256

func (x *xmlCutter) byte(c byte) (step cutStep, err error) {
	switch x.state {
	case xmlText:
		if c == '<' {
			x.state, x.tag, x.quote = xmlTag, x.tag[:0], 0
			if !x.inside && x.depth == x.level-1 {
				step = cutBegin
			}
		}
	case xmlTag:
		step, err = x.inTag(c)
	case xmlComment:
		step = x.endOf(c, "--")
	case xmlCDATA:
		step = x.endOf(c, "]]")
	case xmlInstruction:
		step = x.endOf(c, "?")
	}
	x.before[0], x.before[1] = x.before[1], c
	return step, err
}

// endOf ends a comment, a CDATA section or an instruction at the > after a mark.
func (x *xmlCutter) endOf(c byte, mark string) cutStep {
	if c != '>' || !bytes.HasSuffix(x.before[:], []byte(mark)) {
		return cutNothing
	}
	x.state = xmlText
	return x.drop()
}

// drop gives up what was begun at a < outside of records.
func (x *xmlCutter) drop() cutStep {
	if x.inside {
		return cutNothing
	}
	return cutDrop
}

func (x *xmlCutter) inTag(c byte) (cutStep, error) {
	if x.quote != 0 {
		if c == x.quote {
			x.quote = 0
		}
		return cutNothing, nil
	}
	if c == '>' {
		x.state = xmlText
		return x.endTag()
	}
	if len(x.tag) < maxTag {
		x.tag = append(x.tag, c)
	}
	switch {
	case x.tag[0] == '?':
		x.state = xmlInstruction
	case string(x.tag) == "!--":
		x.state = xmlComment
		x.before = [2]byte{} // the dashes that open a comment do not close it
	case string(x.tag) == "![CDATA[":
		x.state = xmlCDATA
	case x.tag[0] == '!' && !strings.HasPrefix("!--", string(x.tag)) && !strings.HasPrefix("![CDATA[", string(x.tag)):
		return cutNothing, errors.New(
			"declares a document type, which may hold entities: remove the <!DOCTYPE …> if you know where the file comes from")
	case c == '"' || c == '\'':
		x.quote = c
	}
	return cutNothing, nil
}

// endTag takes a whole tag.
func (x *xmlCutter) endTag() (cutStep, error) {
	if len(x.tag) > 0 && x.tag[0] == '/' {
		if x.depth--; x.depth < 0 {
			return cutNothing, errors.New("closes an element here that was never opened")
		}
		x.on = min(x.on, x.depth)
		if x.inside && x.depth == x.level-1 {
			x.inside = false
			return cutEnd, nil
		}
		return x.drop(), nil
	}
	name, _, _ := strings.Cut(strings.TrimSpace(strings.Map(blankToSpace, string(x.tag))), " ")
	empty := x.before[1] == '/'
	local := localName(strings.TrimSuffix(name, "/"))
	record := !x.inside && x.depth == x.level-1 && (x.any || local == x.name) && (x.path == nil || x.on == x.depth)
	if !empty {
		if x.on == x.depth && x.on < len(x.path) && x.path[x.on] == local {
			x.on++
		}
		if x.depth++; x.depth > maxDepth {
			return cutNothing, fmt.Errorf("has elements more than %d deep in one another", maxDepth)
		}
	}
	switch {
	case record && empty:
		return cutEnd, nil
	case record:
		x.inside = true
		return cutNothing, nil
	}
	return x.drop(), nil
}

func blankToSpace(r rune) rune {
	if r == '\t' || r == '\r' || r == '\n' {
		return ' '
	}
	return r
}

func localName(name string) string {
	if _, local, ok := strings.Cut(name, ":"); ok {
		return local
	}
	return name
}

// xmlUTF8 returns a text as UTF-8: old exports are in Windows-1252, whatever they declare. The last character may be
// cut off.
func xmlUTF8(text []byte) []byte {
	for cut := range min(utf8.UTFMax, len(text)+1) {
		if utf8.Valid(text[:len(text)-cut]) {
			return text[:len(text)-cut]
		}
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(text)
	if err != nil {
		return text
	}
	return decoded
}

// xmlNames walks over the beginning of an XML text and tells of each element and attribute: its name, and the depth and
// name of the element that holds it.
func xmlNames(head []byte, tell func(name string, depth int, holder string) (more bool)) {
	d := xml.NewDecoder(bytes.NewReader(xmlUTF8(head)))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	stack := []string{""}
	for len(stack) <= maxDepth {
		token, err := d.RawToken()
		if err != nil {
			return // the head is cut off somewhere
		}
		switch t := token.(type) {
		case xml.StartElement:
			if !tell(t.Name.Local, len(stack)-1, stack[len(stack)-1]) {
				return
			}
			stack = append(stack, t.Name.Local)
			for _, a := range t.Attr {
				if !tell(a.Name.Local, len(stack)-1, t.Name.Local) {
					return
				}
			}
		case xml.EndElement:
			if len(stack) == 1 {
				return
			}
			stack = stack[:len(stack)-1]
		}
	}
}

// openXML opens a file of XML elements: those that the profile names, else those that hold a column and the others that no record
// is without, as elements or attributes.
func openXML(items *documentItems, src *source, of *profileColumn) error {
	profile := items.profile
	cut := &xmlCutter{}
	switch {
	case src.mend != nil:
		cut.level, cut.any = 2, true
	case profile.document.named:
		cut.path = profile.document.record.names()
		if cut.level = len(cut.path); !xmlHas(src.head, cut.path) {
			cut.level = 0
		}
	default:
		cut.level, cut.name = xmlRecord(src.head, profile, of)
	}
	if len(cut.path) > 0 {
		cut.name = cut.path[len(cut.path)-1]
	}
	if cut.level == 0 && profile.document.named {
		return &InputError{File: src.name, Reason: fmt.Sprintf("this is no file of profile %s: no element %s stands at its beginning",
			profile.Name, profile.document.record.text(FormXML))}
	}
	if cut.level == 0 {
		return &InputError{File: src.name, Reason: fmt.Sprintf("this is no file of profile %s: no element with %s stands at its beginning",
			profile.Name, strings.Join(slices.Concat(of.headings, of.join), " or "))}
	}
	src.shape.kind(shapeXML)
	items.parse, items.tree = parseXML, parseXMLTree
	items.reader = &document{src: src.Reader, name: src.name, line: 1, cut: cut, most: profile.document.most()}
	if src.mend != nil {
		items.reader = &xmlRejects{items.reader}
	}
	return nil
}

// xmlRejects reads the records of a file of rejects.
type xmlRejects struct{ elements recordReader }

func (x *xmlRejects) read(ctx context.Context) (record, error) {
	context := ""
	for {
		rec, err := x.elements.read(ctx)
		if err != nil || rec.fault != "" {
			return rec, err
		}
		switch {
		case bytes.HasPrefix(rec.text, []byte("<"+elementWith+">")):
			var told struct {
				Text string `xml:",chardata"`
			}
			if xml.Unmarshal(rec.text, &told) == nil {
				context = told.Text
			}
			continue
		case bytes.HasPrefix(rec.text, []byte("<"+elementHeld+">")):
			values, _ := xmlValues(rec.text)
			return heldRecord(string(values[elementRow]), string(values[elementWhy]), rec.line), nil
		}
		rec.context = context
		return rec, nil
	}
}

// parseXML returns how to look values up in an element by their paths. fault says why the text is no element.
func parseXML(text []byte) (value func(path string) []byte, fault string) {
	values, fault := xmlValues(text)
	return func(path string) []byte { return values[path] }, fault
}

// xmlValues are the texts in an element: by the name of an element or attribute in it, and by its holder's name, a slash
// and its own. The first of several counts. fault says why the text is no element.
func xmlValues(text []byte) (values map[string][]byte, fault string) {
	d := xml.NewDecoder(bytes.NewReader(xmlUTF8(text)))
	values = map[string][]byte{}
	put := func(holder, name string, v []byte) {
		for _, key := range []string{name, holder + "/" + name} {
			if _, known := values[key]; !known {
				values[key] = v
			}
		}
	}
	var stack []string
	var now []byte
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return values, ""
		}
		if err != nil {
			return nil, fmt.Sprintf("the record is no whole XML element (%v): correct it, or export it again", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			stack, now = append(stack, t.Name.Local), nil
			for _, a := range t.Attr {
				put(t.Name.Local, a.Name.Local, []byte(a.Value))
			}
		case xml.CharData:
			now = append(now, t...)
		case xml.EndElement:
			if len(stack) > 1 {
				put(stack[len(stack)-2], t.Name.Local, bytes.TrimSpace(now))
			}
			stack, now = stack[:len(stack)-1], nil
		}
	}
}
