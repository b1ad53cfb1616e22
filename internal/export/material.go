package export

import (
	"fmt"
	"strings"
	"time"

	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// material is what an export is written from.
type material struct {
	timeline.Dossier
	Options
	display *clock.Display
	single  []timeline.Event // every observation by itself, those of bursts too
	shownAs map[string]string
	codes   map[int64][]timeline.Handling // of loads
}

func newMaterial(d timeline.Dossier, o Options) (*material, error) {
	display, err := clock.NewDisplay(o.Zone)
	if err != nil {
		return nil, err
	}
	o.Zone = display.Zone()
	o.Made = o.Made.UTC().Truncate(time.Second)
	m := &material{d, o, display, d.Unfolded(), map[string]string{}, map[int64][]timeline.Handling{}}
	for i := range d.Events {
		for k := range d.Events[i].Burst() {
			m.shownAs[d.Events[i].Burst()[k].ID] = d.Events[i].ID
		}
	}
	for _, l := range d.Loads {
		m.codes[l.ID] = l.Handling
	}
	return m, nil
}

// remark is a named line that every export carries beside its rows.
type remark struct{ name, text string }

// about says what a file is, for whom, how to take it, what it leaves out and what it was made from.
func (m *material) about() []remark {
	all := append(m.head(), m.subject()...)
	for _, l := range m.Loads {
		all = append(all, remark{"load",
			fmt.Sprintf("load %d: %s, SHA-256 %s, taken in by %s: read %d = accepted %d + duplicates %d + rejected %d",
				l.ID, l.File, l.SHA256, l.Loader, l.Read, l.Accepted, l.Duplicates, l.Rejected)})
		if len(l.Handling) > 0 {
			all = append(all, remark{"load", fmt.Sprintf("load %d: %s", l.ID, handlingNames(l.Handling))})
		}
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
	all = append(all, remark{"local times", zoneWords(m.Zone)}, remark{"events", m.eventCount()}, remark{"records", m.recordCount()})
	if s := m.Shown; s != nil {
		all = append(all, remark{"part", fmt.Sprintf("%d of %d events: %s", s.Rows, s.Of, s.Text)})
	}
	for _, n := range m.Obligations {
		all = append(all, remark{"released", fmt.Sprintf("%d %s", n.Count, n.Text)})
	}
	for _, x := range m.Excluded {
		all = append(all, remark{"left out by the analyst",
			fmt.Sprintf("%s: %s (%s, %s)", x.Mark.Target, x.Mark.Text, x.Mark.Actor, instant(x.Mark.At))})
	}
	for _, n := range m.Withheld {
		all = append(all, remark{"withheld", fmt.Sprintf("%d %s", n.Count, n.Text)})
	}
	if len(m.Withheld) == 0 {
		all = append(all, remark{"withheld", "nothing"})
	}
	if folded := m.FoldedText(); folded != "" {
		all = append(all, remark{"bursts",
			folded + ". In CSV, XLSX and GeoJSON files each read is a row, and the column burst names the sighting that it is part of; elsewhere a burst is one mark."})
	}
	if len(m.Events) == 0 {
		all = append(all, remark{"empty", m.whyEmpty()})
	}
	return told(all)
}

// handlingNames are handling codes in words.
func handlingNames(codes []timeline.Handling) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = code.Name()
	}
	return strings.Join(names, "; ")
}

// subject is what is known of the person beside events.
func (m *material) subject() []remark {
	all := []remark{{"born", m.Subject.BirthDate}}
	for _, a := range m.Subject.Aliases {
		all = append(all, remark{"alias", a})
	}
	for _, h := range m.Subject.Others() {
		text := joined(", ", string(h.Of.Type)+" "+h.Of.String(), h.Description)
		if !h.From.IsZero() || !h.To.IsZero() {
			text += ", " + heldWords(h)
		}
		all = append(all, remark{"identifier", text})
	}
	for _, h := range m.Subject.Vehicles() {
		all = append(all, remark{"vehicle", joined(" ", h.Of.String(), h.Description) + ", " + heldWords(h)})
	}
	return told(all)
}

func heldWords(h timeline.Holding) string {
	return fmt.Sprintf("held from %s to %s", openEnd(h.From), openEnd(h.To))
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
