package store

import (
	"encoding/hex"
	"time"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// toldEvent is what a record says of an event, as the function add_records takes it.
type toldEvent struct {
	Record   string              `json:"record"` // the record's key in hexadecimal
	Nth      int                 `json:"nth"`
	Key      string              `json:"key"` // the event's, in hexadecimal
	Kind     timeline.KindName   `json:"kind"`
	At       string              `json:"at"`
	Until    string              `json:"until"`
	First    any                 `json:"first"` // timeline.When, {} when open
	Last     any                 `json:"last,omitempty"`
	Position *string             `json:"position"` // extended WKB in hexadecimal
	Class    timeline.Class      `json:"class"`
	RadiusM  float64             `json:"radius_m"`
	Place    place               `json:"place"`
	ORI      *string             `json:"ori"`
	Code     string              `json:"code"`
	Standing timeline.Standing   `json:"standing"`
	Why      string              `json:"why"`
	Locates  bool                `json:"locates"`
	Remarks  []toldRemark        `json:"remarks"`
	Handling []timeline.Handling `json:"handling"`
	Fields   []timeline.Field    `json:"fields"`
	Parties  []toldParty         `json:"parties"`
}

// toldRemark is a remark without its words, which are made where it is shown.
type toldRemark struct {
	Code timeline.RemarkCode `json:"code"`
	Args []string            `json:"args,omitempty"`
}

type toldParty struct {
	Part    string                  `json:"part"`
	Type    timeline.IdentifierType `json:"type,omitempty"`
	Value   string                  `json:"value,omitempty"`
	Region  string                  `json:"region,omitempty"`
	Raw     string                  `json:"raw,omitempty"`
	Subject int64                   `json:"subject,omitempty"`
}

// tellEvent turns an event that a record tells of into what add_records takes. The subject for whom the record was loaded has the first
// part of its kind, unless the record says that the subject has another.
func tellEvent(r timeline.Record, nth int, e *timeline.Event, subject int64) (toldEvent, error) {
	kind := kinds.Of(e.Kind)
	key := kind.EventKey(e, r.Key, nth, subject)
	t := toldEvent{
		Record: hex.EncodeToString(r.Key[:]), Nth: nth, Key: hex.EncodeToString(key[:]), Kind: e.Kind, At: "-infinity", Until: "infinity", First: struct{}{},
		Class: timeline.ClassNone, Place: placeOf(e.Where), Code: e.Code, Standing: e.Standing, Why: e.Why,
		Remarks: []toldRemark{}, Handling: list(e.Handling), Fields: list(e.Fields), Parties: []toldParty{},
	}
	for _, r := range e.Remarks {
		t.Remarks = append(t.Remarks, toldRemark{r.Code, r.Args})
	}
	if !e.First.IsZero() {
		t.First, t.At = e.First, instantText(e.First.Start)
	}
	ends := e.First
	if e.Spans() {
		ends, t.Last = *e.Last, struct{}{}
		if !e.Last.IsZero() {
			t.Last = e.Last
		}
	}
	if !ends.IsZero() {
		t.Until = instantText(ends.End)
	}
	if e.Where.Located() {
		point, err := appendPoint(nil, e.Where.Point)
		if err != nil {
			return t, err
		}
		position := hex.EncodeToString(point)
		t.Position, t.Class, t.RadiusM = &position, e.Where.Class, float64(e.Where.Radius)
	}
	if e.Agency != nil {
		t.ORI = &e.Agency.ORI
	}
	own := subject == 0 || len(kind.Parts) == 0
	for _, p := range e.Parties {
		own = own || p.Subject == subject
		t.Locates = t.Locates || kind.Locates(p.Part)
		t.Parties = append(t.Parties, toldParty{p.Part, p.Of.Type, p.Of.Value, p.Of.Region, p.Of.Raw, p.Subject})
	}
	if !own || subject != 0 && len(kind.Parts) == 0 {
		part := "subject" // of a kind that is not known
		if len(kind.Parts) > 0 {
			part = kind.Parts[0].Name
		}
		t.Locates = t.Locates || kind.Locates(part)
		t.Parties = append(t.Parties, toldParty{Part: part, Subject: subject})
	}
	return t, nil
}

func instantText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
