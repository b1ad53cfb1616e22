package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// trackView is a track that can be asked about.
type trackView struct {
	Track     string    `json:"track"` // "" for the person, else the plate
	Sightings int       `json:"sightings"`
	First     time.Time `json:"first"`
	Last      time.Time `json:"last"`
}

// tracksOf are the tracks of a dossier that have positions, those with most first.
func tracksOf(d timeline.Dossier) []trackView {
	views := []trackView{}
	for _, t := range analysis.Tracks(d.Events) {
		v := trackView{Track: t.Key}
		for _, s := range t.Sightings {
			if !s.Where.Located() {
				continue
			}
			if v.Sightings == 0 {
				v.First = s.First.Start
			}
			v.Sightings++
			v.Last = s.First.End
		}
		if v.Sightings > 0 {
			views = append(views, v)
		}
	}
	slices.SortStableFunc(views, func(a, b trackView) int { return cmp.Compare(b.Sightings, a.Sightings) })
	return views
}

// chosen is the track that a parameter names, where the person's own is "person"; without a word, the one with most
// positions.
func (p *params) chosen(name string, tracks []trackView) trackView {
	key := p.Text(name)
	if key == "" && len(tracks) > 0 {
		return tracks[0]
	}
	if key == "person" || key == "" {
		key = ""
	}
	for _, t := range tracks {
		if t.Track == key {
			return t
		}
	}
	if len(tracks) > 0 {
		p.Fault("%s must be person or a plate with a known position, such as %q, not %q", name, tracks[0].Track, p.Text(name))
	}
	return trackView{}
}

// reach answers where the subject can have been at an instant, as GeoJSON, or whether it can have been in a disc.
func (s *server) reach(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), append(s.ruleNames(), "track", "at", "lat", "lon", "radius_m", "from", "to", "stay", "purpose")...)
	disc, span, stay := geo.Cap{}, timeSpan{}, time.Duration(0)
	at := p.Instant("at")
	if at.IsZero() {
		disc.Center = orb.Point{p.Number("lon", -180, 180), p.Number("lat", -90, 90)}
		disc.Radius = geo.Meters(p.Number("radius_m", 1, maxRadius))
		span = p.span()
		stay = p.length("stay")
		if span.from.IsZero() && !p.Faulty() {
			p.Fault("at is missing, or from and to")
		}
	} else {
		p.without("at", "lat", "lon", "radius_m", "from", "to", "stay")
	}
	m, err := s.material(r, p, "whereabouts")
	if err != nil {
		return err
	}
	tracks := tracksOf(m.dossier)
	track := p.chosen("track", tracks)
	if err := p.err(); err != nil {
		return err
	}
	whereabouts := analysis.NewWhereabouts(m.dossier, s.analyze(m), track.Track)
	if !at.IsZero() {
		region := whereabouts.RegionAt(at).GeoJSON()
		region.ExtraMembers = map[string]any{"tracks": tracks, "question": m.rules.Question, "caveats": kinds.Caveats()}
		return writeJSON(w, "application/geo+json", region)
	}
	return writeJSON(w, contentJSON, answerView{
		Answer: whereabouts.CouldBe(disc, span.from, span.to, stay), Track: track.Track, Tracks: tracks, Question: m.rules.Question,
		Caveats: kinds.Caveats(),
	})
}

// answerView is an answer with what was asked about and by which rules.
type answerView struct {
	analysis.Answer
	Track    string                `json:"track"`
	Tracks   []trackView           `json:"tracks"`
	Question analysis.QuestionRule `json:"question"`
	Caveats  []string              `json:"caveats"`
}

// meetingView is the answer to whether two subjects can have met.
type meetingView struct {
	answerView
	Other       int64                   `json:"other"`
	OtherTrack  string                  `json:"other_track"`
	OtherTracks []trackView             `json:"other_tracks"`
	AskedFrom   time.Time               `json:"asked_from"`
	AskedTo     time.Time               `json:"asked_to"`
	Shared      []analysis.SharedAgency `json:"shared_agencies"`
}

// defaultApart is how near two subjects must have been to each other to have met, in metres.
const defaultApart = 100

// longestMeeting bounds the time in which a meeting is looked for.
const longestMeeting = 366 * 24 * time.Hour

// meet answers whether two subjects can have met, and which agencies asked about both. Without a span of time, that in
// which both were sighted.
func (s *server) meet(w http.ResponseWriter, r *http.Request) error {
	p := newParams(r.URL.Query(), append(s.ruleNames(), "other", "track", "other_track", "from", "to", "apart_m", "purpose")...)
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	other := int64(p.Number("other", 1, 1<<53))
	if other == id {
		p.Fault("other must be another subject")
	}
	apart := geo.Meters(defaultApart)
	if p.Text("apart_m") != "" {
		apart = geo.Meters(p.Number("apart_m", 0, maxRadius))
	}
	span := p.span()
	m, err := s.material(r, p, "meeting")
	if err != nil {
		return err
	}
	a := m.dossier
	b, err := s.store.Dossier(r.Context(), other, query.OwnRecords, s.look(r, "meeting"))
	if err != nil {
		return err
	}
	b = b.WithoutHidden()
	answer := meetingView{Other: other, OtherTracks: tracksOf(b)}
	answer.Tracks, answer.Question, answer.Caveats = tracksOf(a), m.rules.Question, kinds.Caveats()
	first, second := p.chosen("track", answer.Tracks), p.chosen("other_track", answer.OtherTracks)
	if span.from.IsZero() {
		span = common(first, second)
	}
	if span.to.Sub(span.from) > longestMeeting {
		p.Fault("from and to must be within a year; both were sighted for longer, so ask about a part of it")
	}
	if err := p.err(); err != nil {
		return err
	}
	answer.Track, answer.OtherTrack, answer.AskedFrom, answer.AskedTo = first.Track, second.Track, span.from, span.to
	here := analysis.NewWhereabouts(a, s.analyze(m), first.Track)
	there := analysis.NewWhereabouts(b, analysis.Analyze(b, m.rules), second.Track)
	answer.Answer = analysis.CouldMeet(here, there, apart, span.from, span.to)
	if answer.Shared = analysis.SharedAgencies(a, b, m.rules); answer.Shared == nil {
		answer.Shared = []analysis.SharedAgency{}
	}
	return writeJSON(w, contentJSON, answer)
}

// timeSpan is from one instant to another, both zero when not given.
type timeSpan struct{ from, to time.Time }

// common is the span in which both tracks were sighted; where there is none, the silence between them.
func common(a, b trackView) timeSpan {
	from, to := a.First, a.Last
	if b.First.After(from) {
		from = b.First
	}
	if b.Last.Before(to) {
		to = b.Last
	}
	if to.Before(from) {
		from, to = to, from
	}
	return timeSpan{from, to}
}

// span reads from and to: both or neither, in order; equal ones ask about that instant.
func (p *params) span() timeSpan {
	s := timeSpan{p.Instant("from"), p.Instant("to")}
	switch {
	case s.from.IsZero() != s.to.IsZero() && !p.Faulty():
		p.Fault("from and to must be given together")
	case s.to.Before(s.from):
		p.Fault("from must not be after to")
	}
	return s
}

// length reads a length of time such as 90m; none when it is not given.
func (p *params) length(name string) time.Duration {
	text := p.Text(name)
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > longestMeeting {
		p.Fault("%s must be a length of time such as 90m or 24h, not %q", name, text)
	}
	return d
}

// without faults parameters that do not go together with another.
func (p *params) without(with string, names ...string) {
	for _, name := range names {
		if name != with && p.Has(name) {
			p.Fault("%s does not go together with %s", name, with)
		}
	}
}
