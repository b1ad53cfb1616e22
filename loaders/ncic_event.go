package loaders

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sightline/timeline"
	"sightline/timeline/kinds"
	"sightline/timeline/plate"
)

// take turns a transaction into an event. The record's text may be kept.
func (n *ncic) take(r timeline.Record, t *transaction) error {
	when, err := n.when(t)
	if err != nil {
		return n.reject(r.Line, r.Text, "time", fmt.Sprintf("the time %q %s", t.time, err))
	}
	return n.settle(waiting{r, *t, when, n.context})
}

// draw makes the event of a transaction whose time is settled.
func (n *ncic) draw(r timeline.Record, t *transaction, when timeline.When) error {
	ori, ok := normalizeORI(t.ori)
	if !ok {
		return n.reject(r.Line, r.Text, "ORI", fmt.Sprintf("%q is not an ORI: an ORI is two letters and seven letters or digits", t.ori))
	}
	p := n.place(ori)
	e := timeline.Event{Kind: kinds.Inquiry, First: when, Where: p.where, Agency: &p.agency, Code: t.key, Fields: t.fields,
		Remarks: slices.Concat(t.remarks, p.doubts)}
	if p.agency.Name == "" && t.agency != "" {
		named := p.agency
		named.Name = t.agency
		e.Agency = &named
	}
	n.stand(&e, t)
	if t.message {
		n.remarkMessage(&e, r.Text)
	}
	names(&e, n.person(&e))
	n.plate(&e)
	if p.own {
		e.Standing, e.Why = timeline.SetAside, "inquiry by "+e.Agency.ORI+", one of the case's own agencies"
		n.notes.add("set aside: own ORI "+e.Agency.ORI, 1)
	}
	n.count(&e, p)
	return n.event(r, e)
}

// when reads a transaction's time: of the network's message log in the log's zone, which its documents state.
func (n *ncic) when(t *transaction) (timeline.When, error) {
	c, err := n.clock.Text.Parse([]byte(spelled(t.time)))
	if err != nil {
		return timeline.When{}, err
	}
	if t.zone != nil {
		return n.clock.When(c, t.time, t.zone, timeline.BasisStated)
	}
	if !t.archived || n.basis == timeline.BasisStated {
		return n.clock.When(c, t.time, nil, n.clock.Basis)
	}
	n.notes.add("messages from the network's log, in its zone (UTC-7 all year)", 1)
	return n.clock.When(c, t.time, archiveZone(), timeline.BasisStated)
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
		a = timeline.Agency{ORI: ori, Kind: n.tables.agencyKind(ori), State: n.tables.states[ori[:2]].usps, Where: p.where}
		if like, ok := suggestORI(n.opt.Agencies, ori); ok {
			p.doubts = append(p.doubts, timeline.Remark{Code: timeline.RemarkLikeORI, Args: []string{ori, like.ORI, like.Name}})
		}
		if len(ori) == 7 {
			p.doubts = append(p.doubts, timeline.Remark{Code: timeline.RemarkShortORI})
		}
	}
	if !p.where.Located() {
		p.note = "unmapped ORI " + ori
	} else if p.where.Class != timeline.ClassAgency {
		p.note = "ORI placed by " + string(p.where.Class) + " only"
	}
	p.agency = a
	p.own = slices.Contains(n.own, a.ORI) || slices.Contains(n.own, ori)
	n.known[ori] = p
	return p
}

// maxPeople is how many names are remembered. Most messages of a search ask about the same few.
const maxPeople = 4096

// person is the person whom NAM and DOB name.
func (n *ncic) person(e *timeline.Event) timeline.Identifier {
	asked := [2]string{fieldOf(e.Fields, "NAM"), fieldOf(e.Fields, "DOB")}
	p, known := n.people[asked]
	if !known {
		if len(n.people) >= maxPeople {
			clear(n.people)
		}
		p = personOf(asked[0], asked[1], n.clock.Text)
		n.people[asked] = p
	}
	return p
}

// maxLIC is the length of the longest plate an inquiry can name.
const maxLIC = 10

// plate takes plate and state from LIC and LIS.
func (n *ncic) plate(e *timeline.Event) {
	raw := fieldOf(e.Fields, "LIC")
	if len(plate.Normalize(raw)) > maxLIC { // an answer's text may follow: LIC/ABC123 NOT ON FILE
		raw, _, _ = strings.Cut(raw, " ")
	}
	p, err := plate.Parse(raw)
	switch {
	case errors.Is(err, plate.ErrNone):
		return
	case err != nil:
		e.Remark(timeline.RemarkNoteText, fmt.Sprintf("the plate %.60q was left out: it %s", raw, err))
		return
	}
	e.Remarks = append(e.Remarks, plate.Remarks(p)...)
	if code := strings.ToUpper(fieldOf(e.Fields, "LIS")); code != "" {
		state, known := n.tables.states[code]
		switch {
		case known && state.usps != "":
			p.State = state.usps
		case known:
			e.Remark(timeline.RemarkPlateState, code, state.name)
		default:
			e.Remark(timeline.RemarkNoPlate, code)
		}
	}
	e.Parties = append(e.Parties, timeline.Party{Part: "vehicle", Of: p.Identifier()})
}

// stand says what the transaction is and means for its subject's whereabouts.
func (n *ncic) stand(e *timeline.Event, t *transaction) {
	entry, known := n.tables.keys[t.key]
	e.Standing = entry.standing
	if known {
		e.Fields = append(e.Fields, timeline.Field{Name: timeline.FieldMessage, Value: entry.meaning})
	}
	switch {
	case t.record:
		e.Standing = timeline.EntryOnly
		e.Remark(timeline.RemarkFileRecord)
	case !known:
		unknown := timeline.Remark{Code: timeline.RemarkUnknownKey, Args: []string{cmp.Or(t.key, "(none)")}}
		e.RemarkOnce(unknown)
		n.notes.add(unknown.String(), 1)
	case t.response:
		e.Standing = timeline.Administrative
		e.Remark(timeline.RemarkAnswer)
	case entry.purpose:
		if p := fieldOf(e.Fields, "PUR"); p != "" && p != "C" && p != "J" {
			e.Standing = timeline.NonCriminal
			e.Remark(timeline.RemarkPurpose, p)
		}
	}
	if e.Standing == timeline.EntryOnly {
		e.Kind = kinds.Entry
	}
	if e.Standing != timeline.Counts {
		n.notes.add("no encounter: "+string(e.Standing), 1)
	}
}

// count notes what an analyst has to know about the load.
func (n *ncic) count(e *timeline.Event, p *oriPlace) {
	if p.note != "" {
		n.notes.add(p.note, 1)
	}
	for _, f := range e.First.Flags {
		n.notes.add("time "+string(f), 1)
	}
}
