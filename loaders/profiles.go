package loaders

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed profiles/*.toml
var profileFiles embed.FS

// ShippedProfiles are the profiles that come with the program, in the order of their names.
var ShippedProfiles = sync.OnceValue(func() []*Profile {
	names, err := fs.Glob(profileFiles, "profiles/*.toml")
	if err != nil {
		panic(fmt.Sprintf("loaders: embedded profiles: %v", err))
	}
	var all []*Profile
	for _, name := range names {
		text, err := profileFiles.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("loaders: embedded profiles: %v", err))
		}
		p, err := ParseProfile(strings.TrimPrefix(name, "profiles/"), text)
		if err != nil {
			panic(fmt.Sprintf("loaders: embedded profiles: %v", err)) // a test reads all of them, so none that ships
		}
		p.Shipped = true
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *Profile) int { return strings.Compare(a.Name, b.Name) })
	return all
})

// ShippedProfile returns the shipped profile of a name, nil when there is none.
func ShippedProfile(name string) *Profile {
	for _, p := range ShippedProfiles() {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// ShippedProfileText is the text of a shipped profile.
func ShippedProfileText(name string) ([]byte, bool) {
	text, err := profileFiles.ReadFile("profiles/" + name + ".toml")
	return text, err == nil
}

// recognized returns the shipped profile for plate reads that a file's first bytes show, nil when they show none. Only
// verified profiles are recognised: to use another one is the analyst's decision.
func recognized(head []byte) *Profile {
	if m := readMend(head); m != nil {
		return ShippedProfile(m.profile)
	}
	form := formOf(head)
	var found func(want []string) bool
	switch form {
	case FormJSON:
		keys := jsonKeys(head)
		found = func(want []string) bool {
			return allOf(want, func(w string) bool { return slices.ContainsFunc(keys, func(k jsonKey) bool { return k.name == w }) })
		}
	case FormXML:
		names := map[string]bool{}
		xmlNames(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")),
			func(name string, _ int, _ string) bool { names[name] = true; return len(names) < maxColumns })
		found = func(want []string) bool { return allOf(want, func(w string) bool { return names[w] }) }
	case FormTable:
		rows := firstRows(head)
		found = func(want []string) bool {
			return slices.ContainsFunc(rows, func(row map[string]bool) bool { return allOf(want, func(w string) bool { return row[w] }) })
		}
	default:
		return nil
	}
	for _, p := range ShippedProfiles() {
		if p.Verified && p.Form == form && p.Format == FormatPlates && len(p.detect) > 0 && found(p.detect) {
			return p
		}
	}
	return nil
}

func allOf(want []string, has func(string) bool) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !has(w) })
}

// firstRows are the first rows of a table, each as the set of its texts.
func firstRows(head []byte) []map[string]bool {
	r := newRecords(bytes.NewReader(nil), head)
	r.buf, r.eof = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), true
	var rows []map[string]bool
	for range headingRows {
		rec, more := r.next()
		if !more {
			break
		}
		f := fields{delim: sniffDelimiter(rec.text)}
		row := map[string]bool{}
		for _, part := range f.split(rec.text) {
			s, _ := decode(part)
			row[s] = true
		}
		rows = append(rows, row)
	}
	return rows
}
