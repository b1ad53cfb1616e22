package loaders

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// recordReader reads records one by one; their texts are the caller's. read returns io.EOF after the last.
type recordReader interface {
	read(context.Context) (record, error)
}

// documentItems are the records of an XML or JSON file with the values that a profile names.
type documentItems struct {
	reader  recordReader
	profile *Profile
	cols    columns
	made    []madeColumn
	parse   func(text []byte) (value func(path string) []byte, fault string)
	tree    func(text []byte) (root node, fault string) // where the profile names the records
	notes   *notes
	several []item // of the record before, not yet handed on
	last    int    // the line of the item before
}

// openDocument opens an XML or JSON file, whose records are those that hold a field of the profile that it is read by.
func openDocument(in Input, form Form, field string, notes *notes) (*documentItems, *source, error) {
	open := openJSON
	if form == FormXML {
		open = openXML
	}
	profile, src, err := openDocumentText(in, form, notes)
	if err != nil {
		return nil, nil, err
	}
	column := profile.column(field)
	if column == nil {
		column = &profile.columns[0]
	}
	items := &documentItems{profile: profile, notes: notes}
	items.cols, items.made = profile.documentColumns()
	return items, src, open(items, src, column)
}

// openDocumentText opens the text of an XML or JSON file and finds the profile it is read by.
func openDocumentText(in Input, form Form, notes *notes) (*Profile, *source, error) {
	name := strings.ToUpper(string(form))
	if in.profile == nil {
		return nil, nil, &InputError{File: in.Name,
			Reason: fmt.Sprintf("this is a %s file of no kind that is known by its content: name the profile that says where its values are", name)}
	}
	if in.profile.Form != form {
		return nil, nil, &InputError{File: in.Name,
			Reason: fmt.Sprintf("this is a %s file, and profile %s is for form %s", name, in.profile.Name, in.profile.Form)}
	}
	src, err := openSource(in, notes, func([]byte) string { return "" })
	return in.profile, src, err
}

// documentColumns are the columns of a profile whose values are looked up one by one.
func (p *Profile) documentColumns() (c columns, made []madeColumn) {
	c = columns{at: map[string]int{}, zones: map[string]string{}}
	for _, k := range p.constants {
		c.at[k.field] = len(c.names)
		c.names = append(c.names, k.field)
		made = append(made, madeColumn{constant: []byte(k.value)})
	}
	for i := range p.columns {
		col := &p.columns[i]
		c.at[col.field] = len(c.names)
		name := strings.Join(append(col.headings, col.join...), " ")
		if timeFields()[col.field] {
			c.zones[col.field] = zoneOfPath(append(col.headings, col.join...))
		}
		c.names = append(c.names, name)
	}
	return c, made
}

// zoneOfPath is the zone that the last steps of paths name: of data.readTimeUTC that is UTC.
func zoneOfPath(paths []string) string {
	for _, path := range paths {
		if i := strings.LastIndexAny(path, "./"); i >= 0 {
			path = path[i+1:]
		}
		if zone := zoneOfHeading(path); zone != "" {
			return zone
		}
	}
	return ""
}

func (d *documentItems) repeats([][]byte) bool { return false }
func (d *documentItems) close() error          { return nil }

// next returns the next item under a line of its own, by which it is known: items that share one are numbered on from it.
func (d *documentItems) next(ctx context.Context) (item, error) {
	it, err := d.unnumbered(ctx)
	if err == nil && it.line <= d.last {
		it.line = min(d.last+1, maxLines)
		d.notes.add("records that share a line with another, numbered on from it", 1)
	}
	d.last = it.line
	return it, err
}

func (d *documentItems) unnumbered(ctx context.Context) (item, error) {
	for len(d.several) == 0 {
		it, err := d.whole(ctx)
		if err != nil || it.fault != "" || !d.profile.document.named {
			return it, err
		}
		root, fault := d.tree(it.text)
		if it.fault = fault; fault != "" {
			return it, nil
		}
		if d.several = d.profile.items(&it, &root, d.made, d.notes); len(d.several) == 0 {
			d.notes.add("records that hold no "+d.profile.document.each.text(d.profile.Form), 1)
		}
	}
	it := d.several[0]
	d.several = d.several[1:]
	return it, nil
}

// whole returns the next record, with its values unless the profile says how they are to be walked to.
func (d *documentItems) whole(ctx context.Context) (item, error) {
	rec, err := d.reader.read(ctx)
	if err != nil {
		return item{}, err
	}
	rec.recall()
	it := item{record: rec}
	if rec.fault == "" && bytes.IndexByte(rec.text, 0) >= 0 {
		it.fault = "the record holds NUL bytes: the file is damaged here; export it again"
	}
	if it.fault != "" || d.profile.document.named {
		return it, nil
	}
	value, fault := d.parse(rec.text)
	if it.fault = fault; fault != "" {
		return it, nil
	}
	for i := range d.made {
		it.parts = append(it.parts, d.made[i].constant)
	}
	for i := range d.profile.columns {
		it.parts = append(it.parts, d.profile.columns[i].look(value))
	}
	return it, nil
}

// look finds a column's value: the first that is there, or the joined ones.
func (c *profileColumn) look(value func(path string) []byte) []byte {
	var out []byte
	for _, path := range c.join {
		v := valueOf(bytes.TrimSpace(value(path)), c.key)
		if len(out) > 0 && len(v) > 0 {
			out = append(out, c.with...)
		}
		out = append(out, v...)
	}
	for _, path := range c.headings {
		if v := valueOf(value(path), c.key); len(v) > 0 {
			return v
		}
	}
	return out
}

// documentRows are the records of an XML or JSON file as rows.
type documentRows struct{ *documentItems }

func (d documentRows) columns() *columns { return &d.cols }

func (d documentRows) next(ctx context.Context) (row, error) {
	it, err := d.documentItems.next(ctx)
	if err != nil {
		return row{}, err
	}
	r := row{line: it.line, text: it.text, fault: it.fault, context: it.told()}
	for _, p := range it.parts {
		s, legacy := decode(p)
		r.cells, r.legacy = append(r.cells, s), r.legacy || legacy
	}
	return r, nil
}
