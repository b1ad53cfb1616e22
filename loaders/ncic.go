package loaders

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sightline/timeline"
)

// ncicZone is the zone NCIC's transaction log is commonly said to be kept in. No source confirms it, so it is marked as
// assumed and the analyst can name another.
const ncicZone = "America/New_York"

// ncic draws sightings from NCIC transactions.
type ncic struct {
	intake
	opt   Options
	clock *timeline.Clock
	own   []string
	where map[string]timeline.Where // by ORI
}

// transaction is what was read of one NCIC transaction, from text or from a row of a table.
type transaction struct {
	key, ori, agency string
	time             string
	fields           []timeline.Field
	flags            []string
	response         bool // it is an answer, not an inquiry
}

func loadNCIC(ctx context.Context, in Input, opt Options, sink Sink) (Tally, error) {
	n := &ncic{intake: intake{ctx: ctx, sink: sink}, opt: opt, where: map[string]timeline.Where{}}
	for _, ori := range opt.OwnORIs {
		if strings.TrimSpace(ori) == "" {
			continue
		}
		o, ok := normalizeORI(ori)
		if !ok {
			return Tally{}, fmt.Errorf("own ORI %q is not two letters and seven letters or digits", ori)
		}
		n.own = append(n.own, o)
	}
	src, err := openText(in, &n.notes)
	if err != nil {
		return Tally{}, err
	}
	zone, basis, err := zoneOr(opt.Zone, ncicZone)
	if err != nil {
		return Tally{}, err
	}
	text := timeline.TimeText{Order: opt.DateOrder, Latest: latestYear(opt.Now)}
	n.clock = timeline.NewClock(text, zone, basis, opt.Now)
	n.clock.Load = time.LoadLocation
	if c, _, _, ok := findHeadings(src.head, columnAliases()["ncic"], ncicColumns); ok && len(c.names) > 1 {
		err = n.table(src)
	} else {
		err = n.text(src)
	}
	if err != nil {
		return Tally{}, err
	}
	return n.done(zone.String(), basis), nil
}

// text reads CODE/VALUE text.
func (n *ncic) text(src *source) error {
	b := &blocks{records: newRecords(src, src.head)}
	for {
		blk, err := b.read(n.ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", src.name, err)
		}
		if err := n.block(blk); err != nil {
			return err
		}
	}
	if b.passed > 0 {
		n.notes.add("lines that are headings or page marks", b.passed)
	}
	return nil
}

// block takes one transaction of the text form.
func (n *ncic) block(b block) error {
	text := timeline.Record{Line: b.line, Text: b.text}
	if b.fault != "" {
		return n.reject(b.line, b.text, "", b.fault)
	}
	if bytes.IndexByte(b.text, 0) >= 0 {
		return n.reject(b.line, b.text, "", "the transaction holds NUL bytes: the file is damaged here; ask for it again")
	}
	t, field, reason := n.parse(b)
	if reason != "" {
		return n.reject(b.line, b.text, field, reason)
	}
	text.Key = sha256.Sum256([]byte("ncic\n" + strings.Join(strings.Fields(string(b.text)), " ")))
	return n.take(text, t)
}

// parse reads a transaction's text. reason says why it cannot be taken.
func (n *ncic) parse(b block) (t transaction, field, reason string) {
	inquiry := b.text
	if b.response > 0 {
		inquiry = b.text[:min(b.response, len(b.text))]
	}
	if m := inquiryHeader.FindSubmatch(inquiry); m != nil {
		t.key, t.ori, t.response = string(m[2]), string(m[3]), isResponseHeader(m[1])
	}
	fields, before, unknown, legacy := parseFields(maskTimes(inquiry), t.key != "" || isDotted(inquiry))
	t.fields = fields
	n.legacy(legacy)
	for _, code := range unknown {
		n.notes.add("unknown field code "+code+"/, kept as part of the value before it", 1)
	}
	if t.key == "" {
		t.key, t.ori = headerOf(inquiry, fields, before)
	}
	t.response = t.response || responseHeader.Match(firstLine(inquiry))
	if b.response > 0 && b.response < len(b.text) {
		answer, _ := decode(b.text[b.response:])
		t.fields = append(t.fields, timeline.Field{Name: "response", Value: answer})
	}
	if t.time = timeOf(inquiry, fields, before); t.time == "" {
		t.time = trailingTime(t.fields)
	}
	switch {
	case t.key == "" && t.ori == "" && len(fields) == 0:
		return t, "", "no message key, ORI or CODE/VALUE field was recognised: if this is a transaction, check it against the source; a heading can be left out"
	case t.time == "":
		return t, "time", "no date and time was found: add the transaction's, such as 14:32 03/15/2026, on the line above or below its header"
	case t.ori == "":
		return t, "ORI", "no ORI was found: add the inquiring agency's as ORI/ and nine characters"
	}
	return t, "", ""
}

// headerOf finds key and ORI outside of the inquiry form: in a message header, in fields, by labels or side by side.
func headerOf(text []byte, fields []timeline.Field, before []byte) (key, ori string) {
	for line := range bytes.Lines(before) {
		if m := messageHeader.FindSubmatch(line); m != nil {
			return string(m[1]), string(m[2])
		}
		if m := outputHeader.FindSubmatch(line); m != nil {
			return string(m[1]), string(m[2])
		}
	}
	for _, m := range labelText.FindAllSubmatch(before, -1) {
		switch strings.ToUpper(string(m[1])) {
		case "ORI":
			ori = string(m[2])
		case "MKE", "MESSAGE KEY", "MSG KEY", "KEY":
			key = strings.ToUpper(string(m[2]))
		}
	}
	k, o := keyBeside(before)
	if key == "" {
		key = k
	}
	if ori == "" {
		ori = o
	}
	if key == "" {
		key = firstWord([]byte(fieldOf(fields, "MKE")))
		if len(key) > 5 {
			key = ""
		}
	}
	if ori == "" {
		ori, _, _ = strings.Cut(fieldOf(fields, "ORI"), " ")
	}
	return key, ori
}

// isDotted reports whether fields are separated by full stops.
func isDotted(text []byte) bool {
	starts, _ := fieldStarts(text)
	dots := 0
	for _, s := range starts[min(1, len(starts)):] {
		if text[s.at-1] == '.' {
			dots++
		}
	}
	return dots > 0 && dots*2 >= len(starts)-1
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte{'\n'})
	return trimEOL(line)
}

func (n *ncic) legacy(legacy bool) {
	if legacy {
		n.notes.add("records read as Windows-1252 text", 1)
	}
}

// take turns a transaction into a sighting.
func (n *ncic) take(r timeline.Record, t transaction) error {
	when, err := n.clock.Read(t.time)
	if err != nil {
		return n.reject(r.Line, r.Text, "time", fmt.Sprintf("the time %q %s", t.time, err))
	}
	ori, ok := normalizeORI(t.ori)
	if !ok {
		return n.reject(r.Line, r.Text, "ORI", fmt.Sprintf("%q is not an ORI: an ORI is two letters and seven letters or digits", t.ori))
	}
	s := timeline.Sighting{Source: timeline.SourceNCIC, When: when, Where: n.locate(ori), Key: t.key, Fields: t.fields, Flags: t.flags}
	n.agency(&s, ori, t.agency)
	n.plate(&s)
	n.categorise(&s, t)
	if slices.Contains(n.own, s.Agency.ORI) || slices.Contains(n.own, ori) {
		s.SetAside = "inquiry by " + s.Agency.ORI + ", one of the case's own agencies"
		n.notes.add("set aside: own ORI "+s.Agency.ORI, 1)
	}
	n.remark(&s, ori)
	return n.sighting(r, s)
}

// locate places an ORI once.
func (n *ncic) locate(ori string) timeline.Where {
	w, ok := n.where[ori]
	if !ok {
		w = LocateORI(n.opt.Agencies, n.opt.Gazetteer, ori)
		n.where[ori] = w
	}
	return w
}

// agency says whose inquiry it was, and suggests another ORI where letters O and digits 0 may be confused.
func (n *ncic) agency(s *timeline.Sighting, ori, name string) {
	a, known := findAgency(n.opt.Agencies, ori)
	if !known {
		a = timeline.Agency{ORI: ori, Name: name, State: ncicStates()[ori[:2]].usps, Where: s.Where}
		if like, ok := suggestORI(n.opt.Agencies, ori); ok {
			s.Flags = append(s.Flags, fmt.Sprintf("ORI %s is not in the agency table; with O and 0 exchanged it would be %s, %s", ori, like.ORI, like.Name))
		}
		if len(ori) == 7 {
			s.Flags = append(s.Flags, "ORI has seven of nine characters and is not in the agency table with 00 at its end")
		}
	}
	s.Agency = &a
}

// plate takes plate and state from LIC and LIS.
func (n *ncic) plate(s *timeline.Sighting) {
	raw := fieldOf(s.Fields, "LIC")
	number := timeline.NormalizePlate(raw)
	if number == "" {
		return
	}
	s.Plate = &timeline.Plate{Number: number, Raw: raw}
	code := strings.ToUpper(fieldOf(s.Fields, "LIS"))
	if code == "" {
		return
	}
	state, known := ncicStates()[code]
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
func (n *ncic) categorise(s *timeline.Sighting, t transaction) {
	entry, known := messageKeys()[t.key]
	s.Category = entry.category
	switch {
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

// zoneOr returns the zone the analyst named, else the usual one of the format.
func zoneOr(named *time.Location, usual string) (*time.Location, timeline.Basis, error) {
	if named != nil {
		return named, timeline.BasisConfigured, nil
	}
	loc, err := time.LoadLocation(usual)
	if err != nil {
		return nil, "", fmt.Errorf("time zone %s: %w", usual, err)
	}
	return loc, timeline.BasisAssumed, nil
}

// latestYear is the latest year a two-digit year may mean.
func latestYear(now time.Time) int {
	if now.IsZero() {
		return 0
	}
	return now.Year()
}
