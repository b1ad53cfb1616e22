package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
	"sightline/timeline/plate"
)

// TestBurst holds a report to what it says of a burst: how many reads became how many sightings, and the record of each.
func TestBurst(t *testing.T) {
	d := journey(60)
	var reads []timeline.Event
	for _, s := range d.Events {
		if s.Kind == timeline.KindRead && len(reads) == 0 {
			for k := range 3 {
				again := s
				again.ID, again.Records = fmt.Sprintf("r9-%d", 700+k), []timeline.RecordRef{{Load: 2, Line: 700 + k}}
				again.First.Start, again.First.End = s.First.Start.Add(time.Duration(k)*20*time.Second),
					s.First.Start.Add(time.Duration(k)*20*time.Second+time.Second)
				reads = append(reads, again)
			}
			d.Events = append(d.Events, reads...)
			break
		}
	}
	if len(reads) == 0 {
		t.Fatal("the invented dossier has no plate read")
	}
	d = plate.Fold(d)
	if d.FoldedText() == "" {
		t.Fatal("nothing was folded")
	}
	r, err := Build(t.Context(), d, tools(t))
	if err != nil {
		t.Fatal(err)
	}
	all := dump(r)
	for _, want := range []string{d.FoldedText(), "shown as one", "; 701; 702", "within 60 s are one passing"} {
		if !strings.Contains(all, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}
