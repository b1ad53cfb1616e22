package analysis

import (
	"slices"
	"time"

	"sightline/timeline"
)

// Cause is a likely reason for a conflict.
type Cause string

const (
	CauseMisread Cause = "misread" // the plate was misread once: without this sighting the others agree
	CauseClone   Cause = "clone"   // two vehicles carry the number
	CauseZone    Cause = "zone"    // the times of a load are in another zone than it was read with
	CauseClock   Cause = "clock"   // a device's clock was wrong
	CauseAgency  Cause = "agency"  // the agency asked from afar, or its reach is wider than the rule
	CauseOther   Cause = "other"   // the vehicle or the identity was used by another
)

// causeText says each cause in a sentence, causeNames in a list.
var (
	causeText = map[Cause]string{
		CauseMisread: "a misread plate",
		CauseClone:   "the same number on two vehicles",
		CauseZone:    "times in another zone than the load was read with",
		CauseClock:   "a reader's wrong clock",
		CauseAgency:  "an inquiry made from afar",
		CauseOther:   "use of the vehicle or the name by another",
	}
	causeNames = map[Cause]string{
		CauseMisread: "misread plate",
		CauseClone:   "two vehicles with one number",
		CauseZone:    "times of a load in another zone",
		CauseClock:   "wrong clock",
		CauseAgency:  "inquiry from afar",
		CauseOther:   "used by another",
	}
)

// explain gives each conflict its likely causes and its sentence. mended is the history with the shifts applied.
func (h *history) explain(conflicts []Conflict, mended *history, splits []Split) {
	split := map[string]bool{}
	for _, s := range splits {
		split[s.Track] = true
	}
	misread := h.misreads(conflicts)
	for k := range conflicts {
		c := &conflicts[k]
		plate := c.Track != ""
		switch c.Kind {
		case ConflictCustody:
			c.Causes = []Cause{CauseOther, CauseZone}
			if plate {
				c.Causes = []Cause{CauseOther, CauseMisread}
			}
		case ConflictState:
			c.Causes = []Cause{CauseMisread, CauseClone}
			if c.Certain {
				c.Causes = []Cause{CauseClone, CauseMisread}
			}
		default:
			c.Causes = h.speedCauses(c, mended, split[c.Track], misread)
		}
		h.sayConflict(c)
	}
}

func (h *history) speedCauses(c *Conflict, mended *history, split bool, misread map[int32]bool) []Cause {
	var causes []Cause
	add := func(cause Cause, when bool) {
		if when && !slices.Contains(causes, cause) {
			causes = append(causes, cause)
		}
	}
	a, b := &h.all[c.a], &h.all[c.b]
	limit := h.p.Speed.Person
	if c.Track != "" {
		limit = h.p.Speed.Review
	}
	if mended != h {
		need, _ := mended.need(&mended.all[c.a], &mended.all[c.b])
		add(CauseZone, need <= limit)
	}
	add(CauseAgency, a.s.Where.Class == timeline.ClassAgency || b.s.Where.Class == timeline.ClassAgency)
	add(CauseClone, split)
	add(CauseMisread, c.Track != "" && (misread[c.a] || misread[c.b]))
	add(CauseZone, a.load != b.load && h.hourHelps(a, b, float64(limit)))
	add(CauseClock, h.hourHelps(a, b, float64(limit)))
	add(CauseClone, c.Track != "")
	add(CauseMisread, c.Track != "")
	add(CauseOther, c.Track == "")
	return causes
}

// hourHelps reports whether one hour more between two observations makes them plausible.
func (h *history) hourHelps(a, b *observation, limit float64) bool {
	later := *b
	later.start += time.Hour.Milliseconds()
	later.end += time.Hour.Milliseconds()
	need, _ := h.need(a, &later)
	return float64(need) <= limit
}

// misreads returns the observations without which their neighbours agree: the one in two conflicts whose other ends are
// no conflict with each other.
func (h *history) misreads(conflicts []Conflict) map[int32]bool {
	before, after := map[int32]int32{}, map[int32]int32{}
	for _, c := range conflicts {
		if c.Kind == ConflictSpeed || c.Kind == ConflictTwice {
			after[c.a], before[c.b] = c.b, c.a
		}
	}
	out := map[int32]bool{}
	for i, prev := range before {
		next, ok := after[i]
		if !ok {
			continue
		}
		if need, _ := h.need(&h.all[prev], &h.all[next]); need <= h.p.Speed.Review {
			out[i] = true
		}
	}
	return out
}
