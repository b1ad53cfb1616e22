package loaders

import (
	"slices"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// FormatName names a format in commands, profiles and the database. It is never renamed.
type FormatName string

const (
	FormatNCIC      FormatName = "ncic"
	FormatPlates    FormatName = "plates"
	FormatAddresses FormatName = "addresses"
	FormatNlets     FormatName = "nlets"
	FormatRapSheet  FormatName = "rapsheet"
)

// Format is what is known of the files of one format.
type Format struct {
	Name  FormatName
	Holds string              // what such a file holds, in words
	Kinds []timeline.KindName // of the events that it may tell of
	// Handling holds for everything in such a file: its events, its raw text and its rejects.
	Handling []timeline.Handling
	table    *tableFormat   // nil: it is no table
	kind     *timeline.Kind // whose fields its rows have; nil: the format has a syntax of its own
}

// tableFormat is what a format asks of a table.
type tableFormat struct {
	aliases   aliases
	fields    []string            // all that there are, with those that have no headings
	fit       func(*columns) bool // whether the columns are enough
	wants     string              // what they have to be, in words
	full      []string            // columns that leave no doubt of the format
	times     [][]string          // fields that tell time: those of one time together, in the order in which they are joined
	documents bool                // it is read from JSON and XML too
}

// isTime reports whether a field tells time.
func (t *tableFormat) isTime(field string) bool {
	return slices.ContainsFunc(t.times, func(group []string) bool { return slices.Contains(group, field) })
}

// Formats are all formats, in the order in which they are offered: those of a syntax of their own, then a table for each other kind
// whose fields have headings.
func Formats() []Format {
	messages := []timeline.KindName{kinds.Inquiry, kinds.Entry}
	all := []Format{
		{
			Name: FormatNCIC, Holds: "NCIC offline history, as CODE/VALUE text or a table", Kinds: messages,
			table: &tableFormat{
				aliases: ncicAliases(), fields: ncicAliases().fields(), fit: ncicColumns, wants: ncicWants, full: []string{"key", "ori"},
				times: [][]string{{"time", "date", "clock", "zone"}},
			},
		},
		{Name: FormatNlets, Holds: "messages of the interstate network and results of its message log", Kinds: messages},
		{
			Name: FormatRapSheet, Holds: "rap sheets, as text or the standard XML",
			Kinds: []timeline.KindName{kinds.Arrest, kinds.Court, kinds.Custody, kinds.Address}, Handling: []timeline.Handling{timeline.CriminalHistory},
		},
		{
			Name: FormatPlates, Holds: "licence-plate reads, as a table, JSON or XML", Kinds: []timeline.KindName{timeline.KindRead},
			table: &tableFormat{
				aliases: kindAliases()[timeline.KindRead], fields: kindAliases()[timeline.KindRead].fields(), fit: plateColumns,
				wants: plateWants,
				full:  []string{"plate", "time", "lat", "lon"}, times: [][]string{{"date", "time", "clock", "zone"}}, documents: true,
			},
		},
	}
	own := len(all)
	for _, k := range kinds.All() {
		read := slices.ContainsFunc(all[:own], func(f Format) bool { return f.table != nil && slices.Contains(f.Kinds, k.Name) })
		if a := kindAliases()[k.Name]; !read && len(a) > 0 {
			all = append(all, kindFormat(k, a))
		}
	}
	return all
}

// kindFormat is the format of tables of a kind.
func kindFormat(k timeline.Kind, a aliases) Format {
	name := FormatName("table:" + k.Name)
	if k.Name == kinds.Address {
		name = FormatAddresses // as it was before other kinds were read from tables
	}
	return Format{
		Name: name, Holds: k.Many + ", as a table, JSON or XML", Kinds: []timeline.KindName{k.Name}, Handling: k.Handling,
		table: kindTable(&k, a), kind: &k,
	}
}

// FormatNames are the names of all formats, in their order.
func FormatNames() []FormatName { return namesOf(func(Format) bool { return true }) }

// ProfileFormats are the formats of tables, whose columns a profile can name.
func ProfileFormats() []FormatName { return namesOf(func(f Format) bool { return f.table != nil }) }

func namesOf(holds func(Format) bool) []FormatName {
	var names []FormatName
	for _, f := range Formats() {
		if holds(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// FormatOf returns the format of a name; ok is false where there is none.
func FormatOf(name FormatName) (f Format, ok bool) {
	all := Formats()
	if i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name }); i >= 0 {
		return all[i], true
	}
	return Format{}, false
}

// table is what the format asks of a table, nil where it is none.
func (n FormatName) table() *tableFormat {
	f, _ := FormatOf(n)
	return f.table
}

// Loader names the loader of a format and its version, as it is kept with a load.
func (n FormatName) Loader() string { return string(n) + "/" + Version }
