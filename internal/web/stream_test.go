package web

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/kinds"
)

// TestStreamedDossierIsTheDossier holds the streamed text to what encoding the whole gives.
func TestStreamedDossierIsTheDossier(t *testing.T) {
	at := timeline.When{Start: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 5, 1, 0, 1, 0, 0, time.UTC)}
	records := []timeline.RecordRef{{Load: 1, Line: 2}}
	v := dossierView{
		Dossier: timeline.Dossier{
			Case: timeline.Case{ID: 1, Number: `}"],`}, Subject: timeline.Subject{ID: 2, Name: "<ñ>"},
			Events: []timeline.Event{
				{ID: "e1", First: at, Records: records}, {ID: "r1-1", First: at, Records: records},
				{ID: "r1-2", First: at, Why: "&", Records: records},
				{ID: "e2", First: at, Last: &timeline.When{}, Records: append(records, records...)},
			},
			Withheld: []timeline.Note{{Text: "similar", Count: 3}},
		},
		Folded: "2 reads", Legs: []analysis.Leg{{}}, Gaps: []analysis.Gap{}, Contacts: []analysis.Contact{}, Caveats: kinds.Caveats(),
	}
	w := httptest.NewRecorder()
	s := &server{}
	if err := s.streamJSON(w, httptest.NewRequest(http.MethodGet, "/", nil), v.withoutLists(), v.lists()...); err != nil {
		t.Fatal(err)
	}
	for i := range v.Dossier.Events {
		v.Events = append(v.Events, eventRowOf(&v.Dossier.Events[i]))
	}
	whole, err := json.Marshal(withoutNulls(v))
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if err := json.Unmarshal(whole, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("streamed %v\nwant %v", got, want)
	}
	for _, name := range []string{"events", "legs", "gaps", "contacts"} {
		if n := strings.Count(w.Body.String(), `"`+name+`":`); n != 1 {
			t.Errorf("%s stands %d times in %s", name, n, w.Body)
		}
	}
}

// row is an element of an answer that sees what has gone out before it is encoded.
type row struct {
	see func() error
}

func (r row) MarshalJSON() ([]byte, error) {
	return []byte(`"` + strings.Repeat("x", 1000) + `"`), r.see()
}

// TestStreamKeepsNoAnswer: what goes out goes while the rest is yet to be encoded, and never more at once than the buffer holds.
func TestStreamKeepsNoAnswer(t *testing.T) {
	w := httptest.NewRecorder()
	rows := make([]row, 1000)
	behind := 0
	for i := range rows {
		rows[i].see = func() error {
			behind = max(behind, i*1000-w.Body.Len())
			return nil
		}
	}
	if err := (&server{}).streamJSON(w, httptest.NewRequest(http.MethodGet, "/", nil), struct {
		A int `json:"a"`
	}{1}, listOf("rows", rows)); err != nil {
		t.Fatal(err)
	}
	if behind > streamBuffer+2000 {
		t.Errorf("%d bytes were kept back", behind)
	}
	if !json.Valid(w.Body.Bytes()) {
		t.Errorf("no JSON: %.100s", w.Body)
	}
}

// TestStreamThatFails: an answer that fails once it has begun is not taken for whole.
func TestStreamThatFails(t *testing.T) {
	m := NewMetrics("test", nil)
	s := &server{metrics: m, limits: newLimits()}
	s.Log = slog.New(slog.DiscardHandler)
	s.Fault = func(error) string { return "" }
	rows := make([]row, 500)
	for i := range rows {
		rows[i].see = func() error {
			if i == 400 {
				return errors.New("cannot be written")
			}
			return nil
		}
	}
	served := httptest.NewServer(s.wrap(s.api(func(w http.ResponseWriter, r *http.Request) error {
		return s.streamJSON(w, r, struct {
			A int `json:"a"`
		}{1}, listOf("rows", rows))
	})))
	t.Cleanup(served.Close)
	answer, err := http.Get(served.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil || json.Valid(body) {
		t.Errorf("an answer that failed ended well after %d bytes", len(body))
	}
}
