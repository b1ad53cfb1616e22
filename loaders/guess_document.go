package loaders

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// guessDocument drafts a profile of a JSON or XML file: where its records stand, and what is where in them. cut says that there is
// more of the file.
func guessDocument(in Input, form Form, format FormatName, cut bool) (Draft, error) {
	src, err := openSource(in, &notes{}, func([]byte) string { return "" })
	if err != nil {
		return Draft{}, err
	}
	sample, err := io.ReadAll(src)
	if err != nil {
		return Draft{}, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	if err := sound(in.Name, form, sample); err != nil {
		return Draft{}, err
	}
	o := newOutline(form, sample, src.mend)
	o.cut = cut
	best, found := o.best(format)
	if !found {
		return Draft{}, &InputError{File: in.Name, Reason: fmt.Sprintf("no records were found in this %s file", strings.ToUpper(string(form)))}
	}
	return best, nil
}

// sound looks for what no reader of documents takes.
func sound(name string, form Form, sample []byte) error {
	doc := &document{name: name, line: 1, most: maxRecord, cut: &jsonPathCutter{path: []string{""}}}
	if form == FormXML {
		doc.cut = &xmlCutter{level: maxDepth + 1}
	}
	for len(sample) > 0 {
		_, used, _, err := doc.scan(sample)
		if err != nil {
			return err
		}
		sample = sample[used:]
	}
	return nil
}

// outline is what stands where in a document: each way to a value once.
type outline struct {
	form  Form
	roots []node
	top   *branch
	cut   bool // the sample is not the whole file
}

// branch is one way into a document.
type branch struct {
	name  string
	up    *branch
	kids  []*branch
	known map[string]*branch
	many  bool // several stand there in one of what is around it
	pair  bool // two to four numbers stand there, as of a position
}

// maxPlaces is how many ways into a document are looked at.
const maxPlaces = 4 * maxColumns

func newOutline(form Form, sample []byte, mend *rejectOrigin) *outline {
	o := &outline{form: form, top: &branch{}}
	if form == FormXML {
		o.roots, _ = xmlTrees(sample, false)
	} else {
		o.roots = jsonRoots(sample)
	}
	if mend != nil {
		o.roots = heldRoots(form, o.roots)
	}
	left := maxPlaces
	if form == FormXML {
		doc := node{kids: o.roots} // what is around the outermost elements
		o.roots = []node{doc}
	}
	for i := range o.roots {
		o.top.add(&o.roots[i], &left)
	}
	return o
}

// jsonRoots are the objects of a text that are in no other, those of an array too.
func jsonRoots(sample []byte) []node {
	j := jsonTree{text: sample}
	var top node
	for j.peek() != 0 {
		if j.put(&top, "", 0) {
			continue
		}
		// A damaged line ends with itself.
		next := bytes.IndexByte(j.text[min(j.pos, len(j.text)):], '\n')
		if next < 0 {
			break
		}
		j.pos += next + 1
	}
	return slices.DeleteFunc(top.kids, func(n node) bool { return n.value != nil })
}

// heldRoots are the records in a file of rejects.
func heldRoots(form Form, roots []node) (held []node) {
	for i := range roots {
		for _, kid := range roots[i].kids {
			if form == FormXML && kid.name != elementWith && kid.name != elementHeld || form == FormJSON && kid.name == keyRecord {
				held = append(held, kid)
			}
		}
	}
	return held
}

// add takes in what stands in a node.
func (p *branch) add(n *node, left *int) {
	count, numbers := map[string]int{}, map[string]int{}
	for i := range n.kids {
		kid := &n.kids[i]
		if count[kid.name]++; len(kid.kids) == 0 && isNumber(kid.value) {
			numbers[kid.name]++
		}
	}
	for i := range n.kids {
		kid := &n.kids[i]
		at := p.kid(kid.name, left)
		if at == nil {
			continue
		}
		several := kid.many || count[kid.name] > 1
		if total := count[kid.name]; several && total >= 2 && total <= 4 && numbers[kid.name] == total && !at.many {
			at.pair = true
		} else if several {
			at.many, at.pair = true, false
		}
		at.add(kid, left)
	}
}

// kid is the place of a name in a place, nil where there are too many.
func (p *branch) kid(name string, left *int) *branch {
	if at := p.known[name]; at != nil || left == nil {
		return at
	}
	if *left--; *left < 0 || name == "" {
		return nil
	}
	if p.known == nil {
		p.known = map[string]*branch{}
	}
	at := &branch{name: name, up: p}
	p.known[name], p.kids = at, append(p.kids, at)
	return at
}

func isNumber(text []byte) bool {
	_, _, ok := parseDegrees(text)
	return ok
}

// path leads from the top to a place.
func (p *branch) path() docPath {
	if p.up == nil {
		return nil
	}
	return append(p.up.path(), docStep{name: p.name, each: p.many})
}

// in reports whether a place is another or lies in it.
func (p *branch) in(other *branch) bool {
	for ; p != nil; p = p.up {
		if p == other {
			return true
		}
	}
	return false
}

// around is what a place is several times in: the innermost place that is several times, else the top.
func (p *branch) around() *branch {
	for p.up != nil && !p.many {
		p = p.up
	}
	return p
}

// scopes are the places of which each could be a line of a table: the top, and those that are several times in something.
func (o *outline) scopes() []*branch {
	scopes := []*branch{o.top}
	var look func(p *branch)
	look = func(p *branch) {
		for _, kid := range p.kids {
			if kid.many && len(scopes) < maxScopes {
				scopes = append(scopes, kid)
			}
			look(kid)
		}
	}
	look(o.top)
	return scopes
}

const maxScopes = 64

// outlineRow is a row being gathered: the values of places, of a pair each by its number.
type outlineRow map[docSpot]string

type docSpot struct {
	at     *branch
	number int
}

// table is what stands in each of a scope, and in what is around it, as a table.
func (o *outline) table(scope *branch) guessTable {
	t := guessTable{form: o.form}
	at := map[docSpot]int{}
	emit := func(row outlineRow, order []docSpot) (more bool) {
		cells := make([]string, len(t.headings))
		for _, spot := range order {
			i, known := at[spot]
			if !known {
				if len(t.headings) >= maxColumns {
					continue
				}
				i = len(t.headings)
				at[spot] = i
				path := spot.at.path()
				if spot.at.pair {
					last := &path[len(path)-1]
					last.number, last.listed = spot.number, true
				}
				t.headings, t.paths, t.spots = append(t.headings, path.text(o.form)), append(t.paths, path), append(t.spots, spot)
				cells = append(cells, "")
			}
			cells[i] = row[spot]
		}
		t.rows = append(t.rows, cells)
		return len(t.rows) < guessRows
	}
	for i := range o.roots {
		if !o.gather(&o.roots[i], o.top, scope, outlineRow{}, nil, emit) {
			break
		}
	}
	for i := range t.rows { // columns that came later
		t.rows[i] = append(t.rows[i], make([]string, len(t.headings)-len(t.rows[i]))...)
	}
	return t
}

// gather tells of each of a scope that stands in a node, with what is around it, until it is told to stop.
func (o *outline) gather(n *node, p, scope *branch, row outlineRow, order []docSpot, emit func(outlineRow, []docSpot) bool) (more bool) {
	own := make(outlineRow, len(row))
	for k, v := range row {
		own[k] = v
	}
	order = slices.Clip(order)
	values(n, p, 0, func(spot docSpot, value string) {
		if _, known := own[spot]; !known {
			own[spot] = value
			order = append(order, spot)
		}
	})
	if p == scope {
		return emit(own, order)
	}
	var reach func(n *node, p *branch) bool
	reach = func(n *node, p *branch) bool {
		more := true
		for i := 0; i < len(n.kids) && more; i++ {
			kid := p.kid(n.kids[i].name, nil)
			switch {
			case kid == nil || !scope.in(kid):
			case kid.many:
				more = o.gather(&n.kids[i], kid, scope, own, order, emit)
			default:
				more = reach(&n.kids[i], kid)
			}
		}
		return more
	}
	return reach(n, p)
}

// values tells of the values in a node that are there once.
func values(n *node, p *branch, number int, tell func(docSpot, string)) {
	if len(n.value) > 0 && p.up != nil {
		text, _ := decode(n.value)
		tell(docSpot{p, number}, text)
	}
	count := map[string]int{}
	for i := range n.kids {
		kid := p.kid(n.kids[i].name, nil)
		if kid == nil || kid.many {
			continue
		}
		number := 0
		if kid.pair {
			number = count[kid.name]
			count[kid.name]++
		}
		values(&n.kids[i], kid, number, tell)
	}
}

// scoped is a draft whose rows are each of a scope.
type scoped struct {
	Draft
	scope  *branch
	table  guessTable
	anchor int // the column of the field that no record is without; -1: none
	score  int
}

// best drafts a profile with the rows that make the most of it.
func (o *outline) best(format FormatName) (Draft, bool) {
	var all []*scoped
	for _, scope := range o.scopes() {
		s := &scoped{scope: scope, table: o.table(scope)}
		if len(s.table.rows) == 0 || len(s.table.headings) == 0 {
			continue
		}
		for _, spot := range s.table.spots {
			s.table.far = append(s.table.far, steps(spot.at.around(), scope))
		}
		s.Draft = draftOf(&s.table, format)
		s.rate()
		all = append(all, s)
	}
	if len(all) == 0 {
		return Draft{}, false
	}
	best := slices.MaxFunc(all, func(a, b *scoped) int { return a.score - b.score })
	for _, s := range all {
		if s != best && best.Missing == "" && s.rivals(best) {
			best.Missing = fmt.Sprintf("records stand in %s and in %s, and this draft reads those of the first alone",
				best.scope.path().text(o.form), s.scope.path().text(o.form))
		}
	}
	o.settle(best)
	return best.Draft, true
}

// steps is how many scopes lie between what is around a value and the scope of a row.
func steps(around, scope *branch) (n int) {
	for around != scope && scope.up != nil {
		scope = scope.up.around()
		n++
	}
	return n
}

// rate says how good a draft is: complete first, then one whose records are known by a name of their own, then the shallower.
func (s *scoped) rate() {
	s.anchor = -1
	for i := range s.Columns {
		c := &s.Columns[i]
		if c.Field == "" {
			continue
		}
		s.score++
		if s.anchor < 0 && c.Sure >= fairly && slices.Contains(s.Format.anchors(), c.Field) {
			s.anchor = i
			s.score += 20
			if c.Named {
				s.score += 30
			}
			if ownName(c.Heading) {
				s.score += 50
			}
		}
	}
	if s.Missing == "" && s.anchor >= 0 {
		s.score += 1000
	}
	s.score -= 20 * len(s.scope.path())
}

// ownName reports whether a heading can be of nothing but a plate, or is none of a plate.
func ownName(heading string) bool {
	plain := plainHeading(heading)
	return slices.ContainsFunc(strings.Fields("plate tag lic vrm lp registration name facility"), func(w string) bool { return strings.Contains(plain, w) })
}

// rivals reports whether records stand in a scope too that are none of the best.
func (s *scoped) rivals(best *scoped) bool {
	if s.Missing != "" || s.anchor < 0 || s.Format != best.Format || !s.Columns[s.anchor].Named || s.table.far[s.anchor] > 0 || best.scope.in(s.scope) {
		return false
	}
	if !s.scope.in(best.scope) || best.anchor < 0 {
		return true
	}
	// What stands below a record and repeats it is what else it might have been.
	i := slices.Index(s.table.headings, best.Columns[best.anchor].Heading)
	if i < 0 {
		return true
	}
	whole, again := map[string]bool{}, map[string]bool{}
	for _, row := range s.table.rows {
		whole[row[i]] = true
		if strings.EqualFold(row[i], row[s.anchor]) {
			again[row[i]] = true
		}
	}
	return 2*len(again) < len(whole)
}

// settle says where the records of a draft stand, and writes its paths from there.
func (o *outline) settle(s *scoped) {
	chain := []*branch{s.scope} // from the rows outward
	for p := s.scope; p.up != nil; {
		p = p.up.around()
		chain = append(chain, p)
	}
	if o.cut && len(chain) > 1 { // the top may be longer than a record can be: what is not needed is not worth it
		for i := range s.Columns {
			if c := &s.Columns[i]; c.Field != "" && s.table.far[i] == len(chain)-1 && !s.needs(c.Field) {
				*c = GuessedColumn{Heading: c.Heading, Number: c.Number, Example: c.Example, Why: "it stands around all records, and the file is long"}
			}
		}
	}
	out := 0
	for i := range s.Columns {
		if s.Columns[i].used() {
			out = max(out, s.table.far[i])
		}
	}
	record := chain[out].path()
	for i := range record {
		record[i].each = false
	}
	if o.form == FormXML && chain[out].up == nil {
		record = s.shared()
	}
	s.Record = record.text(o.form)
	for i := range s.Columns {
		if s.Columns[i].used() { // what is used lies in the record
			s.Columns[i].Heading = s.table.paths[i][len(record):].text(o.form)
		}
	}
}

// used reports whether a profile names the column.
func (g *GuessedColumn) used() bool { return g.Field != "" || g.merged }

// shared is the way to the innermost element that holds all that is used.
func (s *scoped) shared() docPath {
	var shared docPath
	first := true
	for i := range s.Columns {
		if !s.Columns[i].used() {
			continue
		}
		path := s.table.paths[i]
		way := path[:len(path)-1]
		if end := slices.IndexFunc(path, func(p docStep) bool { return p.each }); end >= 0 {
			way = path[:min(end, len(way))]
		}
		if first {
			shared, first = slices.Clone(way), false
			continue
		}
		n := 0
		for n < min(len(shared), len(way)) && shared[n].name == way[n].name {
			n++
		}
		shared = shared[:n]
	}
	if len(shared) == 0 && len(s.table.paths) > 0 {
		shared = slices.Clone(s.table.paths[0][:1])
		shared[0].each = false
	}
	return shared
}
