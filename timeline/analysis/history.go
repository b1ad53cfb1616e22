package analysis

import (
	"cmp"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

// observed reports whether an event tells that its subject was seen or asked about at a time. A span does not, though it counts: its
// ends are a source's dates, and between them the subject may have been anywhere.
func observed(e *timeline.Event) bool { return !e.Spans() && e.Counts() }

// observation is what the analysis needs of one event that is observed.
type observation struct {
	s          *timeline.Event
	load       int64 // that brought it, the first of several
	start, end int64 // Unix milliseconds; the instant lies in [start, end)
	// Of a burst the first read lies in [start, start+first) and the last in [end-last, end); else both are end-start.
	first, last int64
	point       orb.Point
	slack       geo.Meters // radius with the agency's reach
	located     bool
	exact       bool // locates the sighting itself, within the accuracy rule
	place       int32
	area        int32
}

// history is a dossier made ready for analysis. Events stay where they are; everything else works on numbers.
type history struct {
	p      Parameters
	d      *timeline.Dossier
	all    []observation // in time order
	tracks []trackOf
	// sighted is where each track was seen in each night, once places are found.
	sighted []sighted
	// addresses are where spans that count were, those that are exact and have a label.
	addresses []timeline.Where
	zones     map[string]*time.Location
	// twos is what looksLikeTwo said of each plate. It is shared by copies whose times are the same.
	twos   map[string]*sorted
	agreed map[*int32][2][]int32 // what consistent said of each track, by where its observations are kept
}

// trackOf is one track as indexes into the history's observations.
type trackOf struct {
	key   string
	plate *timeline.Plate
	obs   []int32
}

const none = -1

func newHistory(d *timeline.Dossier, p Parameters) *history {
	h := &history{p: p, d: d, zones: map[string]*time.Location{}, twos: map[string]*sorted{}, agreed: map[*int32][2][]int32{}}
	h.all = make([]observation, 0, len(d.Events))
	for i := range d.Events {
		switch e := &d.Events[i]; {
		case observed(e):
			h.all = append(h.all, h.observe(e))
		case e.Spans() && e.Standing == timeline.Counts && e.Where.Class.Exact() && e.Where.Label != "":
			h.addresses = append(h.addresses, e.Where)
		}
	}
	slices.SortStableFunc(h.all, func(a, b observation) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end), cmp.Compare(a.s.ID, b.s.ID))
	})
	h.tracks = h.split()
	return h
}

func (h *history) observe(s *timeline.Event) observation {
	o := observation{
		s: s, load: s.Record().Load, start: s.First.Start.UnixMilli(), end: s.First.End.UnixMilli(),
		located: s.Where.Located() && onEarth(s.Where.Point), place: none, area: none,
	}
	o.end = max(o.end, o.start+1)
	o.first, o.last = o.end-o.start, o.end-o.start
	if len(s.Burst()) > 0 {
		first, last := s.FirstSeen(), s.LastSeen()
		o.first, o.last = max(first.End.UnixMilli()-o.start, 1), max(o.end-last.Start.UnixMilli(), 1)
	}
	if o.located {
		o.point, o.slack = s.Where.Point, h.p.Reach.Slack(s)
		o.exact = s.Where.Class.Exact() && o.slack <= h.p.Place.Accuracy
	}
	return o
}

// onEarth reports whether a position is one; what is not, such as NaN, is treated as not located.
func onEarth(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}

// split divides the observations as Tracks does.
func (h *history) split() []trackOf {
	states := usualStates(h.d.Events)
	index := map[string]int{}
	plain := map[timeline.Plate]string{} // keys of plates seen, to build each text once
	var tracks []trackOf
	for i := range h.all {
		key := ""
		plate := plateOf(h.all[i].s, states)
		if plate != (timeline.Plate{}) {
			var ok bool
			if key, ok = plain[plate]; !ok {
				key = plate.String()
				plain[plate] = key
			}
		}
		k, ok := index[key]
		if !ok {
			k = len(tracks)
			index[key] = k
			t := trackOf{key: key}
			if plate != (timeline.Plate{}) {
				own := plate
				t.plate = &own
			}
			tracks = append(tracks, t)
		}
		tracks[k].obs = append(tracks[k].obs, int32(i))
	}
	slices.SortFunc(tracks, func(a, b trackOf) int { return cmp.Compare(a.key, b.key) })
	return tracks
}

// located returns the observations of a track that have a position.
func (h *history) located(t trackOf) []int32 {
	out := make([]int32, 0, len(t.obs))
	for _, i := range t.obs {
		if h.all[i].located {
			out = append(out, i)
		}
	}
	return out
}

// zone returns the location of an IANA zone name, UTC when it is not known.
func (h *history) zone(name string) *time.Location {
	loc, ok := h.zones[name]
	if !ok {
		loc = time.UTC
		if name != "" {
			if l, err := time.LoadLocation(name); err == nil {
				loc = l
			}
		}
		h.zones[name] = loc
	}
	return loc
}

// local returns the time of day of an instant where an observation was made.
func (h *history) local(o *observation, ms int64) time.Time {
	return time.UnixMilli(ms).In(h.zone(cmp.Or(o.s.Where.Zone, o.s.First.Zone)))
}

// ids returns the event ids of observations.
func (h *history) ids(obs []int32) []string {
	out := make([]string, len(obs))
	for k, i := range obs {
		out[k] = h.all[i].s.ID
	}
	return out
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// subjectOf names what a track is about, for sentences.
func subjectOf(key string) string {
	if key == "" {
		return "The subject"
	}
	return "Vehicle " + key
}
