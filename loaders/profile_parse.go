package loaders

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"sightline/timeline/clock"
)

// maxProfile is the longest profile, in bytes.
const maxProfile = 64 << 10

// ProfileError says what is wrong in a profile.
type ProfileError struct {
	File   string
	Line   int // 0 when it is the whole profile
	Reason string
}

func (e *ProfileError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("profile %s: line %d: %s", e.File, e.Line, e.Reason)
	}
	return fmt.Sprintf("profile %s: %s", e.File, e.Reason)
}

// profileText is a profile as its file has it.
type profileText struct {
	Sightline int    `toml:"sightline"`
	Name      string `toml:"name"`
	Title     string `toml:"title"`
	Version   int    `toml:"version"`
	Format    string `toml:"format"`
	Form      string `toml:"form"`
	Verified  bool   `toml:"verified"`
	Source    string `toml:"source"`
	Note      string `toml:"note"`
	Table     struct {
		Delimiter string `toml:"delimiter"`
		Encoding  string `toml:"encoding"`
		Headings  *bool  `toml:"headings"`
		Skip      *int   `toml:"skip"`
	} `toml:"table"`
	Document struct {
		Record string `toml:"record"`
	} `toml:"document"`
	Time struct {
		Zone   string `toml:"zone"`
		Order  string `toml:"order"`
		Layout string `toml:"layout"`
	} `toml:"time"`
	Bursts struct {
		Window string `toml:"window"`
	} `toml:"bursts"`
	Columns   map[string]any    `toml:"columns"`
	Constants map[string]string `toml:"constants"`
	Detect    []string          `toml:"detect"`
}

// profileParser turns the text of a profile into a Profile.
type profileParser struct {
	file  string
	text  []byte
	raw   profileText
	out   *Profile
	forms map[string]string // layout of each column that has one
	zones map[string]string // zone of each column that has one
}

// ParseProfile reads a profile. Nothing in it is passed over: an unknown key, a field that the format does not have or a
// value of the wrong kind is a *ProfileError with its line.
func ParseProfile(file string, text []byte) (*Profile, error) {
	p := &profileParser{file: file, text: text, out: &Profile{Digest: digest(text)}, forms: map[string]string{}, zones: map[string]string{}}
	if len(text) > maxProfile {
		return nil, &ProfileError{File: file, Reason: fmt.Sprintf("it is longer than %d KiB", maxProfile>>10)}
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	meta, err := toml.Decode(string(text), &p.raw)
	if err != nil {
		return nil, p.syntax(err)
	}
	for _, key := range meta.Undecoded() {
		if len(key) > 2 && key[0] == "columns" {
			continue // the settings of a column are looked at one by one
		}
		return nil, p.fault(key, fmt.Sprintf("%q is no setting of a profile", key.String()))
	}
	for _, step := range []func() error{p.head, p.tableForm, p.columns, p.documentForm, p.constants, p.times, p.bursts, p.enough} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return p.out, nil
}

// syntax puts an error of the TOML reader into words.
func (p *profileParser) syntax(err error) error {
	var at toml.ParseError
	if errors.As(err, &at) {
		return &ProfileError{File: p.file, Line: at.Position.Line, Reason: "it is not TOML here: " + at.Message}
	}
	return &ProfileError{File: p.file, Reason: strings.TrimPrefix(err.Error(), "toml: ")}
}

// fault is an error at the line of a key.
func (p *profileParser) fault(key []string, reason string) error {
	return &ProfileError{File: p.file, Line: lineOfKey(p.text, key), Reason: reason}
}

// lineOfKey finds the line of a key such as columns.time, 0 when it cannot be found.
func lineOfKey(text []byte, key []string) int {
	section, n := "", 0
	for line := range bytes.Lines(text) {
		n++
		s := strings.TrimSpace(string(line))
		if strings.HasPrefix(s, "[") {
			section = strings.Trim(s, "[] \t")
			if section == strings.Join(key, ".") {
				return n
			}
			continue
		}
		name, _, ok := strings.Cut(s, "=")
		if !ok {
			continue
		}
		name = strings.Trim(strings.TrimSpace(name), `"'`)
		if section != "" {
			name = section + "." + name
		}
		if full := strings.Join(key, "."); name == full || len(key) > 2 && name == strings.Join(key[:2], ".") {
			return n
		}
	}
	return 0
}

var profileName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// head reads what the profile is.
func (p *profileParser) head() error {
	r, out := &p.raw, p.out
	out.Name, out.Title, out.Version, out.Verified, out.Source, out.Note = r.Name, r.Title, r.Version, r.Verified, r.Source, r.Note
	out.Format, out.Form, out.detect = FormatName(r.Format), Form(r.Form), r.Detect
	if out.Form == "" {
		out.Form = FormTable
	}
	switch {
	case r.Sightline == 0:
		return &ProfileError{File: p.file,
			Reason: fmt.Sprintf("it does not say which version of the profile language it uses: write sightline = %d as its first line",
				ProfileVersion)}
	case r.Sightline != ProfileVersion:
		return p.fault([]string{"sightline"}, fmt.Sprintf("it uses version %d of the profile language; this program knows version %d",
			r.Sightline, ProfileVersion))
	case !profileName.MatchString(r.Name):
		return p.fault([]string{"name"}, fmt.Sprintf("name %q: use up to 40 lower-case letters, digits and hyphens", r.Name))
	case r.Version < 1:
		return p.fault([]string{"version"}, "version must be 1 or more; count it up when you change the profile")
	case out.Format.table() == nil:
		return p.fault([]string{"format"}, fmt.Sprintf("format %q: choose one of %s", r.Format, wordList(ProfileFormats())))
	case !slices.Contains([]Form{FormTable, FormFixed, FormJSON, FormXML}, out.Form):
		return p.fault([]string{"form"}, fmt.Sprintf("form %q: choose table, fixed, json or xml", r.Form))
	case (out.Form == FormJSON || out.Form == FormXML) && !out.Format.table().documents:
		return p.fault([]string{"form"}, fmt.Sprintf("form %s is not read for %s", out.Form, out.Format))
	case r.Verified && r.Source == "":
		return p.fault([]string{"verified"}, "a verified profile must name the source its layout was read in")
	}
	return nil
}

func wordList[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}

// tableForm reads how the text is cut.
func (p *profileParser) tableForm() error {
	t, out := p.raw.Table, &p.out.table
	*out = tableForm{headings: p.out.Form == FormTable, skip: -1, encoding: t.Encoding}
	if t.Headings != nil {
		out.headings = *t.Headings
	}
	if t.Skip != nil {
		out.skip = *t.Skip
	}
	if !out.headings && out.skip < 0 {
		out.skip = 0
	}
	switch {
	case p.out.Form == FormTable:
	case t.Delimiter != "":
		return p.fault([]string{"table", "delimiter"}, fmt.Sprintf("form %s has no delimiter", p.out.Form))
	case out.headings:
		return p.fault([]string{"table", "headings"}, fmt.Sprintf("form %s has no headings; pass over lines with skip", p.out.Form))
	}
	if out.skip > headingRows || t.Skip != nil && out.skip < 0 {
		return p.fault([]string{"table", "skip"}, fmt.Sprintf("skip must be 0 to %d lines", headingRows))
	}
	switch d := t.Delimiter; {
	case len(d) > 1 || d != "" && strings.ContainsAny(d, "\"\r\n"):
		return p.fault([]string{"table", "delimiter"},
			fmt.Sprintf("delimiter %q: write one character, such as \",\", \";\", \"|\" or \"\\t\"", d))
	case d != "":
		out.delimiter = d[0]
	}
	if _, ok := encodings[t.Encoding]; !ok && t.Encoding != "" {
		return p.fault([]string{"table", "encoding"},
			fmt.Sprintf("encoding %q: choose one of %s", t.Encoding, strings.Join(slices.Sorted(maps.Keys(encodings)), ", ")))
	}
	return nil
}

// constants reads the fields that are the same for every record.
func (p *profileParser) constants() error {
	for _, field := range slices.Sorted(maps.Keys(p.raw.Constants)) {
		key, value := []string{"constants", field}, strings.TrimSpace(p.raw.Constants[field])
		switch {
		case !knownField(p.out.Format, field):
			return p.fault(key, p.noField(field))
		case p.out.column(field) != nil:
			return p.fault(key, fmt.Sprintf("%s has a column and a constant: keep one", field))
		case value == "" || strings.ContainsAny(value, "\r\n\x00"):
			return p.fault(key, fmt.Sprintf("%s must be a text of one line", field))
		}
		p.out.constants = append(p.out.constants, profileConstant{field, value})
	}
	return nil
}

// bursts reads how far apart reads of one plate by one reader are one passing.
func (p *profileParser) bursts() error {
	text := p.raw.Bursts.Window
	if text == "" {
		return nil
	}
	window, err := time.ParseDuration(text)
	switch key := []string{"bursts", "window"}; {
	case p.out.Format != FormatPlates:
		return p.fault(key, "bursts are of plate reads; files of "+string(p.out.Format)+" have none")
	case err != nil || window < time.Second || window > time.Hour || window%time.Second != 0:
		return p.fault(key, fmt.Sprintf("%q is not a whole number of seconds from 1s to 1h, such as 30s or 2m", text))
	}
	p.out.burst = window
	return nil
}

// times reads zone, order and layout of times, of the file and of single columns.
func (p *profileParser) times() error {
	t := p.raw.Time
	zone, at := t.Zone, []string{"time", "zone"}
	for _, field := range slices.Sorted(maps.Keys(p.zones)) {
		if zone != "" && zone != p.zones[field] {
			return p.fault([]string{"columns", field},
				fmt.Sprintf("the zones %s and %s are named for times that are read together: name one", zone, p.zones[field]))
		}
		zone, at = p.zones[field], []string{"columns", field}
	}
	if zone != "" {
		loc, err := time.LoadLocation(zone)
		if err != nil || zone == "Local" {
			return p.fault(at, fmt.Sprintf("%q is not a time zone; write an IANA name such as America/Chicago, or UTC", zone))
		}
		p.out.zone = loc
	}
	switch p.out.order = clock.DateOrder(t.Order); p.out.order {
	case "", clock.MonthFirst, clock.DayFirst:
	default:
		return p.fault([]string{"time", "order"}, fmt.Sprintf("order %q: choose %s or %s", t.Order, clock.MonthFirst, clock.DayFirst))
	}
	return p.layouts()
}

// layouts joins the layouts of the columns in the order in which their texts are joined.
func (p *profileParser) layouts() error {
	pattern, at := p.raw.Time.Layout, []string{"time", "layout"}
	if pattern != "" && len(p.forms) > 0 {
		return p.fault(at, "layouts stand under [time] and with columns: keep one")
	}
	for _, group := range p.out.Format.table().times {
		joined, last, err := p.joinLayouts(group)
		if err != nil {
			return err
		}
		if joined != "" && pattern != "" && joined != pattern {
			return p.fault(last, "the times of a record are read by one layout: write it under [time]")
		}
		if joined != "" {
			pattern, at = joined, last
		}
	}
	if pattern == "" {
		return nil
	}
	layout, err := clock.ParseLayout(pattern)
	if err != nil {
		return p.fault(at, fmt.Sprintf("the layout %q %v", pattern, err))
	}
	p.out.layout = layout
	return nil
}

// joinLayouts joins the layouts of the columns of one time; "" where they have none. at is the last of them.
func (p *profileParser) joinLayouts(group []string) (joined string, at []string, err error) {
	if !slices.ContainsFunc(group, func(field string) bool { return p.forms[field] != "" }) {
		return "", nil, nil
	}
	var parts []string
	for _, field := range group {
		if p.out.column(field) == nil && !p.isConstant(field) {
			continue
		}
		form := p.forms[field]
		if form == "" && field == "zone" {
			form = "z"
		}
		if form == "" {
			return "", nil, p.fault([]string{"columns", field},
				fmt.Sprintf("%s has no layout, and the times it is read with have one: give both", field))
		}
		at = []string{"columns", field}
		parts = append(parts, form)
	}
	return strings.Join(parts, " "), at, nil
}

func (p *profileParser) isConstant(field string) bool {
	return p.raw.Constants[field] != ""
}

// enough asks whether the profile maps what its format needs.
func (p *profileParser) enough() error {
	c := columns{at: map[string]int{}}
	for i, field := range p.out.Fields() {
		c.at[field] = i
		c.names = append(c.names, field)
	}
	table := p.out.Format.table()
	if len(c.at) == 0 || !table.fit(&c) {
		return p.fault([]string{"columns"}, fmt.Sprintf("%s need %s", p.out.Format, table.wants))
	}
	return nil
}

// knownField reports whether a format has a field.
func knownField(f FormatName, field string) bool {
	return slices.Contains(fieldsOf(f), field)
}

// fieldsOf lists the fields of a format.
func fieldsOf(f FormatName) []string { return f.table().fields }

func (p *profileParser) noField(field string) string {
	return fmt.Sprintf("%s has no field %q; its fields are %s", p.out.Format, field, strings.Join(fieldsOf(p.out.Format), ", "))
}
