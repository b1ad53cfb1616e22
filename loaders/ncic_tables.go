package loaders

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"sightline/timeline"
)

// Tables are what the readers of NCIC and Nlets messages go by: message keys, field codes, state codes and what is known
// of ORIs by their form. They are data and not code, because published sources do not settle them: an analyst can look
// at them and put rows of their own in their place. Tables are safe for concurrent use.
type Tables struct {
	keys   map[string]messageKey
	codes  map[string]string
	states map[string]ncicState
	oris   []oriRule
	set    codeSet
	rows   map[string][]TableRow
}

// TableRow is a row of a table as the analyst sees it.
type TableRow struct {
	Values []string
	Own    bool // from the analyst's own file
}

// TableInfo describes a table.
type TableInfo struct {
	Name    string   // without ".csv"
	Meaning string   // in a sentence
	Columns []string // the first identifies a row
	Rows    int
	Own     int // rows from the analyst's own file
	// Unconfirmed is how many rows no published source confirms: those whose source is MEM.
	Unconfirmed int
}

// tableKind is a table there is.
type tableKind struct {
	name, meaning string
	columns       []string
	check         func(row []string) error // what is wrong with a row
}

// tableKinds are the tables there are, in the order in which they are listed.
var tableKinds = []tableKind{
	{"message_keys", "What each message key means and whether it can be an encounter.",
		[]string{"key", "category", "purpose", "meaning", "source"}, checkMessageKey},
	{"field_codes", "The codes that begin a field in CODE/VALUE text.", []string{"code", "meaning", "source"}, checkFieldCode},
	{"states", "NCIC's state and country codes, with the postal code where there is one.", []string{"code", "usps", "name"}, checkState},
	{"ori_rules", "What the form of an ORI tells: which are no place, and of what kind an agency is. ? is one character, * any more.",
		[]string{"pattern", "effect", "meaning", "source"}, checkORIRule},
}

// shippedTables are the tables without any of the analyst's own rows. A test reads them, so none that ships panics.
var shippedTables = sync.OnceValue(func() *Tables {
	t, err := OpenTables(nil)
	if err != nil {
		panic(fmt.Sprintf("loaders: embedded tables: %v", err))
	}
	return t
})

// OpenTables returns the shipped tables with the rows of own put over them; own may be nil or empty. A file of own has
// the name and headings of the table it changes. A row with a new first column is added, one with a known first column
// takes its place, and one whose second column is "-" takes it away. Anything that is not understood is an error with
// file and line: a mistyped row must not pass for none.
func OpenTables(own fs.FS) (*Tables, error) {
	t := &Tables{rows: map[string][]TableRow{}}
	if err := onlyTables(own); err != nil {
		return nil, err
	}
	for _, kind := range tableKinds {
		data, err := tableFiles.ReadFile("tables/" + kind.name + ".csv")
		if err != nil {
			return nil, fmt.Errorf("shipped table %s: %w", kind.name, err)
		}
		if err := t.read(kind, data, false); err != nil {
			return nil, err
		}
		if own == nil {
			continue
		}
		data, err = fs.ReadFile(own, kind.name+".csv")
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read table %s: %w", kind.name, err)
		}
		if err := t.read(kind, data, true); err != nil {
			return nil, err
		}
	}
	t.index()
	return t, nil
}

// tables are the tables in use.
func (o *Options) tables() *Tables {
	if o.Tables == nil {
		return shippedTables()
	}
	return o.Tables
}

// onlyTables refuses a folder with files that are no tables: a table by a mistyped name would have no effect.
func onlyTables(own fs.FS) error {
	if own == nil {
		return nil
	}
	files, err := fs.ReadDir(own, ".")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the folder of tables: %w", err)
	}
	var names []string
	for _, kind := range tableKinds {
		names = append(names, kind.name+".csv")
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), ".") && !slices.Contains(names, f.Name()) {
			return fmt.Errorf("%s is no table: the tables are %s", f.Name(), strings.Join(names, ", "))
		}
	}
	return nil
}

// maxTable is the largest table, in bytes.
const maxTable = 4 << 20

// read puts the rows of a table over those there are.
func (t *Tables) read(kind tableKind, data []byte, own bool) error {
	name := kind.name
	if len(data) > maxTable {
		return fmt.Errorf("%s.csv: is larger than %d MiB", name, maxTable>>20)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord = len(kind.columns)
	rows, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("%s.csv: %w", name, err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], kind.columns) {
		return fmt.Errorf("%s.csv: line 1: the headings must be %s", name, strings.Join(kind.columns, ","))
	}
	seen := map[string]bool{}
	for i, row := range rows[1:] {
		if seen[row[0]] {
			return fmt.Errorf("%s.csv: row %d: %q is there twice", name, i+2, row[0])
		}
		seen[row[0]] = true
		remove := own && row[1] == "-"
		if !remove {
			if err := kind.check(row); err != nil {
				return fmt.Errorf("%s.csv: row %d: %w", name, i+2, err)
			}
		}
		t.put(name, row, own, remove)
	}
	return nil
}

// put adds a row, puts it in the place of the one it names, or takes that away.
func (t *Tables) put(name string, row []string, own, remove bool) {
	at := slices.IndexFunc(t.rows[name], func(r TableRow) bool { return own && r.Values[0] == row[0] })
	switch {
	case remove && at >= 0:
		t.rows[name] = slices.Delete(t.rows[name], at, at+1)
	case remove:
	case at >= 0:
		t.rows[name][at] = TableRow{row, own}
	case own && name == "ori_rules": // the first rule that fits counts
		t.rows[name] = append([]TableRow{{row, own}}, t.rows[name]...)
	default:
		t.rows[name] = append(t.rows[name], TableRow{row, own})
	}
}

// index makes the rows quick to look up.
func (t *Tables) index() {
	t.keys, t.codes, t.states = map[string]messageKey{}, map[string]string{}, map[string]ncicState{}
	for _, r := range t.rows["message_keys"] {
		v := r.Values
		t.keys[v[0]] = messageKey{standing: standings[v[1]], purpose: v[2] == "yes", meaning: v[3], source: v[4]}
	}
	for _, r := range t.rows["field_codes"] {
		t.codes[r.Values[0]] = r.Values[1]
		t.set.add(r.Values[0])
	}
	for _, r := range t.rows["states"] {
		t.states[r.Values[0]] = ncicState{usps: r.Values[1], name: r.Values[2]}
	}
	for _, r := range t.rows["ori_rules"] {
		t.oris = append(t.oris, oriRule{pattern: r.Values[0], generic: r.Values[1] == "generic", meaning: r.Values[2]})
	}
}

// List describes the tables.
func (t *Tables) List() []TableInfo {
	var all []TableInfo
	for _, kind := range tableKinds {
		info := TableInfo{Name: kind.name, Meaning: kind.meaning, Columns: slices.Clone(kind.columns)}
		for _, r := range t.rows[kind.name] {
			info.Rows++
			if r.Own {
				info.Own++
			}
			if at := slices.Index(kind.columns, "source"); at >= 0 && r.Values[at] == "MEM" {
				info.Unconfirmed++
			}
		}
		all = append(all, info)
	}
	return all
}

// Show returns a table's headings and rows; ok is false when there is no such table.
func (t *Tables) Show(name string) (columns []string, rows []TableRow, ok bool) {
	for _, kind := range tableKinds {
		if kind.name == name {
			return slices.Clone(kind.columns), slices.Clone(t.rows[name]), true
		}
	}
	return nil, nil, false
}

// standings are the categories of message keys: what events with the key mean for whereabouts.
var standings = map[string]timeline.Standing{
	"encounter": timeline.Counts, "administrative": timeline.Administrative, "entry": timeline.EntryOnly,
	"non-criminal": timeline.NonCriminal,
}

func checkMessageKey(row []string) error {
	_, known := standings[row[1]]
	switch {
	case !isCode(row[0], 1, 5):
		return fmt.Errorf("the key %q is not one to five capital letters", row[0])
	case !known:
		return fmt.Errorf("the category %q is none of %s", row[1], strings.Join(slices.Sorted(maps.Keys(standings)), ", "))
	case row[2] != "" && row[2] != "yes":
		return fmt.Errorf("the purpose %q is neither empty nor yes", row[2])
	case row[3] == "":
		return errors.New("the meaning is missing")
	}
	return checkSource(row[4])
}

func checkFieldCode(row []string) error {
	switch {
	case !isCode(row[0], 2, 4):
		return fmt.Errorf("the code %q is not two to four capital letters", row[0])
	case row[1] == "":
		return errors.New("the meaning is missing")
	}
	return checkSource(row[2])
}

func checkState(row []string) error {
	switch {
	case !isCode(row[0], 2, 2):
		return fmt.Errorf("the code %q is not two capital letters", row[0])
	case row[1] != "" && !isCode(row[1], 2, 2):
		return fmt.Errorf("the postal code %q is not two capital letters", row[1])
	case row[2] == "":
		return errors.New("the name is missing")
	}
	return nil
}

func checkORIRule(row []string) error {
	plain := strings.TrimSuffix(row[0], "*")
	switch {
	case len(plain) < 2 || len(plain) > 9 || len(plain) < 9 && plain == row[0]:
		return fmt.Errorf("the pattern %q is not nine characters, or fewer with * at the end", row[0])
	case strings.Trim(plain, "?ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "":
		return fmt.Errorf("the pattern %q holds other than capital letters, digits and ?", row[0])
	case row[1] != "generic" && row[1] != "kind":
		return fmt.Errorf("the effect %q is neither generic nor kind", row[1])
	case row[2] == "":
		return errors.New("the meaning is missing")
	}
	return checkSource(row[3])
}

// checkSource holds the source of a row to the three there are: found in a published source, from experience and not
// confirmed, or put there by the analyst.
func checkSource(source string) error {
	if source != "READ" && source != "MEM" && source != "OWN" {
		return fmt.Errorf("the source %q is none of READ, MEM, OWN", source)
	}
	return nil
}

func isCode(s string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
