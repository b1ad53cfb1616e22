package export

import (
	"fmt"

	"sightline/timeline"
)

// material is what an export is written from.
type material struct {
	timeline.Dossier
	Options
	clock *clock
}

func newMaterial(d timeline.Dossier, o Options) (*material, error) {
	c, err := newClock(o.Zone)
	if err != nil {
		return nil, err
	}
	if o.Zone == "" {
		o.Zone = timeline.ZoneOfPlace
	}
	return &material{d, o, c}, nil
}

// remark is a named line that every export carries beside its rows.
type remark struct{ name, text string }

// remarks say what a file is, for whom, what it leaves out and how to take it.
func (m *material) remarks() []remark {
	aside := 0
	for _, s := range m.Sightings {
		if s.SetAside != "" {
			aside++
		}
	}
	all := []remark{
		{"case", m.Case.Number}, {"title", m.Case.Title}, {"subject", m.Subject.Name}, {"role", m.Subject.Role},
		{"made", instant(m.Made)}, {"made by", m.Analyst}, {"program", m.Program},
		{"recipient", m.Recipient}, {"recipient's agency", m.Agency}, {"purpose", m.Purpose},
		{"local times", zoneWords(m.Options.Zone)},
		{"sightings", fmt.Sprintf("%d, of which %d set aside; those keep their row, with the reason", len(m.Sightings), aside)},
		{"stays", fmt.Sprint(len(m.Stays))},
	}
	for _, n := range m.Withheld {
		all = append(all, remark{"withheld", fmt.Sprintf("%d %s", n.Count, n.Text)})
	}
	for _, l := range m.Loads {
		all = append(all, remark{"load", fmt.Sprintf("load %d: %s, SHA-256 %s, %s: read %d = accepted %d + duplicates %d + rejected %d",
			l.ID, l.File, l.SHA256, l.Loader, l.Read, l.Accepted, l.Duplicates, l.Rejected)})
		for _, n := range l.Notes {
			all = append(all, remark{"load", fmt.Sprintf("load %d: %s: %d", l.ID, n.Text, n.Count)})
		}
	}
	if len(m.Sightings)+len(m.Stays) == 0 {
		all = append(all, remark{"empty", "Nothing is held on this subject: no load brought a sighting or a stay of it."})
	}
	for _, text := range timeline.Caveats {
		all = append(all, remark{"caveat", text})
	}
	kept := all[:0]
	for _, r := range all {
		if r.text != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

func zoneWords(zone string) string {
	if zone == timeline.ZoneOfPlace {
		return "those of each place; a day, month or year is the source's own"
	}
	return zone + "; a day, month or year is the source's own"
}
