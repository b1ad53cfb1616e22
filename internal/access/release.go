package access

import (
	"slices"

	"sightline/timeline"
)

// Release are the handling codes that may leave with a document or a file: its maker holds the right to them and asked for them. The
// zero Release lets none go.
type Release []timeline.Handling

// Lets reports whether what is under a code may go.
func (r Release) Lets(code timeline.Handling) bool { return slices.Contains(r, code) }

// Of returns what of a dossier may go into a document or a file: without what an analyst hid, which stands under Excluded, and
// without what the release does not let go, which is counted under Withheld. What is let go only with a right is counted under
// Obligations with what it obliges to. Of an event under several codes that are not let go the first counts. Releasing twice is
// the same as once.
func (r Release) Of(d timeline.Dossier) timeline.Dossier {
	d = d.WithoutHidden()
	d.Obligations = nil
	loads := map[int64][]timeline.Handling{}
	for _, l := range d.Loads {
		if len(l.Handling) > 0 {
			loads[l.ID] = l.Handling
		}
	}
	codes := codesIn(&d, loads)
	for _, code := range codes {
		if !r.Lets(code) {
			withhold(&d, code, loads)
		}
	}
	for _, code := range codes { // counted when all that is withheld is gone
		if n := count(&d, code, loads); n > 0 {
			d.Obligations = append(d.Obligations, timeline.Note{Text: code.Obliges(), Count: n, Handling: code})
		}
	}
	return d
}

// WithheldByRight are the notes of what Release left out.
func WithheldByRight(d timeline.Dossier) []timeline.Note {
	return timeline.Keep(d.Withheld, func(n *timeline.Note) bool { return n.Handling != "" })
}

// WithheldReads are the other notes: of reads that may be of the subject's vehicles and are not surely so.
func WithheldReads(d timeline.Dossier) []timeline.Note {
	return timeline.Keep(d.Withheld, func(n *timeline.Note) bool { return n.Handling == "" })
}

// each goes through all events of a dossier, those of candidates and those excluded too.
func each(d *timeline.Dossier, do func(*timeline.Event)) {
	for i := range d.Events {
		do(&d.Events[i])
	}
	for i := range d.Candidates {
		do(&d.Candidates[i].Event)
	}
	for i := range d.Excluded {
		do(&d.Excluded[i].Event)
	}
}

// codesIn are the codes under which something of a dossier is: those known in their order, then others by name.
func codesIn(d *timeline.Dossier, loads map[int64][]timeline.Handling) []timeline.Handling {
	found := map[timeline.Handling]bool{}
	each(d, func(e *timeline.Event) {
		for _, code := range timeline.HandlingOf(e, loads) {
			found[code] = true
		}
	})
	var codes, others []timeline.Handling
	for _, code := range timeline.Handlings() {
		if found[code] {
			codes = append(codes, code)
		}
	}
	for code := range found {
		if !code.Known() {
			others = append(others, code)
		}
	}
	slices.Sort(others)
	return append(codes, others...)
}

// count returns how many events of a dossier are under a code.
func count(d *timeline.Dossier, code timeline.Handling, loads map[int64][]timeline.Handling) (n int64) {
	each(d, func(e *timeline.Event) {
		if slices.Contains(timeline.HandlingOf(e, loads), code) {
			n++
		}
	})
	return n
}

// withhold takes out what is under a code, with the marks on it, and counts it.
func withhold(d *timeline.Dossier, code timeline.Handling, loads map[int64][]timeline.Handling) {
	n := count(d, code, loads)
	if n == 0 {
		return
	}
	gone := map[string]bool{}
	stays := func(e *timeline.Event) bool {
		under := slices.Contains(timeline.HandlingOf(e, loads), code)
		if under {
			gone[e.ID] = true
		}
		return !under
	}
	d.Events = timeline.Keep(d.Events, stays)
	d.Candidates = timeline.Keep(d.Candidates, func(c *timeline.Candidate) bool { return stays(&c.Event) })
	d.Excluded = timeline.Keep(d.Excluded, func(x *timeline.Excluded) bool { return stays(&x.Event) })
	d.Marks = timeline.Keep(d.Marks, func(m *timeline.Mark) bool { return !gone[m.Target] })
	d.Withheld = append(d.Withheld[:len(d.Withheld):len(d.Withheld)], timeline.Note{Text: code.Withheld(), Count: n, Handling: code})
}
