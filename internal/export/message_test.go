package export

import (
	"strings"
	"testing"

	"sightline/timeline"
)

// TestMessageKeysAreExplained holds that every format that tells a message key tells what it means beside it.
func TestMessageKeysAreExplained(t *testing.T) {
	d := tell().seen(func(s *timeline.Event) {
		s.Code, s.Fields = "QXX", []timeline.Field{{Name: "NAM", Value: "X"}, {Name: timeline.FieldMessage, Value: "zebra inquiry"}}
	}).Dossier
	rows := table(t, written(t, "csv", d, given()))
	if last := rows[len(rows)-1]; last["message_key"] != "QXX" || last["message_meaning"] != "zebra inquiry" ||
		strings.Contains(last["details"], "zebra") {
		t.Errorf("the table has %q, %q and %q", last["message_key"], last["message_meaning"], last["details"])
	}
	for _, format := range []string{"geojson", "ics", "timeline-csv"} {
		text := strings.ReplaceAll(string(written(t, format, d, given())), "\r\n ", "") // a calendar folds its lines
		if !strings.Contains(text, "QXX") || !strings.Contains(text, "zebra inquiry") {
			t.Errorf("%s does not explain QXX:\n%s", format, text)
		}
	}
	if said := strings.Join(document(t, written(t, "kmz", d, given())).texts("description"), "\n"); !strings.Contains(said,
		"QXX, zebra inquiry") {
		t.Errorf("the placemarks say:\n%s", said)
	}
}
