package report

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"sightline/timeline/analysis"
)

// PlanVersion is the version of plans that this program reads.
const PlanVersion = 1

// Plan says what a report holds, in which order, and what the analyst says in it. The zero Plan is the usual one.
type Plan struct {
	Version   int              `toml:"version"`
	Cover     PlannedCover     `toml:"cover"`
	Sections  []PlannedSection `toml:"section"`
	Without   []LeftOut        `toml:"without"`
	Maps      Division         `toml:"maps"`
	Timelines Division         `toml:"timelines"`
}

// PlannedCover is what the cover tells of the request. What the command line says comes before it.
type PlannedCover struct {
	RequestedBy string `toml:"requested_by"`
	RFI         string `toml:"rfi"`
	Handling    string `toml:"handling"`
}

// PlannedSection is one section, with the analyst's own words below its heading.
type PlannedSection struct {
	Name string `toml:"name"`
	Note string `toml:"note"` // empty lines part its paragraphs; "" for none
	By   string `toml:"by"`   // who says it, "" for whoever makes the report
}

// LeftOut is a section that the analyst leaves out.
type LeftOut struct {
	Section string `toml:"section"`
	Because string `toml:"because"`
}

// Division says by what the maps or timelines after the one of everything are made, and how many at most.
type Division struct {
	By   string `toml:"by"`   // see mapDivisions and timelineDivisions; "" stands for "auto"
	Most int    `toml:"most"` // 0 stands for usualParts
}

const (
	usualParts = 4  // maps or timelines after the one of everything
	mostParts  = 24 // that can be asked for
	mostNote   = 10_000
	mostPlan   = 1 << 20 // bytes
)

// What maps and timelines can be divided by: places close together, months, quarters, years, or rounds of the likeliest
// circuit.
func mapDivisions() []string {
	return []string{"auto", "place", "month", "quarter", "year", "round", "none"}
}

func timelineDivisions() []string {
	return []string{"auto", "month", "quarter", "year", "round", "none"}
}

// ParsePlan reads a plan written as TOML. Its error tells every fault.
func ParsePlan(text []byte) (Plan, error) {
	var p Plan
	if len(text) > mostPlan {
		return p, fmt.Errorf("read plan: it has more than %d bytes", mostPlan)
	}
	meta, err := toml.NewDecoder(bytes.NewReader(text)).Decode(&p)
	if err != nil {
		var at toml.ParseError
		if errors.As(err, &at) {
			return p, fmt.Errorf("read plan: line %d: %s", at.Position.Line, at.Message)
		}
		return p, fmt.Errorf("read plan: %w", err)
	}
	var faults []string
	for _, key := range meta.Undecoded() {
		faults = append(faults, fmt.Sprintf("there is no %q", key.String()))
	}
	if !meta.IsDefined("version") {
		faults = append(faults, fmt.Sprintf("version = %d is missing", PlanVersion))
	}
	if len(p.Sections) == 0 { // the usual ones but those left out
		for _, s := range usualPlan(allSections(analysis.Detectors())).Sections {
			if !slices.ContainsFunc(p.Without, func(l LeftOut) bool { return l.Section == s.Name }) {
				p.Sections = append(p.Sections, s)
			}
		}
	}
	if err := p.check(allSections(analysis.Detectors()), faults); err != nil {
		return p, fmt.Errorf("read plan: %w", err)
	}
	return p, nil
}

// ChoosePlan returns the usual plan with only some sections, in their order, or without some. What is left out is left
// out for the reason given, which is needed.
func ChoosePlan(sections, without []string, because string) (Plan, error) {
	p := usualPlan(allSections(analysis.Detectors()))
	if len(sections) > 0 {
		p.Sections = nil
		for _, name := range sections {
			p.Sections = append(p.Sections, PlannedSection{Name: name})
		}
		for _, s := range allSections(analysis.Detectors()) {
			if !slices.Contains(sections, s.name) && !slices.Contains(without, s.name) {
				without = append(without[:len(without):len(without)], s.name)
			}
		}
	}
	for _, name := range without {
		p.Without = append(p.Without, LeftOut{name, because})
		if len(sections) == 0 {
			p.Sections = slices.DeleteFunc(p.Sections, func(s PlannedSection) bool { return s.Name == name })
		}
	}
	return p, p.check(allSections(analysis.Detectors()), nil)
}

func usualPlan(all []section) Plan {
	p := Plan{Version: PlanVersion}
	for _, s := range all {
		p.Sections = append(p.Sections, PlannedSection{Name: s.name})
	}
	return p
}

// check returns all that is wrong with a plan for some sections, after faults found before.
func (p Plan) check(all []section, faults []string) error {
	fault := func(format string, a ...any) { faults = append(faults, fmt.Sprintf(format, a...)) }
	if p.Version != PlanVersion && p.Version != 0 {
		fault("version %d is not known; this program reads version %d", p.Version, PlanVersion)
	}
	names, fixed := []string{}, map[string]bool{}
	for _, s := range all {
		names, fixed[s.name] = append(names, s.name), s.fixed
	}
	seen := map[string]bool{}
	meet := func(name string) {
		_, known := fixed[name]
		switch {
		case !known:
			fault("there is no section %q; there are %s", name, strings.Join(names, ", "))
		case seen[name]:
			fault("section %q is named twice", name)
		}
		seen[name] = true
	}
	for _, s := range p.Sections {
		meet(s.Name)
		if utf8.RuneCountInString(s.Note) > mostNote {
			fault("the note on %q has more than %d characters", s.Name, mostNote)
		}
	}
	for _, l := range p.Without {
		meet(l.Section)
		switch {
		case fixed[l.Section]:
			fault("section %q cannot be left out: it says what the report rests on and what is not in it", l.Section)
		case strings.TrimSpace(l.Because) == "":
			fault("say why section %q is left out", l.Section)
		}
	}
	if len(p.Sections)+len(p.Without) > 0 {
		for _, name := range names {
			if !seen[name] {
				fault("section %q is neither wanted nor left out with a reason", name)
			}
		}
	}
	faults = append(faults, p.Maps.check("maps", mapDivisions())...)
	faults = append(faults, p.Timelines.check("timelines", timelineDivisions())...)
	if len(faults) > 0 {
		return errors.New(strings.Join(faults, "; "))
	}
	return nil
}

func (d Division) check(of string, by []string) (faults []string) {
	if d.By != "" && !slices.Contains(by, d.By) {
		faults = append(faults, fmt.Sprintf("%s can be by %s, not by %q", of, strings.Join(by, ", "), d.By))
	}
	if d.Most < 0 || d.Most > mostParts {
		faults = append(faults, fmt.Sprintf("%s can be 1 to %d, not %d", of, mostParts, d.Most))
	}
	return faults
}

// most is how many parts there may be.
func (d Division) most() int {
	if d.Most == 0 {
		return usualParts
	}
	return d.Most
}

// PlanText is the usual plan as a file to be changed, with what can be changed.
func PlanText() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# What a report holds, in which order, and what the analyst says in it.
# Use it with: sightline report --plan plan.toml …

version = %d

[cover]                  # the flags --requested-by, --rfi and --handling come before these
requested_by = ""        # the agency that asked
rfi = ""                 # number of its request for information
handling = ""            # caveat at the head of every page; "" for the usual one

[maps]                   # after the map of everything
by = "auto"              # %s
most = %d                 # at most so many, up to %d

[timelines]              # after the timeline of everything
by = "auto"              # %s
most = %d

# The sections, in their order; move them as you like. A note is set below the heading, with the name of whoever says it
# (by = "…", else whoever makes the report). Empty lines part its paragraphs.
#
# To leave a section out, take it from the list and say why; the report tells it. Without any [[section]] the usual ones
# stay, but those left out:
#
# [[without]]
# section = "circuits"
# because = "too few sightings to tell rounds from chance"

`, PlanVersion, choices(mapDivisions()), usualParts, mostParts, choices(timelineDivisions()), usualParts)
	for _, s := range allSections(analysis.Detectors()) {
		must := ""
		if s.fixed {
			must = "; cannot be left out"
		}
		fmt.Fprintf(&b, "[[section]]\nname = %-14q # %s%s\nnote = \"\"\n\n", s.name, s.help, must)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func choices(names []string) string { return strings.Join(names, ", ") }
