package web

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// SearchAnswer is a page of an answer with what leads on from it.
type SearchAnswer struct {
	Page   query.Page
	Cursor string // of the next page, "" on the last
	Links  []Link
}

// Link leads to another page. One with a body is asked for by POST with the members of the body put in place of those of
// the question before.
type Link struct {
	Rel    string            `json:"rel"`
	Type   string            `json:"type"`
	Method string            `json:"method,omitempty"`
	Href   string            `json:"href"`
	Body   map[string]string `json:"body,omitempty"`
	Merge  bool              `json:"merge,omitempty"`
}

// MarshalJSON writes the answer as GeoJSON (RFC 7946). It is written out by hand: by reflection it costs more than the
// search.
func (a SearchAnswer) MarshalJSON() ([]byte, error) {
	j := jsonText{b: make([]byte, 0, 1024+800*len(a.Page.Found))}
	j.raw(`{"type":"FeatureCollection","features":[`)
	for i := range a.Page.Found {
		if i > 0 {
			j.raw(",")
		}
		j.feature(&a.Page.Found[i])
	}
	j.raw(`],"numberReturned":`)
	j.b = strconv.AppendInt(j.b, int64(len(a.Page.Found)), 10)
	if c := a.Page.Count; c != nil {
		name := "numberMatched"
		if c.AtLeast {
			name = "numberMatchedAtLeast"
		}
		j.name(name)
		j.b = strconv.AppendInt(j.b, c.Number, 10)
	}
	if a.Page.Why != "" {
		j.field("why_empty", a.Page.Why)
	}
	if a.Cursor != "" {
		j.field("next", a.Cursor)
	}
	if len(a.Links) > 0 {
		j.value("links", a.Links)
	}
	j.value("caveats", kinds.Caveats())
	j.raw("}")
	return j.b, j.err
}

// jsonText is JSON being written. Values whose form is not known beforehand go by encoding/json.
type jsonText struct {
	b   []byte
	err error
}

func (j *jsonText) raw(text string) { j.b = append(j.b, text...) }

// name begins a member that is not the first of its object.
func (j *jsonText) name(name string) { j.b = append(append(append(j.b, ',', '"'), name...), '"', ':') }

func (j *jsonText) field(name, text string) {
	j.name(name)
	j.text(text)
}

func (j *jsonText) value(name string, v any) {
	j.name(name)
	j.any(v)
}

func (j *jsonText) any(v any) {
	body, err := json.Marshal(v)
	if err != nil && j.err == nil {
		j.err = err
	}
	j.b = append(j.b, body...)
}

// text writes a string. Whatever is not plain ASCII, or would end the string or a script it stands in, goes by
// encoding/json.
func (j *jsonText) text(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			j.any(s)
			return
		}
	}
	j.b = append(append(append(j.b, '"'), s...), '"')
}

func (j *jsonText) number(v float64) {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		j.raw("null")
		return
	}
	j.b = strconv.AppendFloat(j.b, v, 'f', -1, 64)
}

func (j *jsonText) time(name string, t time.Time) {
	j.name(name)
	j.b = append(t.AppendFormat(append(j.b, '"'), time.RFC3339Nano), '"')
}

// feature writes one sighting. Of a span, when is its beginning and until its end; where they are open they are null.
func (j *jsonText) feature(n *query.Nearby) {
	s := &n.Event
	j.raw(`{"type":"Feature","id":`)
	j.text(s.ID)
	if s.Where.Located() {
		j.raw(`,"geometry":{"type":"Point","coordinates":[`)
		j.number(s.Where.Point[0])
		j.raw(",")
		j.number(s.Where.Point[1])
		j.raw(`]}`)
	} else {
		j.raw(`,"geometry":null`)
	}
	j.raw(`,"properties":{"kind":`)
	j.text(string(kinds.Of(s.Kind).Name))
	j.field("case", n.Case)
	j.when("when", s.First)
	if s.Spans() {
		j.when("until", *s.Last)
	}
	j.field("class", string(s.Where.Class))
	j.name("radius_m")
	j.number(float64(s.Where.Radius))
	j.field("place", s.Where.Label)
	j.field("place_basis", s.Where.Basis)
	j.field("time_zone", s.Where.Zone)
	if n.Relation != "" {
		j.name("distance_m")
		j.number(float64(n.Distance))
		j.field("relation", string(n.Relation))
		j.raw(`,"areas":[`)
		for i, area := range n.Areas {
			if i > 0 {
				j.raw(",")
			}
			j.b = strconv.AppendInt(j.b, int64(area), 10)
		}
		j.raw("]")
	}
	j.raw(`,"record":`)
	j.record(s.Record())
	if len(s.Records) > 1 {
		j.raw(`,"records":[`)
		for i, ref := range s.Records {
			if i > 0 {
				j.raw(",")
			}
			j.record(ref)
		}
		j.raw("]")
	}
	j.about(s)
	j.raw("}}")
}

func (j *jsonText) record(ref timeline.RecordRef) {
	j.raw(`{"load":`)
	j.b = strconv.AppendInt(j.b, ref.Load, 10)
	j.raw(`,"line":`)
	j.b = strconv.AppendInt(j.b, int64(ref.Line), 10)
	j.raw("}")
}

// about writes what only some sightings have.
func (j *jsonText) about(s *timeline.Event) {
	if p := s.PlateParty(); p != nil {
		j.raw(`,"plate":{"number":`)
		j.text(p.Of.Value)
		if p.Of.Region != "" {
			j.field("state", p.Of.Region)
		}
		if p.Of.Raw != "" {
			j.field("raw", p.Of.Raw)
		}
		j.raw("}")
	}
	if s.Agency != nil {
		j.field("ori", s.Agency.ORI)
		j.field("agency", s.Agency.Name)
	}
	if s.Read != nil {
		j.read(s.Read)
	}
	if s.Code != "" {
		j.field("message_key", s.Code)
	}
	if s.Standing != timeline.Counts {
		j.field("standing", string(s.Standing))
	}
	if s.Why != "" {
		j.field("why", s.Why)
	}
	if len(s.Handling) > 0 {
		j.value("handling", s.Handling)
	}
	if len(s.Remarks) > 0 {
		j.value("flags", s.Remarked())
	}
}

// read writes what only plate reads have.
func (j *jsonText) read(r *timeline.ReadDetail) {
	if r.Confidence != nil {
		j.name("confidence")
		j.b = strconv.AppendFloat(j.b, *r.Confidence, 'g', 6, 32) // readers give no more
	}
	if r.Heading != nil {
		j.name("heading")
		j.b = strconv.AppendInt(j.b, int64(*r.Heading), 10)
	}
	if r.Mobile {
		j.raw(`,"mobile":true`)
	}
}

func (j *jsonText) when(name string, w timeline.When) {
	j.name(name)
	if w.IsZero() {
		j.raw("null")
		return
	}
	j.raw(`{"raw":`)
	j.text(w.Raw)
	j.field("zone", w.Zone)
	j.field("basis", string(w.Basis))
	j.time("start", w.Start)
	j.time("end", w.End)
	j.field("precision", string(w.Precision))
	if len(w.Flags) > 0 {
		j.value("flags", w.Flags)
	}
	j.raw("}")
}
