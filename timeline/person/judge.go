package person

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// WhyAnother is why an event is set aside that names another person than the subject for whom it was loaded.
const WhyAnother = "it names another person than the subject; confirming it lifts this"

// Judge compares those whom the events of a load name with the subject for whom they are loaded, and counts them.
type Judge struct {
	known  *Known
	birth  []string // names of fields
	sex    []string
	found  map[Named]*Count
	beyond map[Verdict]int64 // events with names beyond mostNames
}

// Count is a name that a load has, what is said of it, and in how many of its events it stands.
type Count struct {
	Named
	Verdict Verdict  `json:"verdict"`
	Differs []string `json:"differs,omitempty"` // what is not the subject's: last name, birth date …
	Events  int64    `json:"events"`
	// Of is how the database knows the name; none where nobody is named.
	Of timeline.Identifier `json:"-"`

	kept bool
}

// mostNames is how many names are told apart.
const mostNames = 10_000

// NewJudge is a judge for a subject.
func NewJudge(s timeline.Subject) *Judge {
	return &Judge{known: Of(s), birth: BirthFields(), sex: SexFields(), found: map[Named]*Count{}, beyond: map[Verdict]int64{}}
}

// BirthFields are what the fields of records call the birth date, in lower case.
func BirthFields() (all []string) {
	for _, k := range kinds.All() {
		for _, f := range k.Fields {
			if f.Type == timeline.FieldBirth {
				all = append(all, strings.ToLower(f.Name))
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

// SexFields are what the fields of records call the sex, in lower case.
func SexFields() []string { return []string{"gender", "sex"} }

// Event judges an event that is about to be taken for the subject. One that names another person is set aside, one that may is remarked
// on. It reports whether it was set aside.
func (j *Judge) Event(e *timeline.Event) bool {
	var people []timeline.Identifier
	if parts := kinds.Of(e.Kind).Parts; len(parts) > 0 {
		for i := range e.Parties {
			if p := &e.Parties[i]; p.Of.Type == timeline.PersonName && p.Part == parts[0].Name {
				people = append(people, p.Of)
			}
		}
	}
	birth, sex := "", ""
	for i := 0; i < len(e.Fields) && len(people) > 0; i++ {
		switch f := &e.Fields[i]; {
		case birth == "" && isOneOf(f.Name, j.birth):
			birth = f.Value
		case sex == "" && isOneOf(f.Name, j.sex):
			sex = f.Value
		}
	}
	c := j.Say(people, birth, sex)
	if c.Events++; !c.kept {
		j.beyond[c.Verdict]++
	}
	if remark, doubted := c.Remark(); doubted {
		e.RemarkOnce(remark)
	}
	if c.Verdict != Another || e.Standing != timeline.Counts {
		return false
	}
	e.Standing, e.Why = timeline.SetAside, WhyAnother
	return true
}

func isOneOf(name string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return len(n) == len(name) && strings.EqualFold(n, name) })
}

// Say is what is said of those whom a record names, and where they are counted: of several the one who is nearest to the subject. birth
// and sex are what its fields say.
func (j *Judge) Say(people []timeline.Identifier, birth, sex string) *Count {
	var best *Count
	for _, p := range people {
		c := j.of(Named{p.Value, cmp.Or(p.Region, birth), sex}, p)
		if best == nil || rank(c.Verdict) < rank(best.Verdict) {
			best = c
		}
	}
	if best == nil {
		best = j.of(Named{}, timeline.Identifier{})
	}
	return best
}

func (j *Judge) of(n Named, p timeline.Identifier) *Count {
	if c := j.found[n]; c != nil {
		return c
	}
	c := &Count{Named: n, Of: p}
	if c.Verdict, c.Differs = j.known.Compare(n); c.Verdict == NotSaid {
		n = Named{}
		c.Named, c.Of = n, timeline.Identifier{}
		if j.found[n] != nil {
			return j.found[n]
		}
	}
	if c.kept = len(j.found) < mostNames || c.Verdict == NotSaid; c.kept {
		j.found[n] = c
	}
	return c
}

// Again compares the names counted so far with what is known of the subject by now.
func (j *Judge) Again(s timeline.Subject) {
	j.known = Of(s)
	for n, c := range j.found {
		if n != (Named{}) {
			c.Verdict, c.Differs = j.known.Compare(n)
		}
	}
}

// Counts are the names, by verdict, the most frequent first.
func (j *Judge) Counts() []Count {
	var all []Count
	for _, c := range j.found {
		if c.Events > 0 {
			all = append(all, *c)
		}
	}
	for v, n := range j.beyond {
		all = append(all, Count{Named: Named{Name: "other names"}, Verdict: v, Events: n})
	}
	slices.SortFunc(all, func(a, b Count) int {
		return cmp.Or(cmp.Compare(rank(a.Verdict), rank(b.Verdict)), cmp.Compare(b.Events, a.Events), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Birth, b.Birth), cmp.Compare(a.Sex, b.Sex))
	})
	return all
}

// mostNoted is how many names of a verdict the notes of a load tell; the others they count.
const mostNoted = 20

// Notes are the counts in words, for the notes of a load.
func (j *Judge) Notes() (notes []timeline.Note) {
	told, names, others := 0, int64(0), int64(0)
	rest := func(v Verdict) {
		if names > 0 {
			notes = append(notes, timeline.Note{Text: said(v) + words.Either(names, "another name", "other names"), Count: others})
		}
		told, names, others = 0, 0, 0
	}
	counts := j.Counts()
	for i, c := range counts {
		if i > 0 && counts[i-1].Verdict != c.Verdict {
			rest(counts[i-1].Verdict)
		}
		if told++; told > mostNoted {
			names, others = names+1, others+c.Events
			continue
		}
		text := said(c.Verdict) + c.Named.String()
		if c.Verdict == Near || c.Verdict == Another {
			text += "; what differs: " + words.List(c.Differs)
		}
		notes = append(notes, timeline.Note{Text: text, Count: c.Events})
	}
	if len(counts) > 0 {
		rest(counts[len(counts)-1].Verdict)
	}
	return notes
}

// said is what the notes say of names of a verdict.
func said(v Verdict) string {
	switch v {
	case Same:
		return "named as the subject: "
	case Near:
		return "named nearly as the subject, to be looked at: "
	case Another:
		return "another person, set aside until confirmed: "
	}
	return "whom it is about is not said: taken to be about the subject"
}

// Remark is what to read an event with care for that names this person; false where it is the subject or nobody.
func (c *Count) Remark() (timeline.Remark, bool) {
	switch c.Verdict {
	case Near:
		return timeline.Remark{Code: timeline.RemarkNearName, Args: []string{c.Named.String(), words.List(c.Differs)}}, true
	case Another:
		return timeline.Remark{Code: timeline.RemarkAnother, Args: []string{c.Named.String(), words.List(c.Differs)}}, true
	}
	return timeline.Remark{}, false
}

// String is a person as records name one: "ROE, RICHARD (1970-02-03)".
func (n Named) String() string {
	if n.Birth == "" {
		return n.Name
	}
	return fmt.Sprintf("%s (%s)", n.Name, n.Birth)
}
