package analysis

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/clock"
	"sightline/timeline/kinds"
)

// Selection is what of a dossier is shown: the filters of the page, and what a file made from it holds. The zero Part is all.
type Selection struct {
	Zone     string              // display zone that From and To are told in, as NewDisplay takes it
	From, To time.Time           // on the time axis of the zone: a wall clock written as if it were UTC; zero: open
	Without  []timeline.KindName // kinds left out
	Counting bool                // only what may tell of whereabouts
	Search   string              // words all of which must stand in a row, in capitals or not
	IDs      []string            // only these events; nil: any
	Chosen   string              // what those are, in words
}

// Whole reports whether the part leaves out nothing.
func (p Selection) Whole() bool {
	return p.From.IsZero() && p.To.IsZero() && len(p.Without) == 0 && !p.Counting && p.IDs == nil && len(p.words()) == 0
}

// Of returns the part of a dossier, with Shown set unless it is the whole. The error is about the zone or the span.
func (p Selection) Of(d timeline.Dossier) (timeline.Dossier, error) {
	holds, err := p.Holds()
	if err != nil || p.Whole() {
		return d, err
	}
	of := len(d.Events)
	d.Events = timeline.Keep(d.Events, holds.Event)
	d.Candidates = timeline.Keep(d.Candidates, holds.Candidate)
	d.Excluded = timeline.Keep(d.Excluded, func(x *timeline.Excluded) bool { return holds.Event(&x.Event) })
	d.Shown = &timeline.Shown{Text: p.String(), Rows: len(d.Events), Of: of}
	return d, nil
}

// Selector tells what a part holds. It is not safe for concurrent use.
type Selector struct {
	part     Selection
	display  *clock.Display
	words    []string
	ids      map[string]bool // nil: any
	from, to int64           // on the axis, ms
}

// Holds returns what tells what the part holds. The error is about the zone or the span.
func (p Selection) Holds() (*Selector, error) {
	display, err := clock.NewDisplay(p.Zone)
	if err != nil {
		return nil, err
	}
	h := &Selector{part: p, display: display, words: p.words(), from: p.From.UnixMilli(), to: p.To.UnixMilli()}
	if !p.From.IsZero() && !p.To.IsZero() && h.from >= h.to {
		return nil, fmt.Errorf("the span ends, %s, before it begins, %s", p.To.Format(time.DateTime), p.From.Format(time.DateTime))
	}
	if p.IDs != nil {
		h.ids = make(map[string]bool, len(p.IDs))
		for _, id := range p.IDs {
			h.ids[id] = true
		}
	}
	return h, nil
}

// Event reports whether the part holds an event. A span with an open end is where something is known of it.
func (h *Selector) Event(e *timeline.Event) bool {
	return (!h.part.Counting || mayTell(e)) && h.row(e.ID, e.Kind) && h.spans(e) && h.found(func() string { return EventText(e) })
}

// mayTell reports whether an event may tell of whereabouts: a span also where neither end is told.
func mayTell(e *timeline.Event) bool { return e.Counts() || e.Spans() && e.Standing == timeline.Counts }

// Candidate reports whether the part holds a candidate. It counts for nothing, whether or not only what counts is asked for.
func (h *Selector) Candidate(c *timeline.Candidate) bool {
	return h.row(c.ID(), c.Event.Kind) && h.spans(&c.Event) && h.found(func() string { return CandidateText(c) })
}

func (h *Selector) row(id string, kind timeline.KindName) bool {
	return (h.ids == nil || h.ids[id]) && !slices.Contains(h.part.Without, kinds.Of(kind).Name)
}

// spans reports whether an event reaches into the part's span.
func (h *Selector) spans(e *timeline.Event) bool {
	if h.part.From.IsZero() && h.part.To.IsZero() {
		return true
	}
	first, last := e.First, e.First
	if e.Spans() {
		last = *e.Last
	}
	if first.IsZero() {
		first = last
	}
	if last.IsZero() {
		last = first
	}
	if first.IsZero() {
		return false
	}
	when := timeline.When{Zone: first.Zone}
	from := h.display.Axis(first.Start, when, e.Where.Zone)
	to := max(from, h.display.Axis(last.End.Add(-time.Millisecond), when, e.Where.Zone))
	return (h.part.From.IsZero() || to >= h.from) && (h.part.To.IsZero() || from <= h.to)
}

// found reports whether a row's text holds all words searched for.
func (h *Selector) found(text func() string) bool {
	if len(h.words) == 0 {
		return true
	}
	low := text()
	return !slices.ContainsFunc(h.words, func(word string) bool { return !strings.Contains(low, word) })
}

func (p Selection) words() []string { return strings.Fields(strings.ToLower(p.Search)) }

// String says in words what the part holds, "everything" for the whole.
func (p Selection) String() string {
	var said []string
	zone := ", " + ZoneWords(p.Zone)
	switch from, to := p.From.UTC().Format("2006-01-02 15:04"), p.To.UTC().Format("2006-01-02 15:04"); {
	case !p.From.IsZero() && !p.To.IsZero():
		said = append(said, "from "+from+" to "+to+zone)
	case !p.From.IsZero():
		said = append(said, "from "+from+zone)
	case !p.To.IsZero():
		said = append(said, "until "+to+zone)
	}
	if len(p.Without) > 0 {
		var nouns []string
		for _, k := range p.Without {
			nouns = append(nouns, kinds.Of(k).Many)
		}
		said = append(said, "without "+strings.Join(nouns, ", "))
	}
	if p.Counting {
		said = append(said, "without what was set aside or does not count")
	}
	if len(p.words()) > 0 {
		said = append(said, "with the words “"+clean(p.Search)+"”")
	}
	if p.IDs != nil {
		chosen := words.Count(len(p.IDs), "chosen row")
		if p.Chosen != "" {
			chosen = "what this rests on: “" + clean(p.Chosen) + "”"
		}
		said = append(said, chosen)
	}
	if len(said) == 0 {
		return "everything"
	}
	return strings.Join(said, "; ")
}

// ZoneWords says in words which zone a display zone's times are in.
func ZoneWords(zone string) string {
	switch zone {
	case "", timeline.ZoneOfPlace:
		return "local time of each place"
	case "UTC":
		return "UTC"
	}
	return "time of " + zone
}

// clean leaves of a text what may stand in a sentence.
func clean(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }), " ")
}
