package query

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sightline/geo"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// DefaultLimit is how many sightings a page holds when nothing is said.
const DefaultLimit = 100

const mostRadius = 1e7 // metres

// params is what Params returns; it is made once, for every question is read by it. It is never changed.
var params = newParams()

// Params is the table of all that a search is asked by, in the order in which it is told.
func Params() Table { return slices.Clone(params) }

func newParams() Table {
	return Table{
		areas(),
		seenIn(),
		{
			Fields: []Field{{Name: "from", Schema: Instant(),
				About: "Sightings whose time reaches to or past this instant, with its offset.",
				Flag:  Flag{"TIME", "From this time on, with offset, such as 2026-05-02T18:30:00-05:00."},
				Form:  Form{Label: "From", Placeholder: "2026-05-02T18:30:00-05:00", Size: 25}}},
			Reader: asInstant(func(r *Request) *time.Time { return &r.Search.From }),
			Check: func(s Search) string {
				return fault(!s.From.IsZero() && !s.To.IsZero() && !s.From.Before(s.To), "from must be before to")
			},
		},
		{
			Fields: []Field{{Name: "to", About: "Sightings whose time begins before this instant, with its offset.", Schema: Instant(),
				Flag: Flag{"TIME", "Up to this time."},
				Form: Form{Label: "Before", Placeholder: "2026-05-03T00:00:00-05:00", Size: 25}}},
			Reader: asInstant(func(r *Request) *time.Time { return &r.Search.To }),
		},
		hours(),
		ofKinds(),
		spans(),
		plates(),
		{
			Fields: []Field{{Name: "in_case", About: "Only sightings of the case of this number.", Schema: Text(),
				NoFlag: true}}, // --case is both: whoever runs commands sees all cases
			Reader:  asText(func(r *Request) *string { return &r.Search.Case }),
			Audited: "case", Narrows: "case",
		},
		{
			Fields: []Field{{Name: "max_radius_m", Schema: Number(0, mostRadius),
				About: "Only positions known to this many metres or better.",
				Flag:  Flag{"METRES", "Only positions at least as certain."}}},
			Reader: asNumber(func(r *Request) *geo.Meters { return &r.Search.MaxRadius }),
			Check: func(s Search) string {
				return fault(!(s.MaxRadius >= 0 && s.MaxRadius <= mostRadius), "the largest radius is metres, from 0 to %.0f", mostRadius)
			},
			Narrows: "precision",
		},
		{
			Fields: []Field{{Name: "coarsest", Schema: Word(timeline.Precision("").Units()...),
				About: "Only times written in this unit or a finer one.",
				Flag:  Flag{"UNIT", "Only times at least as precise: " + Listed(timeline.Precision("").Units()) + "."}}},
			Reader: asText(func(r *Request) *timeline.Precision { return &r.Search.Coarsest }),
			Check: func(s Search) string {
				units := timeline.Precision("").Units()
				return fault(s.Coarsest != "" && !slices.Contains(units, s.Coarsest), "the coarsest time must be one of %v", units)
			},
			Narrows: "precision",
		},
		heading(),
		{
			Fields: []Field{{Name: "min_confidence", About: "Only reads of which the reader was at least so sure.", Schema: Number(0, 1),
				Flag: Flag{"0-1", "Only reads that are at least as sure."}}},
			Reader: asNumber(func(r *Request) *float64 { return &r.Search.MinConfidence }),
			Check: func(s Search) string {
				return fault(!(s.MinConfidence >= 0 && s.MinConfidence <= 1), "confidence is 0 to 1")
			},
			Narrows: "confidence",
		},
		{
			Fields: []Field{{Name: "order", About: "Which come first.", Schema: Word("newest", Nearest).Usually("newest"),
				Flag: Flag{"", "newest or nearest first (newest)."},
				Form: Form{Label: "First", Options: []Option{{"", "the newest"}, {string(Nearest), "the nearest"}}}}},
			Reader: asText(func(r *Request) *Order { return &r.Search.Order }),
			Check: func(s Search) string {
				if len(s.Areas) == 0 && s.Order == Nearest {
					return "nearest first takes an area"
				}
				return fault(s.Order != Newest && s.Order != Nearest, "order must be newest or nearest")
			},
		},
		{
			Fields: []Field{{Name: "limit", About: "Most sightings in a page.", Schema: Whole(1, MaxSearchLimit).Usually(DefaultLimit),
				Flag: Flag{"", fmt.Sprintf("Most sightings to give (%d).", DefaultLimit)}}},
			Reader: asWhole(func(r *Request) *int { return &r.Search.Limit }),
			Check: func(s Search) string {
				return fault(s.Limit < 1 || s.Limit > MaxSearchLimit, "limit must be 1 to %d", MaxSearchLimit)
			},
		},
		cursor(),
		{
			Fields: []Field{{Name: "count", Schema: Word("none", CountBounded, CountExact).Usually("none"),
				About: fmt.Sprintf("Whether the sightings of all pages are counted: bounded counts to %d.", MaxBoundedCount),
				Flag:  Flag{"", "Count what all pages hold: bounded, exact or none (none)."}}},
			Reader: asText(func(r *Request) *Counting { return &r.Search.Count }),
			Check: func(s Search) string {
				return fault(s.Count != CountNone && s.Count != CountBounded && s.Count != CountExact,
					"count must be none, bounded or exact")
			},
		},
		{
			Fields: []Field{{Name: "case", Schema: Text(),
				About: "Number of the case for which is asked, yours or ours. " +
					"An account or key says it here or in the header " + HeaderCase + ".",
				Flag: Flag{"NUMBER", "Only sightings of this case; it is written to the audit as the one you ask for."},
				Form: Form{Label: "Your case", Size: 18, Needed: true}}},
			Reader: asText(func(r *Request) *string { return &r.Case }),
		},
		{
			Fields: []Field{{Name: "purpose", Schema: Text(),
				About: "Why is asked, in your words. An account or key says it here or in the header " + HeaderPurpose + ".",
				Flag:  Flag{"", "Why you ask; it is written to the audit."},
				Form:  Form{Label: "Why you ask", Size: 24, Needed: true}}},
			Reader: asText(func(r *Request) *string { return &r.Purpose }),
		},
	}
}

// fault is a sentence that says what is wrong, where it is.
func fault(is bool, format string, a ...any) string {
	if !is {
		return ""
	}
	return fmt.Sprintf(format, a...)
}

// cursor is where a page begins. The audit keeps the sighting after which that is.
func cursor() Param {
	r := asText(func(r *Request) *string { return &r.Cursor })
	r.Asked = func(_ Param, s Search) map[string]any { return given(s.After.ID != "", "after", s.After.ID) }
	return Param{
		Fields: []Field{{Name: "cursor", Schema: Text(),
			About: "Where the page begins; stands in the next link, and holds for the same question only.",
			Flag:  Flag{"", "Go on where the page before ended."}}},
		Reader: r,
	}
}

// spans asks for what lasted, too.
func spans() Param {
	const about = "Find spans of time too, such as addresses. A kind that has spans finds them by itself."
	return Param{
		Fields: []Field{
			{Name: "spans", In: InQuery, Schema: Word("1", "0", "true", "false").Usually("0"), About: about,
				Flag: Flag{"", "Find spans of time too, such as addresses; a kind that has spans finds them by itself."},
				Form: Form{Label: "Spans of time too", Options: []Option{{"", "no"}, {"1", "yes"}}}},
			{Name: "spans", In: InBody, Schema: Schema{Type: "boolean"}, Member: false, About: about},
		},
		Reader: Reader{
			FromQuery: func(_ Param, v *Values, r *Request) {
				said := v.OneOf("spans", "0", "1", "0", "true", "false")
				r.Search.Spans = said == "1" || said == "true"
			},
			FromBody: func(_ Param, b *Body, r *Request) { r.Search.Spans = Member[bool](b, "spans") },
			Asked:    func(_ Param, s Search) map[string]any { return given(s.Spans, "spans", true) },
		},
	}
}

// ofKinds are the kinds of sightings, a list of which is called kind in a query.
func ofKinds() Param {
	var names []string
	form := Form{Label: "Kind", Options: []Option{{"", "all"}}}
	for _, name := range kinds.Names(nil) {
		names = append(names, string(name))
		form.Options = append(form.Options, Option{string(name), kinds.Of(name).Many})
	}
	return Param{
		Fields: []Field{
			{Name: "kind", In: InQuery, Schema: List(Word(names...), 0),
				About: "Only events of these kinds, with commas between them: also those that are no sightings, which say so in standing.",
				Flag: Flag{"KINDS", "Only these kinds, with commas between them: " + strings.Join(names, ", ") +
					"; without it, all sightings."},
				Form: form},
			{Name: "kinds", In: InBody, Schema: List(Word(names...), 0), Member: []timeline.KindName(nil),
				About: "Only events of these kinds: also those that are no sightings, which say so in standing."},
		},
		Reader: Reader{
			FromQuery: func(_ Param, v *Values, r *Request) { r.Search.Kinds = SomeOf(v, "kind", kinds.Names(nil)...) },
			FromBody:  func(_ Param, b *Body, r *Request) { r.Search.Kinds = Member[[]timeline.KindName](b, "kinds") },
			Asked:     func(_ Param, s Search) map[string]any { return given(len(s.Kinds) > 0, "kinds", s.Kinds) },
		},
		Check: func(s Search) string {
			var faults []string
			for _, kind := range s.Kinds {
				if !slices.Contains(kinds.Names(nil), kind) {
					faults = append(faults, fmt.Sprintf("kind %q is none of %v", kind, kinds.Names(nil)))
				}
			}
			return strings.Join(faults, "; ")
		},
		Narrows: "kind",
	}
}
