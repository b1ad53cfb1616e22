package loaders

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"sightline/loaders/workbook"
	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/plate"
)

// Draft is a guessed profile: what each column of a file most likely is, how sure that is and why.
type Draft struct {
	Format    FormatName
	Form      Form
	Why       string // of the format
	Columns   []GuessedColumn
	Delimiter byte // 0: none, or a workbook
	Skip      int  // lines above the headings
	Headless  bool
	Order     clock.DateOrder // "": no date tells
	OrderWhy  string
	// ZoneStated is true when the times state their zone; ZoneWhy says how that is known, or what to do.
	ZoneStated bool
	ZoneWhy    string
	Missing    string      // why the draft cannot be used as it is, "" when it can
	Rows       int         // that were looked at
	Record     string      // where the records of JSON and XML stand, "" of other forms
	Tried      Trial       // what came of reading the file's beginning by the draft
	readers    [][2]string // ids and names of the first rows' readers
}

// GuessedColumn is what one column most likely is.
type GuessedColumn struct {
	Heading string  // or path, in JSON and XML
	Number  int     // of the column, from 1
	Field   string  // "" when it is none
	Sure    float64 // 0 to 1
	Why     string
	Named   bool   // by its heading, and not by its values alone
	Rival   string // another column that says to be the same field and holds something else, "" for none
	also    []int  // other columns of a document that are read where this one is not there
	merged  bool   // it is one of them
	alone   bool   // no other column holds values of the kind
	Key     string // of the part of its values that counts, "" for the whole
	Unit    string // of the field's numbers, "" when it has none
	Layout  string // "" when the times are in forms that are known
	Example string // a value of the file
}

// guessRows is how many rows are looked at.
const guessRows = 500

// guessTable is the beginning of a file as rows of texts.
type guessTable struct {
	form     Form
	delim    byte
	skip     int
	headless bool
	headings []string
	rows     [][]string
	// Of a document: where each column stands, and how many things that are several times lie around its row up to there.
	paths []docPath
	spots []docSpot
	far   []int
}

// GuessProfile drafts a profile for a file from its headings and its first rows, and tries it on them. format is "" to have it
// guessed too. Of the options what says how a file is read counts.
func GuessProfile(ctx context.Context, in Input, format FormatName, opt Options) (Draft, error) {
	if format != "" && format.table() == nil {
		return Draft{}, fmt.Errorf("no profile is for %s: choose one of %s", format, wordList(ProfileFormats()))
	}
	var n notes
	in, done, err := unpack(ctx, in, &n)
	if err != nil {
		return Draft{}, err
	}
	defer done()
	src, head, err := peek(in)
	if err != nil {
		return Draft{}, err
	}
	form, most := formOf(head), int64(maxEvent)
	if form == formWorkbook {
		most = workbook.MaxBytes
	}
	sample, err := io.ReadAll(io.LimitReader(src, most+1))
	if err != nil {
		return Draft{}, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	cut := int64(len(sample)) > most
	in.Reader = bytes.NewReader(sample)
	var d Draft
	if form == FormJSON || form == FormXML {
		d, err = guessDocument(in, form, format, cut)
	} else {
		d, err = guessTabular(ctx, in, form, format)
	}
	if err != nil {
		return Draft{}, err
	}
	return d, d.try(ctx, in.Name, sample, cut, opt)
}

// guessTabular drafts a profile of a text table or a workbook.
func guessTabular(ctx context.Context, in Input, form Form, format FormatName) (Draft, error) {
	read := func() (guessTable, error) { return guessText(in) }
	if form == formWorkbook {
		read = func() (guessTable, error) { return guessSheet(ctx, in) }
	}
	table, err := read()
	if err != nil {
		return Draft{}, err
	}
	if len(table.rows) == 0 {
		return Draft{}, &InputError{File: in.Name, Reason: "there is no row to look at"}
	}
	return draftOf(&table, format), nil
}

// draftOf says what the columns of a table most likely are.
func draftOf(t *guessTable, format FormatName) Draft {
	d := Draft{Form: t.form, Delimiter: t.delim, Skip: t.skip, Headless: t.headless, Rows: len(t.rows)}
	if d.Format, d.Why = format, "as it was named"; format == "" {
		d.Format, d.Why = t.format()
	}
	d.columns(t)
	d.dates(t)
	d.readers = t.readers(d.at("camera"), d.at("name"))
	return d
}

// readers are the readers that the rows name, each once.
func (t *guessTable) readers(id, name *GuessedColumn) (all [][2]string) {
	known := map[[2]string]bool{}
	for _, row := range t.rows {
		var r [2]string
		for i, c := range []*GuessedColumn{id, name} {
			if c != nil && c.Number <= len(row) {
				r[i] = row[c.Number-1]
			}
		}
		if r != [2]string{} && !known[r] {
			known[r] = true
			all = append(all, r)
		}
	}
	return all
}

// field is the field of a column by its heading, "" when the heading says nothing.
func (t *guessTable) field(a aliases, i int) string {
	if t.paths != nil {
		return a.along(t.paths[i])
	}
	return a.loose(t.headings[i])
}

// format guesses what a table holds: the format with the most headings known, plates when that does not tell.
func (t *guessTable) format() (FormatName, string) {
	best, most := FormatPlates, 0
	for _, f := range append([]FormatName{FormatPlates}, ProfileFormats()...) { // plate reads, where it is all the same
		table := f.table()
		if (t.form == FormJSON || t.form == FormXML) && !table.documents {
			continue
		}
		known := map[string]bool{}
		for i := range t.headings {
			if field := t.field(table.aliases, i); field != "" {
				known[field] = true
			}
		}
		if len(known) > most {
			best, most = f, len(known)
		}
	}
	if most < 2 {
		return FormatPlates, "the headings do not tell; name the format if it is another one"
	}
	return best, fmt.Sprintf("%d headings are known for it", most)
}

// columns guesses every column, the surest first where two would be the same field.
func (d *Draft) columns(t *guessTable) {
	all := make([][]string, len(t.headings))
	for i, h := range t.headings {
		for _, row := range t.rows {
			if i < len(row) && row[i] != "" {
				all[i] = append(all[i], row[i])
			}
		}
		g := d.column(t, i, all[i])
		switch {
		case t.headless || t.paths != nil:
		case strings.TrimSpace(h) == "":
			g = GuessedColumn{Number: i + 1, Example: g.Example, Why: "its heading is empty, so a profile cannot name it: give it one"}
		case slices.Contains(t.headings[:i], h):
			g = GuessedColumn{Heading: h, Number: i + 1, Example: g.Example,
				Why: "a column before it has the same heading, and a profile means that one"}
		}
		d.Columns = append(d.Columns, g)
	}
	order := make([]int, len(d.Columns))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(t.rank(b, &d.Columns[b]), t.rank(a, &d.Columns[a]))
	})
	taken := map[string]*GuessedColumn{}
	for _, i := range order {
		c := &d.Columns[i]
		if c.Field == "" {
			continue
		}
		other := taken[c.Field]
		if other == nil {
			taken[c.Field] = c
			continue
		}
		if t.paths != nil && c.Named && other.Named && c.Sure >= fairly && c.Unit == other.Unit && c.Layout == other.Layout && t.fills(c, other) {
			other.also, c.merged = append(other.also, i), true
			c.Field, c.Why = "", fmt.Sprintf("it is read as %s where %q is not there", c.Field, other.Heading)
			continue
		}
		if c.Sure >= fairly && (c.Named || !other.Named) && !t.same(c.Number-1, other.Number-1, c.Field) {
			other.Rival = c.Heading
		}
		c.Why = fmt.Sprintf("it may be %s too (%s), but %q is more likely", c.Field, c.Why, other.Heading)
		c.Field, c.Sure, c.Unit, c.Layout, c.Key = "", 0, "", "", ""
	}
	for i := range d.Columns {
		if g := &d.Columns[i]; g.Field != "" && !g.Named {
			g.alone = t.alone(d, i, all)
		}
	}
	c := columns{at: map[string]int{}}
	for _, g := range d.Columns {
		if g.Field != "" {
			c.at[g.Field] = g.Number - 1
		}
		c.names = append(c.names, g.Heading)
	}
	if table := d.Format.table(); !table.fit(&c) {
		d.Missing = fmt.Sprintf("%s need %s", d.Format, table.wants)
	}
}

// alone reports whether no other column that is not known by name holds other values of a column's field.
func (t *guessTable) alone(d *Draft, column int, all [][]string) bool {
	field := d.Columns[column].Field
	for i := range d.Columns {
		if i == column || d.Columns[i].Named || len(all[i]) == 0 || t.same(i, column, field) {
			continue
		}
		if countIf(all[i], contentTests[field])*10 >= len(all[i])*9 {
			return false
		}
	}
	return true
}

// rank is how sure a column is of its field; of several alike the nearest to the row and the least deep comes first.
func (t *guessTable) rank(i int, c *GuessedColumn) float64 {
	if t.paths == nil {
		return c.Sure
	}
	return c.Sure - 0.02*float64(t.far[i]) - 0.001*float64(len(t.paths[i]))
}

// fills reports whether a column says something where another and those that fill it say nothing, and nothing else elsewhere.
func (t *guessTable) fills(c, other *GuessedColumn) bool {
	some := false
	for _, row := range t.rows {
		said := row[other.Number-1]
		for _, i := range other.also {
			said = cmp.Or(said, row[i])
		}
		switch value := row[c.Number-1]; {
		case value == "" || value == said:
		case said == "":
			some = true
		default:
			return false
		}
	}
	return some
}

// same reports whether two columns that could be one field say the same wherever both say something.
func (t *guessTable) same(a, b int, field string) bool {
	for _, row := range t.rows {
		if a >= len(row) || b >= len(row) || row[a] == "" || row[b] == "" || strings.EqualFold(row[a], row[b]) {
			continue
		}
		if field != "time" || !sameInstant(row[a], row[b]) {
			return false
		}
	}
	return true
}

// sameInstant reports whether two times that state their zones are one.
func sameInstant(a, b string) bool {
	var at [2]time.Time
	for i, text := range []string{a, b} {
		c, err := clock.Text{Serial: true}.Parse([]byte(text))
		if err != nil || c.Zone == "" {
			return false
		}
		if at[i], _, err = clock.NewReader(clock.Text{}, time.UTC, timeline.BasisStated, time.Time{}).Instant(c, nil); err != nil {
			return false
		}
	}
	return at[0].Truncate(time.Second).Equal(at[1].Truncate(time.Second))
}

// fairly is how sure a column has to be of its field for a draft to be read by without somebody's having looked at it.
const fairly = 0.6

// column guesses one column from its heading and its values.
func (d *Draft) column(t *guessTable, i int, values []string) GuessedColumn {
	g := GuessedColumn{Heading: t.headings[i], Number: i + 1}
	if len(values) > 0 {
		g.Example = values[0]
	}
	field := t.field(d.Format.table().aliases, i)
	if field == "" {
		field = t.ofPair(i)
	}
	if t.paths != nil && t.far[i] > 0 && d.Format == FormatPlates && !slices.Contains(sharedFields, field) {
		if field != "" {
			g.Why = "it stands around several records"
		}
		return g
	}
	switch {
	case field == "" && d.Format != FormatPlates:
		return g
	case len(values) == 0:
		if field != "" {
			g.Field, g.Sure, g.Why, g.Named = field, 0.5, "the heading is a known one; the first rows hold no value", true
		}
		return g
	case field == "":
		g.byContent(values)
		return g
	}
	g.Field, g.Sure, g.Why, g.Named = field, 0.8, "the heading is a known one", true
	if test := contentTests[field]; test != nil {
		good := countIf(values, test)
		if key := keyThatFits(values, test); good == 0 && key != "" {
			g.Key, values = key, partsOf(values, key)
			good = countIf(values, test)
		}
		share := float64(good) / float64(len(values))
		g.Sure = 0.3 + 0.65*share
		g.Why = fmt.Sprintf("the heading is a known one, and %d of %d values fit it", good, len(values))
		if share < 0.5 {
			g.Why = fmt.Sprintf("the heading is a known one, but only %d of %d values fit it", good, len(values))
			if t.paths != nil || d.Format.table().aliases[plainHeading(g.Heading)] == "" {
				g.Why = fmt.Sprintf("it is called like %s, but only %d of %d values fit it", field, good, len(values))
				g.Field, g.Sure, g.Named, g.Key = "", 0, false, ""
				return g
			}
		}
	}
	g.measure(values)
	return g
}

// sharedFields are what reads may have in common with what is around them: when, where and by which reader. What is told of the
// whole beside that, such as its own number, is not theirs.
var sharedFields = strings.Fields("time date clock zone lat lon position camera name mobile")

// byContent guesses a column whose heading says nothing.
func (g *GuessedColumn) byContent(values []string) {
	for _, field := range []string{"time", "lat", "lon", "state", "plate"} {
		good := countIf(values, contentTests[field])
		if len(values) >= 3 && good*10 >= len(values)*9 && distinctEnough(field, values) {
			g.Field, g.Sure = field, 0.45
			g.Why = fmt.Sprintf("the heading says nothing, but %d of %d values look like it", good, len(values))
			g.measure(values)
			return
		}
	}
}

// distinctEnough tells columns of codes from columns of states and plates.
func distinctEnough(field string, values []string) bool {
	seen := map[string]bool{}
	for _, v := range values {
		seen[v] = true
	}
	return field != "plate" || len(seen)*4 >= len(values)
}

// measure finds the unit of a field's numbers, or the layout of its times.
func (g *GuessedColumn) measure(values []string) {
	switch g.Field {
	case "confidence":
		if g.Unit = scaleOf(g.Heading); g.Unit == "" {
			g.Unit = confidenceUnit(values)
		}
	case "lat", "lon":
		g.Unit = "degrees"
		if countIf(values, isMicrodegrees)*10 >= len(values)*9 {
			g.Unit = "microdegrees"
		}
	case "time":
		for digits, layout := range map[int]string{10: "seconds", 13: "milliseconds", 16: "microseconds"} {
			if countIf(values, func(s string) bool { return len(s) == digits && onlyDigits(s) }) == len(values) {
				g.Layout = layout
			}
		}
	}
}

// confidenceUnit is the scale that all values are in, "" where some run to 1 and some to 100: each tells its own then.
func confidenceUnit(values []string) string {
	fractions, percents := 0, 0
	for _, v := range values {
		switch n, percent, ok := confidenceOf([]byte(v)); {
		case ok && (percent || n > 1):
			percents++
		case ok && n > 0 && n < 1:
			fractions++
		}
	}
	switch {
	case percents == 0:
		return "fraction"
	case fractions == 0:
		return "percent"
	}
	return ""
}

// contentTests say of a value whether it can be one of a field.
var contentTests = map[string]func(string) bool{
	"time":       func(s string) bool { return parses(s) && len(s) > 5 || clockOnly.MatchString(s) },
	"date":       parses,
	"first":      func(s string) bool { return parses(s) || isOpen(s) },
	"last":       func(s string) bool { return parses(s) || isOpen(s) },
	"lat":        func(s string) bool { return inDegrees(s, 13, 72) || isMicrodegrees(s) },
	"lon":        func(s string) bool { return inDegrees(s, -180, -64) || isMicrodegrees(s) },
	"state":      func(s string) bool { return plateState(s) != "" },
	"plate":      looksLikePlate,
	"mobile":     func(s string) bool { return isMobile([]byte(s)) || fixedReader[plainHeading(s)] },
	"confidence": func(s string) bool { n, _, ok := confidenceOf([]byte(s)); return ok && n <= 100 },
	"zip": func(s string) bool {
		n := len(plainHeading(s))
		return onlyDigits(plainHeading(s)) && (n == 5 || n == 9 || n == 4)
	},
	"ori": func(s string) bool { return looksLikeORI([]byte(strings.ToUpper(s))) },
	"key": func(s string) bool { _, ok := messageKeys()[strings.ToUpper(s)]; return ok },
}

// fixedReader is what is written of a reader that does not move.
var fixedReader = map[string]bool{"fixed": true, "static": true, "stationary": true, "pole": true, "false": true, "f": true, "no": true,
	"n": true, "0": true}

// clockOnly is a time of day beside a date in another column.
var clockOnly = regexp.MustCompile(`^[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?[AaPp][Mm])?$`)

func countIf(values []string, test func(string) bool) (n int) {
	for _, v := range values {
		if test(v) {
			n++
		}
	}
	return n
}

func parses(s string) bool {
	var other *clock.OrderError
	_, err := clock.Text{Serial: true}.Parse([]byte(s))
	return err == nil || errors.As(err, &other)
}

func inDegrees(s string, least, most float64) bool {
	v, decimals, ok := parseDegrees([]byte(s))
	return ok && decimals > 0 && v >= least && v <= most
}

func isMicrodegrees(s string) bool {
	v, decimals, ok := parseDegrees([]byte(s))
	return ok && decimals == 0 && math.Abs(v) >= 13e6 && math.Abs(v) <= 180e6
}

func onlyDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func looksLikePlate(s string) bool {
	n := plate.Normalize(s)
	return len(n) >= 4 && len(n) <= 8 && strings.ContainsAny(n, "0123456789") && len(s) <= 10 && !strings.ContainsAny(s, ".:/") &&
		strings.ContainsAny(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}

// dates says what is known of the order of dates and of the zone.
func (d *Draft) dates(t *guessTable) {
	var texts []string
	utc, stated, total := false, 0, 0
	for _, g := range d.Columns {
		if !d.Format.table().isTime(g.Field) {
			continue
		}
		plain := plainHeading(g.Heading)
		utc = utc || strings.Contains(plain, "utc") || strings.Contains(plain, "gmt")
		for _, row := range t.rows {
			if g.Number <= len(row) && row[g.Number-1] != "" {
				texts = append(texts, row[g.Number-1])
			}
		}
	}
	fits := map[clock.DateOrder]int{}
	numeric := 0
	for _, s := range texts {
		c, err := clock.Text{Serial: true}.Parse([]byte(s))
		var other *clock.OrderError
		switch {
		case errors.As(err, &other):
			fits[clock.DayFirst]++
			numeric++
		case err == nil:
			total++
			if c.Zone != "" {
				stated++
			}
			if c.Numeric {
				numeric++
				if c.Fits != "" {
					fits[c.Fits]++
				}
			}
		}
	}
	m, dd := fits[clock.MonthFirst], fits[clock.DayFirst]
	switch {
	case numeric == 0:
	case m > 0 && dd > 0:
		d.OrderWhy = fmt.Sprintf("%d dates can only be month/day and %d only day/month: ask which it is", m, dd)
	case m > 0:
		d.Order, d.OrderWhy = clock.MonthFirst, fmt.Sprintf("%d dates can only be so, none the other way round", m)
	case dd > 0:
		d.Order, d.OrderWhy = clock.DayFirst, fmt.Sprintf("%d dates can only be so, none the other way round", dd)
	default:
		d.OrderWhy = "no date of the first rows tells: ask, or leave it out to have it found from the whole file"
	}
	switch {
	case utc:
		d.ZoneStated, d.ZoneWhy = true, "a heading states UTC"
	case total > 0 && stated == total:
		d.ZoneStated, d.ZoneWhy = true, "every time states its zone"
	default:
		d.ZoneWhy = "no time states its zone: ask for it and write it here; without it the zone of each place is assumed"
	}
}

// guessText is the beginning of a text file as a table.
func guessText(in Input) (guessTable, error) {
	src, err := openText(in, &notes{})
	if err != nil {
		return guessTable{}, err
	}
	t := guessTable{form: FormTable}
	all := func(c *columns) bool { return len(c.at) >= 2 }
	found := 0
	for _, f := range ProfileFormats() {
		if c, delim, above, ok := findHeadings(src.head, f.table().aliases, all); ok && len(c.at) > found {
			found = len(c.at)
			t.headings, t.delim, t.skip = c.names, delim, above
		}
	}
	r := newRecords(bytes.NewReader(nil), src.head)
	r.buf, r.eof = src.head, true
	for n := 0; len(t.rows) <= guessRows; n++ {
		rec, more := r.next()
		if !more {
			break
		}
		if n == 0 && found == 0 {
			t.delim = sniffDelimiter(rec.text)
		}
		r.delim, r.quotes = t.delim, true
		if rec.cut && n > 0 || found > 0 && n <= t.skip {
			continue
		}
		var row []string
		f := fields{delim: t.delim}
		for _, p := range f.split(rec.text) {
			s, _ := decode(p)
			row = append(row, s)
		}
		if len(row) > maxColumns {
			return t, &InputError{File: in.Name, Reason: fmt.Sprintf("the table has more than %d columns", maxColumns)}
		}
		t.rows = append(t.rows, row)
	}
	if found == 0 && len(t.rows) > 0 {
		t.nameColumns()
	}
	return t, nil
}

// nameColumns takes the first row for headings that are not known, or numbers the columns when it holds values.
func (t *guessTable) nameColumns() {
	first := t.rows[0]
	values := countIf(first, func(s string) bool { return parses(s) || onlyDigits(s) || inDegrees(s, -180, 180) })
	if values == 0 && len(t.rows) > 1 {
		t.headings, t.rows = first, t.rows[1:]
		return
	}
	t.headless = true
	for i := range first {
		t.headings = append(t.headings, fmt.Sprintf("column %d", i+1))
	}
}

// guessSheet is the beginning of a workbook's sheet as a table.
func guessSheet(ctx context.Context, in Input) (guessTable, error) {
	t := guessTable{form: FormTable}
	data, err := io.ReadAll(io.LimitReader(in.Reader, workbook.MaxBytes+1))
	if err != nil {
		return t, fmt.Errorf("%s: read: %w", in.Name, err)
	}
	var fault error
	for _, f := range ProfileFormats() {
		in.Reader = bytes.NewReader(data)
		rows, _, err := openWorkbook(in, f.table().aliases, func(c *columns) bool { return len(c.at) >= 2 }, "headings", &notes{})
		if err != nil {
			fault = err
			continue
		}
		if len(rows.cols.at) <= len(t.headings) && t.headings != nil {
			if err := rows.close(); err != nil {
				return t, err
			}
			continue
		}
		t.headings, t.rows = rows.cols.names, nil
		for len(t.rows) < guessRows {
			r, err := rows.next(ctx)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return t, errors.Join(err, rows.close())
			}
			t.rows = append(t.rows, r.cells)
		}
		if err := rows.close(); err != nil {
			return t, err
		}
	}
	if t.headings == nil {
		return t, fault
	}
	return t, nil
}
