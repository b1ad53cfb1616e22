package query

import "slices"

// Param is one thing that a search is asked by. Everything that asks ranges over the table of them, Params: GET, POST, the
// API's description, the form of the page, the command line, what the audit keeps, and the reason why nothing was found. So
// that a new one is an entry there, a field of Search, and its SQL.
type Param struct {
	Fields []Field
	Reader
	Check   func(Search) string // what is wrong with it, "" when nothing is; nil where nothing can be
	Audited string              // its name in the audit, "" for that of its first field
	Narrows string              // what it narrows an answer by, beside place and time; "" for what does not
}

// Field is one value that a parameter is given by: a parameter of GET, a member of the body of POST, or both.
type Field struct {
	Name   string
	In     Place
	About  string // for the API's description
	Schema Schema
	Member any  // a value of the Go type that a member of the body is read as, nil for the one of its schema
	Flag   Flag // of the command line, where it is a parameter of GET
	NoFlag bool // there is none
	Form   Form // of the page, likewise
}

// Headers in which a request may say case and purpose instead.
const (
	HeaderCase    = "Sightline-Case"
	HeaderPurpose = "Sightline-Purpose"
)

// Place is where a field can stand.
type Place int

const (
	Anywhere Place = iota
	InQuery
	InBody
)

// Flag is a field as a flag of the command line: underscores of its name are hyphens there.
type Flag struct {
	Placeholder string
	Help        string // "" for what the field says of itself
}

// Form is a field as the search page has it.
type Form struct {
	Label       string // "" where the form does not have it
	Placeholder string
	Size        int      // characters
	Most        int      // of them, 0 for any number
	Options     []Option // to choose from, where it is not written
	Needed      bool     // by whoever has an account
}

// Option is one of the values that a field of a form can have.
type Option struct{ Value, Text string }

// Reader reads a parameter, and tells what is asked by it.
type Reader struct {
	FromQuery func(Param, *Values, *Request)
	FromBody  func(Param, *Body, *Request)
	Asked     func(Param, Search) map[string]any // as the audit keeps it, by names; nothing where it is not asked for
}

// Request is a question as it came in.
type Request struct {
	Search  Search // without its After
	Cursor  string // "" for the first page
	Case    string // number of the case it is asked for
	Purpose string // in the asker's words
}

// Table is all that a search can be asked by.
type Table []Param

// Fields are those that can stand in a place.
func (t Table) Fields(in Place) (fields []Field) {
	for _, p := range t {
		for _, f := range p.Fields {
			if f.In == in || f.In == Anywhere {
				fields = append(fields, f)
			}
		}
	}
	return fields
}

// names are those of the fields that can stand in a place.
func (t Table) names(in Place) (names []string) {
	for _, p := range t {
		for i := range p.Fields {
			if f := &p.Fields[i]; f.In == in || f.In == Anywhere {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// ReadQuery reads the parameters of GET; its error tells every fault.
func (t Table) ReadQuery(given map[string][]string) (r Request, err error) {
	v := NewValues(given, t.names(InQuery)...)
	for _, p := range t {
		p.FromQuery(p, &v, &r)
	}
	t.check(r.Search, &v.Faults)
	return r, v.Err()
}

// ReadBody reads the members of the body of POST; its error tells every fault.
func (t Table) ReadBody(b *Body) (r Request, err error) {
	for _, p := range t {
		p.FromBody(p, b, &r)
	}
	t.check(r.Search, &b.Faults)
	return r, b.Err()
}

// check adds the faults of the question as a whole, if it could be read: what could not be read would be found missing.
func (t Table) check(s Search, faults *Faults) {
	if faults.Faulty() {
		return
	}
	for _, p := range t {
		if p.Check != nil {
			if fault := p.Check(s); fault != "" {
				faults.Fault("%s", fault)
			}
		}
	}
}

// Narrowings names what a question asks for beside place and time, in alphabetical order.
func (t Table) Narrowings(s Search) (names []string) {
	for _, p := range t {
		if p.Narrows != "" && len(p.Asked(p, s)) > 0 && !slices.Contains(names, p.Narrows) {
			names = append(names, p.Narrows)
		}
	}
	slices.Sort(names)
	return names
}

// Asked is a question as the audit keeps it.
func (t Table) Asked(s Search) map[string]any {
	all := map[string]any{}
	for _, p := range t {
		for name, v := range p.Asked(p, s) {
			all[name] = v
		}
	}
	return all
}
