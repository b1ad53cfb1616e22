// Package person tells whether a record names the person it was loaded for: by names, birth date and sex. It is pure.
package person

import (
	"slices"

	"sightline/timeline"
)

// Verdict says how a person whom a record names and one who is known compare.
type Verdict string

const (
	Same    Verdict = "same"     // name and birth date, as far as they are told, are those of the person
	Near    Verdict = "near"     // they may be: a look decides
	Another Verdict = "another"  // they are not
	NotSaid Verdict = "not said" // nobody is named, or the one who is known has no name to compare with
)

// Verdicts are all of them, in the order in which they are told.
func Verdicts() []Verdict { return []Verdict{Same, Near, Another, NotSaid} }

// Named is a person as a record names one. The birth date may be a day, a month or a year, with a century or without.
type Named struct {
	Name  string `json:"name"`
	Birth string `json:"birth_date,omitempty"`
	Sex   string `json:"sex,omitempty"`
}

// Known is what is known of a person, ready to be compared with.
type Known struct {
	names []reading // of the name and the aliases, each as it can be read
	birth birth
	sex   byte
}

// Of is what is known of a subject.
func Of(s timeline.Subject) *Known {
	k := &Known{birth: readBirth(s.BirthDate), sex: readSex(s.Sex)}
	for _, name := range append([]string{s.Name}, s.Aliases...) {
		k.names = append(k.names, readings(name)...)
	}
	return k
}

// Compare says whether a record names the person, and what of its name, birth date and sex is not as known: of several ways to read
// a name, the one that is nearest.
func (k *Known) Compare(n Named) (Verdict, []string) {
	theirs := readings(n.Name)
	if len(theirs) == 0 || len(k.names) == 0 {
		return NotSaid, nil
	}
	b, sexes := k.birth.against(readBirth(n.Birth)), k.sex != 0 && readSex(n.Sex) != 0 && k.sex != readSex(n.Sex)
	verdict, differs := NotSaid, []string(nil)
	for i := range k.names {
		for j := range theirs {
			closeness, but := k.names[i].against(&theirs[j])
			v := judge(closeness, b, sexes)
			if rank(v) < rank(verdict) || v == verdict && len(but) < len(differs) {
				verdict, differs = v, but
			}
		}
	}
	differs = slices.Clone(differs)
	if b > birthAgrees {
		differs = append(differs, "birth date")
	}
	if sexes {
		differs = append(differs, "sex")
	}
	return verdict, differs
}

func rank(v Verdict) int { return slices.Index(Verdicts(), v) }

// judge weighs a name, a birth date and the sex. A name that is not the very one is never enough for the same person without the birth
// date, for brothers and sisters have one surname, and twins one birth date. A birth date of which no part agrees is another person's,
// whatever the name: fathers and sons have one name.
func judge(name closeness, b birthMatch, sexes bool) Verdict {
	verdict := Another
	switch name {
	case nameSame:
		verdict = [...]Verdict{birthSame: Same, birthUnsaid: Same, birthAgrees: Same, birthSlip: Near, birthPart: Near, birthOther: Another}[b]
	case nameFits:
		verdict = [...]Verdict{birthSame: Same, birthUnsaid: Near, birthAgrees: Same, birthSlip: Near, birthPart: Near, birthOther: Another}[b]
	case nameNear:
		verdict = [...]Verdict{birthSame: Near, birthUnsaid: Near, birthAgrees: Near, birthSlip: Near, birthPart: Near, birthOther: Another}[b]
	case nameHalf:
		if b == birthSame {
			verdict = Near
		}
	}
	switch {
	case !sexes:
	case verdict == Same:
		verdict = Near
	case verdict == Near && b != birthSame && name != nameSame || name == nameHalf:
		verdict = Another
	}
	return verdict
}

// readSex is M or F; 0 where the text says neither.
func readSex(text string) byte {
	switch words := tokens(text); {
	case len(words) == 0:
		return 0
	case slices.Contains([]string{"M", "MALE", "MAN", "BOY"}, words[0]):
		return 'M'
	case slices.Contains([]string{"F", "FEMALE", "WOMAN", "GIRL"}, words[0]):
		return 'F'
	}
	return 0
}
