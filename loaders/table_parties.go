package loaders

import (
	"cmp"
	"slices"

	"sightline/timeline"
	"sightline/timeline/plate"
)

// parties are whom and what a row names, each in its part: persons, and vehicles by their plates.
func (t *tableEvents) parties(e *timeline.Event, r *row) {
	var done []string
	for _, f := range t.kind.Fields {
		of := ""
		switch f.Type {
		case timeline.FieldPerson, timeline.FieldSurname:
			of = "person " + f.Part
		case timeline.FieldPlate:
			of = f.Name
		}
		if of == "" || slices.Contains(done, of) {
			continue
		}
		party := timeline.Party{Part: f.Part}
		if party.Part == "" && len(t.kind.Parts) > 0 {
			party.Part = t.kind.Parts[0].Name
		}
		if f.Type == timeline.FieldPlate {
			party.Of = t.plate(e, r, &f)
		} else {
			party.Of = t.person(r, f.Part)
		}
		if !party.Of.IsZero() {
			e.Parties = append(e.Parties, party)
			done = append(done, of)
		}
	}
}

// ofPart is the first value of a field of a type and a part.
func (t *tableEvents) ofPart(r *row, of timeline.FieldType, part string) (value, field string) {
	for _, f := range t.kind.Fields {
		if f.Type == of && f.Part == part {
			if v := r.value(t.cols, f.Name); v != "" {
				return v, f.Name
			}
		}
	}
	return "", ""
}

// person is the person in a part: by name, whole or put together, and birth date.
func (t *tableEvents) person(r *row, part string) timeline.Identifier {
	name, _ := t.ofPart(r, timeline.FieldPerson, part)
	if surname, _ := t.ofPart(r, timeline.FieldSurname, part); name == "" && surname != "" {
		var given []string
		for _, f := range t.kind.Fields {
			if v := r.value(t.cols, f.Name); f.Type == timeline.FieldGiven && f.Part == part && v != "" {
				given = append(given, v)
			}
		}
		name = nameOf(surname, given...)
	}
	birth := seenDate{}
	if _, field := t.ofPart(r, timeline.FieldBirth, part); field != "" {
		birth = r.date(t.cols.col(field))
	}
	return personOf(name, cmp.Or(birth.serial, birth.text), t.clock.Text)
}

// birth is a birth date in its normal form, as it stands where it has none.
func (t *tableEvents) birth(r *row, field string) string {
	d := r.date(t.cols.col(field))
	return cmp.Or(birthDate(cmp.Or(d.serial, d.text), t.clock.Text), d.text)
}

// plate is the vehicle of a field, with the state of a field of the same part.
func (t *tableEvents) plate(e *timeline.Event, r *row, f *timeline.FieldSpec) timeline.Identifier {
	raw := r.value(t.cols, f.Name)
	number := plate.Normalize(raw)
	if number == "" || len(number) > longestPlate {
		return timeline.Identifier{}
	}
	text, _ := t.ofPart(r, timeline.FieldPlateState, f.Part)
	state := plateState(text)
	if state == "" && text != "" {
		e.Remark(timeline.RemarkNoState, text)
	}
	return timeline.Plate{Number: number, State: state, Raw: raw}.Identifier()
}
