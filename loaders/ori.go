package loaders

import (
	"fmt"
	"strings"

	"sightline/timeline"
	"sightline/timeline/plate"
)

// minAgreement is the share of a prefix's agencies that must name a county before an unknown agency is placed there.
const minAgreement = 0.75

// normalizeORI returns the upper-case letters and digits of an ORI, and whether it has the form of one: two letters and
// seven letters or digits.
func normalizeORI(raw string) (ori string, ok bool) {
	ori = plate.Normalize(raw)
	if len(ori) != 9 && len(ori) != 7 || len(ori) != len(strings.TrimSpace(raw)) {
		return ori, false
	}
	return ori, isUpper(ori[0]) && isUpper(ori[1])
}

// oriRule is what the form of an ORI tells. In a pattern ? stands for one character and * at its end for any more.
type oriRule struct {
	pattern string
	generic bool // it is no place; else meaning is the kind of agency
	meaning string
}

// fits reports whether an ORI of nine characters has the form of the pattern.
func (r *oriRule) fits(ori string) bool {
	for i := range len(r.pattern) {
		if r.pattern[i] == '*' {
			return true
		}
		if i == len(ori) || r.pattern[i] != '?' && r.pattern[i] != ori[i] {
			return false
		}
	}
	return len(ori) == len(r.pattern)
}

// genericORI says what an ORI is that names no place, "" for all others. The forms that ship are those of Nlets' ORION
// (articles 21003087826 and 21003087883).
func (t *Tables) genericORI(ori string) string { return t.oriMeaning(ori, true) }

// oriKind says of what kind an agency is by the form of its ORI, "" where that does not tell. The letters at the ninth
// place are those of the NCIC 2000 code list in NIEM 1.0.
func (t *Tables) oriKind(ori string) string {
	if t.genericORI(ori) != "" {
		return ""
	}
	return t.oriMeaning(ori, false)
}

// agencyKind is the kind of an agency that is not in the agency table.
func (t *Tables) agencyKind(ori string) string {
	if t.genericORI(ori) != "" {
		return timeline.Switch
	}
	return t.oriKind(ori)
}

func (t *Tables) oriMeaning(ori string, generic bool) string {
	if len(ori) != 9 {
		return ""
	}
	for i := range t.oris {
		if t.oris[i].generic == generic && t.oris[i].fits(ori) {
			return t.oris[i].meaning
		}
	}
	return ""
}

// genericORI is the shipped rules'.
func genericORI(ori string) string { return shippedTables().genericORI(ori) }

// findAgency looks an ORI up; one of seven characters, as crime reports shorten them, is tried with 00 at its end.
func findAgency(agencies AgencyTable, ori string) (timeline.Agency, bool) {
	if agencies == nil {
		return timeline.Agency{}, false
	}
	if len(ori) == 7 {
		return agencies.Agency(ori + "00")
	}
	return agencies.Agency(ori)
}

// suggestORI returns the known agency that an ORI becomes when letters O and digits 0 that are easily confused are
// exchanged. It is a suggestion for the analyst: nothing is placed by it.
func suggestORI(agencies AgencyTable, ori string) (timeline.Agency, bool) {
	if agencies == nil || len(ori) != 9 || !strings.ContainsAny(ori[2:], "O0") {
		return timeline.Agency{}, false
	}
	for _, guess := range []string{
		ori[:2] + strings.ReplaceAll(ori[2:], "O", "0"),
		ori[:2] + strings.ReplaceAll(ori[2:5], "0", "O") + ori[5:],
	} {
		if guess != ori {
			if a, ok := agencies.Agency(guess); ok {
				return a, true
			}
		}
	}
	return timeline.Agency{}, false
}

// LocateORI says where the agency of an ORI is: its own position, else the county that the loaded agencies of the same
// five-character prefix agree on, else the state, else nowhere. No county is derived by rule: NCIC's county numbers
// follow no one rule. Where.Basis tells which it was; the class is never finer than ClassAgency.
func (t *Tables) LocateORI(agencies AgencyTable, gazetteer Gazetteer, raw string) timeline.Where {
	w := t.locateORI(agencies, gazetteer, raw)
	if w.Label == "" {
		w.Label = "agency " + raw
	}
	return w
}

func (t *Tables) locateORI(agencies AgencyTable, gazetteer Gazetteer, raw string) timeline.Where {
	ori, ok := normalizeORI(raw)
	if !ok {
		return unlocated(fmt.Sprintf("%q is not an ORI: an ORI is two letters and seven letters or digits", raw))
	}
	if is := t.genericORI(ori); is != "" {
		return unlocated(fmt.Sprintf("ORI %s is %s, not a place", ori, is))
	}
	if a, ok := findAgency(agencies, ori); ok {
		if w, ok := agencyPlace(a, gazetteer); ok {
			return w
		}
	}
	if w, ok := t.prefixPlace(agencies, gazetteer, ori); ok {
		return w
	}
	state, known := t.states[ori[:2]]
	if known && state.usps != "" && gazetteer != nil {
		if w, ok := gazetteer.State(state.usps); ok {
			w.Label = ""
			w.Basis = fmt.Sprintf("ORI %s is not in the agency table; only its state, %s, is known", ori, state.name)
			return w
		}
	}
	if known && state.usps == "" {
		return unlocated(fmt.Sprintf("ORI %s is not in the agency table and belongs to no state (%s is %s)", ori, ori[:2], state.name))
	}
	return unlocated(fmt.Sprintf("ORI %s is not in the agency table and its state is not known", ori))
}

// agencyPlace is the position the agency table gives an agency, or its county when it gives no position.
func agencyPlace(a timeline.Agency, gazetteer Gazetteer) (timeline.Where, bool) {
	label := a.Name
	if label == "" {
		label = "agency " + a.ORI
	}
	if a.Where.Located() {
		w := a.Where
		w.Label = label
		if w.Basis == "" {
			w.Basis = "agency table"
		}
		w.Basis = fmt.Sprintf("ORI %s: %s", a.ORI, w.Basis)
		return fillIn(w, gazetteer), true
	}
	if a.County != "" && !strings.ContainsAny(a.County, ";,") && gazetteer != nil {
		if w, ok := gazetteer.County(a.County, a.State); ok {
			w.Label = label
			w.Basis = fmt.Sprintf("ORI %s: the agency table gives only its county, %s", a.ORI, a.County)
			return w, true
		}
	}
	return timeline.Where{}, false
}

// prefixPlace is the county that the agencies sharing the ORI's prefix agree on. Letters in the county's place mark an
// agency of the whole state or nation, which no county can stand for.
func (t *Tables) prefixPlace(agencies AgencyTable, gazetteer Gazetteer, ori string) (timeline.Where, bool) {
	prefix := ori[:5]
	if agencies == nil || gazetteer == nil || !allDigits(prefix[2:]) {
		return timeline.Where{}, false
	}
	county, state, agree, of, ok := agencies.PrefixCounty(prefix)
	if !ok || of == 0 || float64(agree) < minAgreement*float64(of) {
		return timeline.Where{}, false
	}
	if own := t.states[ori[:2]].usps; own != "" && state != "" && own != state {
		return timeline.Where{}, false
	}
	w, ok := gazetteer.County(county, state)
	if !ok {
		return timeline.Where{}, false
	}
	w.Label = ""
	w.Basis = fmt.Sprintf("ORI %s is not in the agency table; %d of the %d agencies whose ORI begins with %s lie in %s, %s", ori, agree, of,
		prefix, county, state)
	return w, true
}

func unlocated(basis string) timeline.Where {
	return timeline.Where{Class: timeline.ClassNone, Basis: basis}
}

// fillIn adds state, county and time zone of a position where they are missing.
func fillIn(w timeline.Where, gazetteer Gazetteer) timeline.Where {
	if gazetteer == nil || !w.Located() || w.State != "" && w.County != "" && w.Zone != "" {
		return w
	}
	state, county, zone, ok := gazetteer.At(w.Point)
	if !ok {
		return w
	}
	if w.State == "" {
		w.State = state
	}
	if w.County == "" && w.Class != timeline.ClassState {
		w.County = county
	}
	if w.Zone == "" {
		w.Zone = zone
	}
	return w
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// agency finds the agency that a record names by its ORI, and where it lies; ok is false where it is no ORI.
func (k *intake) agency(opt *Options, e *timeline.Event, raw, named string) (w timeline.Where, ok bool) {
	ori, ok := normalizeORI(raw)
	if !ok {
		e.Remark(timeline.RemarkNoORI, raw)
		return w, false
	}
	tables := opt.tables()
	w = tables.LocateORI(opt.Agencies, opt.Gazetteer, ori)
	agency, known := findAgency(opt.Agencies, ori)
	if !known {
		agency = timeline.Agency{ORI: ori, Name: named, Kind: tables.agencyKind(ori), State: tables.states[ori[:2]].usps, Where: w}
		k.notes.add("agencies that are not in the agency table", 1)
	}
	e.Agency = &agency
	return w, true
}
