package loaders

import (
	"fmt"
	"slices"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// take turns a transaction into a sighting. The record's text may be kept.
func (n *ncic) take(r timeline.Record, t *transaction) error {
	when, err := n.when(t)
	if err != nil {
		return n.reject(r.Line, r.Text, "time", fmt.Sprintf("the time %q %s", t.time, err))
	}
	ori, ok := normalizeORI(t.ori)
	if !ok {
		return n.reject(r.Line, r.Text, "ORI", fmt.Sprintf("%q is not an ORI: an ORI is two letters and seven letters or digits", t.ori))
	}
	p := n.place(ori)
	s := timeline.Sighting{Kind: kinds.Inquiry, When: when, Where: p.where, Agency: &p.agency, Key: t.key, Fields: t.fields, Flags: slices.Concat(t.flags, p.flags)}
	if p.agency.Name == "" && t.agency != "" {
		named := p.agency
		named.Name = t.agency
		s.Agency = &named
	}
	n.plate(&s)
	n.categorise(&s, t)
	if t.message {
		n.remarkMessage(&s, r.Text)
	}
	if p.own {
		s.SetAside = "inquiry by " + s.Agency.ORI + ", one of the case's own agencies"
		n.notes.add("set aside: own ORI "+s.Agency.ORI, 1)
	}
	n.remark(&s, ori)
	return n.sighting(r, s)
}

// when reads a transaction's time: of the network's message log in the log's zone, which its documents state.
func (n *ncic) when(t *transaction) (timeline.When, error) {
	if !t.archived {
		return n.clock.Read(t.time)
	}
	n.notes.add("messages from the network's log, in its zone (UTC-7 all year)", 1)
	return n.clock.ReadIn(t.time, archiveZone(), timeline.BasisStated)
}

// place looks an ORI up once. Of an agency that is not known it suggests another ORI where letters O and digits 0 may be
// confused.
func (n *ncic) place(ori string) *oriPlace {
	if p, ok := n.known[ori]; ok {
		return p
	}
	p := &oriPlace{where: n.tables.LocateORI(n.opt.Agencies, n.opt.Gazetteer, ori)}
	a, known := findAgency(n.opt.Agencies, ori)
	if !known {
		a = timeline.Agency{ORI: ori, Kind: n.tables.oriKind(ori), State: n.tables.states[ori[:2]].usps, Where: p.where}
		if like, ok := suggestORI(n.opt.Agencies, ori); ok {
			p.flags = append(p.flags, fmt.Sprintf("ORI %s is not in the agency table; with O and 0 exchanged it would be %s, %s", ori, like.ORI, like.Name))
		}
		if len(ori) == 7 {
			p.flags = append(p.flags, "ORI has seven of nine characters and is not in the agency table with 00 at its end")
		}
	}
	p.agency = a
	p.own = slices.Contains(n.own, a.ORI) || slices.Contains(n.own, ori)
	n.known[ori] = p
	return p
}

// maxLIC is the length of the longest plate an inquiry can name.
const maxLIC = 10

// plate takes plate and state from LIC and LIS.
func (n *ncic) plate(s *timeline.Sighting) {
	raw := fieldOf(s.Fields, "LIC")
	number := plate.Normalize(raw)
	if len(number) > maxLIC { // an answer's text may follow: LIC/ABC123 NOT ON FILE
		raw, _, _ = strings.Cut(raw, " ")
		number = plate.Normalize(raw)
	}
	if number == "" {
		return
	}
	s.Plate = &timeline.Plate{Number: number, Raw: raw}
	code := strings.ToUpper(fieldOf(s.Fields, "LIS"))
	if code == "" {
		return
	}
	state, known := n.tables.states[code]
	switch {
	case known && state.usps != "":
		s.Plate.State = state.usps
	case known:
		s.Flags = append(s.Flags, fmt.Sprintf("plate state %s is %s in NCIC's codes", code, state.name))
	default:
		s.Flags = append(s.Flags, fmt.Sprintf("plate state %s is no state of the United States in NCIC's codes", code))
	}
}

// categorise says what the transaction means for its subject's whereabouts.
func (n *ncic) categorise(s *timeline.Sighting, t *transaction) {
	entry, known := n.tables.keys[t.key]
	s.Category = entry.category
	if known {
		s.Fields = append(slices.Clip(s.Fields), timeline.Field{Name: timeline.FieldMessage, Value: entry.meaning})
	}
	switch {
	case t.record:
		known = true
		s.Category = timeline.Entry
		s.Flags = append(s.Flags, "a record of a file, not a transaction: the time is that of its entry, the agency the one that entered it")
	case !known:
		s.Category = timeline.Unclassified
		name := t.key
		if name == "" {
			name = "(none)"
		}
		n.notes.add("unclassified message key "+name, 1)
	case t.response:
		s.Category = timeline.Administrative
		s.Flags = append(s.Flags, "an answer to an inquiry, not another one")
	case entry.purpose:
		if p := fieldOf(s.Fields, "PUR"); p != "" && p != "C" && p != "J" {
			s.Category = timeline.NonCriminal
			s.Flags = append(s.Flags, "purpose code "+p+": not a criminal-justice inquiry")
		}
	}
	if s.Category == timeline.Entry {
		s.Kind = kinds.Entry
	}
	if s.Category != timeline.Encounter && known {
		n.notes.add("no encounter: "+string(s.Category), 1)
	}
}

// remark counts what an analyst has to know about the load.
func (n *ncic) remark(s *timeline.Sighting, ori string) {
	if !s.Where.Located() {
		n.notes.add("unmapped ORI "+ori, 1)
	} else if s.Where.Class != timeline.ClassAgency {
		n.notes.add("ORI placed by "+string(s.Where.Class)+" only", 1)
	}
	for _, f := range s.When.Flags {
		n.notes.add("time "+string(f), 1)
	}
}
