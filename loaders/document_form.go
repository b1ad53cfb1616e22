package loaders

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	"sightline/timeline"
)

// documentForm is where the records of a JSON or XML file stand, and where in them what each line of a table would be.
type documentForm struct {
	named  bool    // false: a record is what holds the field that none is without
	record docPath // from the top of the document
	each   docPath // from the record to what is several times in it, "." for the record itself
	runs   []docPath
	looks  map[string]docLook // by the path as the profile writes it
}

// docLook is where a value stands: behind the last of so many steps to each of several, by the rest of the path.
type docLook struct {
	depth int
	rest  docPath
}

// anchorPath is the path of a field that no record is without, "" where the profile maps none.
func (p *Profile) anchorPath() string {
	for _, field := range p.Format.anchors() {
		if c := p.column(field); c != nil && len(c.headings) > 0 {
			return c.headings[0]
		}
	}
	return ""
}

// maxEvent is the longest record that holds several of what a line of a table would be, in bytes.
const maxEvent = 4 << 20

// most is how long a record may be.
func (f *documentForm) most() int {
	if len(f.runs) > 0 {
		return maxEvent
	}
	return maxRecord
}

// names are the names of a path.
func (p docPath) names() []string {
	names := make([]string, len(p))
	for i, s := range p {
		names[i] = s.name
	}
	return names
}

// documentForm reads where records stand and the paths of the columns in them.
func (p *profileParser) documentForm() error {
	text, f := p.raw.Document.Record, &p.out.document
	key := []string{"document", "record"}
	switch {
	case text == "":
		return nil
	case p.out.Form != FormJSON && p.out.Form != FormXML:
		return p.fault(key, fmt.Sprintf("form %s has no document; leave it out", p.out.Form))
	}
	var err error
	if f.record, err = parsePath(text, p.out.Form); err != nil {
		return p.fault(key, "record "+err.Error())
	}
	switch {
	case slices.ContainsFunc(f.record, func(s docStep) bool { return s.each || s.number > 0 || s.name == "" }):
		return p.fault(key, "record names what records are in, without [ ]: arrays on the way are looked through")
	case len(f.record) == 0 && p.out.Form == FormXML:
		return p.fault(key, "record must name the element of a record and those around it, such as Events/Event")
	}
	f.named, f.looks = true, map[string]docLook{}
	for i := range p.out.columns {
		c := &p.out.columns[i]
		for _, path := range slices.Concat(c.headings, c.join) {
			if err := f.column(path, p.out.Form); err != nil {
				return p.fault([]string{"columns", c.field}, c.field+" "+err.Error())
			}
		}
	}
	return nil
}

// column keeps where a column stands. All that are in something which is several times in a record are in the same.
func (f *documentForm) column(text string, form Form) error {
	path, err := parsePath(text, form)
	if err != nil {
		return err
	}
	runs, rest := path.runs()
	f.looks[text] = docLook{len(runs), rest}
	shared := min(len(runs), len(f.runs))
	for i := range shared {
		if !slices.Equal(runs[i], f.runs[i]) {
			return fmt.Errorf("stands in each %s, another column in each %s, and a record cannot be both: keep one", path.text(form),
				f.each.text(form))
		}
	}
	if len(runs) > len(f.runs) {
		f.runs, f.each = runs, path[:len(path)-len(rest)]
	}
	return nil
}

// items are the things in a record that each are what a line of a table would be: the record itself, or what is several times in it.
func (p *Profile) items(of *item, root *node, made []madeColumn, notes *notes) []item {
	f := &p.document
	var found [][]*node
	walk(f.runs, []*node{root}, &found)
	items := make([]item, 0, len(found))
	// Of a long record each thing in it has its own text, of a shorter one the whole, which says all that is known of it.
	placed := len(found) > 1 && (p.Form == FormJSON || utf8.Valid(of.text))
	own := placed && len(of.text) >= timeline.MaxRejectText
	line, counted := of.line, 0
	anchor, around := p.anchorPath(), map[string]lookedUp{}
	for i, way := range found {
		it := item{record: of.record}
		if len(found) > 1 {
			it.part = i + 1
		}
		if last := way[len(way)-1]; placed {
			line += bytes.Count(of.text[counted:last.begin], []byte("\n"))
			counted = last.begin
			if it.line = min(line, maxLines); own {
				it.text, it.part = of.text[last.begin:last.end:last.end], -1
			}
		}
		if of.part > 0 && of.part != it.part && of.part <= len(found) {
			continue // a file of rejects means another
		}
		value := func(path string) []byte {
			look := f.looks[path]
			from := way[look.depth]
			if around[path].from == from {
				return around[path].value
			}
			var v []byte
			if n := from.at(look.rest); n != nil {
				v = n.value
			}
			if look.depth < len(way)-1 { // what is around several is looked up once
				around[path] = lookedUp{from, v}
			}
			return v
		}
		if last := f.looks[anchor]; way[last.depth].severalOf(last.rest) {
			notes.add(fmt.Sprintf("records with more than one %s, of which the first was read: write [] behind what is there several times", anchor), 1)
		}
		for i := range made {
			it.parts = append(it.parts, made[i].constant)
		}
		for i := range p.columns {
			it.parts = append(it.parts, p.columns[i].look(value))
		}
		items = append(items, it)
	}
	return items
}

// lookedUp is a value that was found from a node.
type lookedUp struct {
	from  *node
	value []byte
}

// severalOf reports whether a path without each leads on to one of several, so that the others are not read.
func (n *node) severalOf(path docPath) bool {
	for _, s := range path {
		if n == nil {
			return false
		}
		if !s.listed && n.kid(s.name, 1) != nil {
			return true
		}
		n = n.kid(s.name, s.number)
	}
	return false
}

// walk finds each of what is several times in a node: the nodes on the way to it.
func walk(runs []docPath, way []*node, found *[][]*node) {
	if len(runs) == 0 {
		*found = append(*found, way)
		return
	}
	last := len(runs[0]) - 1
	holder := way[len(way)-1].at(runs[0][:last])
	if holder == nil {
		return
	}
	for i := range holder.kids {
		if kid := &holder.kids[i]; kid.name == runs[0][last].name {
			walk(runs[1:], append(slices.Clip(way), kid), found)
		}
	}
}
