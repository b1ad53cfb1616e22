package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// material is what an export is written from.
type material struct {
	timeline.Dossier
	Options
	display *clock.Display
}

func newMaterial(d timeline.Dossier, o Options) (*material, error) {
	display, err := clock.NewDisplay(o.Zone)
	if err != nil {
		return nil, err
	}
	o.Zone = display.Zone()
	o.Made = o.Made.UTC().Truncate(time.Second)
	return &material{d, o, display}, nil
}

// remark is a named line that every export carries beside its rows.
type remark struct{ name, text string }

// about says what a file is, for whom, how to take it, what it leaves out and what it was made from.
func (m *material) about() []remark {
	all := append(m.head(), m.subject()...)
	for _, l := range m.Loads {
		all = append(all, remark{"load", fmt.Sprintf("load %d: %s, SHA-256 %s, taken in by %s: read %d = accepted %d + duplicates %d + rejected %d",
			l.ID, l.File, l.SHA256, l.Loader, l.Read, l.Accepted, l.Duplicates, l.Rejected)})
		for _, n := range l.Notes {
			all = append(all, remark{"load", fmt.Sprintf("load %d: %d × %s", l.ID, n.Count, n.Text)})
		}
	}
	return all
}

// head is the part of about that has room anywhere.
func (m *material) head() []remark {
	all := []remark{
		{"case", m.Case.Number}, {"case title", m.Case.Title}, {"subject", m.Subject.Name}, {"role", m.Subject.Role},
		{"made", instant(m.Made)}, {"made by", m.Analyst}, {"program", m.Program},
		{"recipient", m.Recipient}, {"recipient's agency", m.Agency}, {"purpose", m.Purpose}, {"handling", m.Handling},
	}
	for _, text := range kinds.Caveats() {
		all = append(all, remark{"caveat", text})
	}
	all = append(all, remark{"local times", zoneWords(m.Zone)}, remark{"sightings", m.sightingCount()}, remark{"stays", m.stayCount()})
	if s := m.Shown; s != nil {
		all = append(all, remark{"part", fmt.Sprintf("%d of %d sightings and stays: %s", s.Rows, s.Of, s.Text)})
	}
	for _, n := range m.Obligations {
		all = append(all, remark{"released", fmt.Sprintf("%d %s", n.Count, n.Text)})
	}
	for _, x := range m.Excluded {
		all = append(all, remark{"left out by the analyst", fmt.Sprintf("%s: %s (%s, %s)", x.Mark.Target, x.Mark.Text, x.Mark.Actor, instant(x.Mark.At))})
	}
	for _, n := range m.Withheld {
		all = append(all, remark{"withheld", fmt.Sprintf("%d %s", n.Count, n.Text)})
	}
	if len(m.Withheld) == 0 {
		all = append(all, remark{"withheld", "nothing"})
	}
	if folded := m.FoldedText(); folded != "" {
		all = append(all, remark{"bursts", folded + ". In CSV, XLSX and GeoJSON files each read is a row, and the column burst names the sighting that it is part of; elsewhere a burst is one mark."})
	}
	if Rows(m.Dossier) == 0 {
		all = append(all, remark{"empty", "No load brought a sighting or a stay of this subject."})
	}
	return told(all)
}

func (m *material) sightingCount() string {
	aside := 0
	for _, s := range m.Sightings {
		if s.SetAside != "" {
			aside++
		}
	}
	if aside == 0 {
		return fmt.Sprint(len(m.Sightings))
	}
	return fmt.Sprintf("%d, of which %s set aside; each says why", len(m.Sightings), words.Either(aside, "is", "are"))
}

// stayCount counts the stays, by kind.
func (m *material) stayCount() string {
	counts := map[timeline.KindName]int{}
	for i := range m.Stays {
		counts[kinds.Of(m.Stays[i].Kind).Name]++
	}
	var said []string
	for _, name := range slices.SortedFunc(maps.Keys(counts), func(a, b timeline.KindName) int { return cmp.Compare(kinds.Rank(a), kinds.Rank(b)) }) {
		said = append(said, kinds.Of(name).Count(counts[name]))
	}
	if len(said) == 0 {
		return "0"
	}
	return words.List(said)
}

// subject is what is known of the person beside sightings and stays.
func (m *material) subject() []remark {
	all := []remark{{"born", m.Subject.BirthDate}}
	for _, a := range m.Subject.Aliases {
		all = append(all, remark{"alias", a})
	}
	for _, f := range m.Subject.Identifiers {
		all = append(all, remark{"identifier", f.Name + " " + f.Value})
	}
	for _, v := range m.Subject.Vehicles {
		all = append(all, remark{"vehicle", fmt.Sprintf("%s %s, held from %s to %s", v.Plate, v.Description, openEnd(v.From), openEnd(v.To))})
	}
	return told(all)
}

// told drops remarks without text.
func told(all []remark) []remark {
	kept := all[:0]
	for _, r := range all {
		if r.text != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

func openEnd(t time.Time) string {
	if t.IsZero() {
		return "(open)"
	}
	return instant(t)
}

func zoneWords(zone string) string {
	if zone == timeline.ZoneOfPlace {
		return "in the zone of each place; a day, month or year is the source's own"
	}
	return "in " + zone + "; a day, month or year is the source's own"
}
