package render

import (
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/timeline"
)

// abroad is a subject that goes from one town to another, 300 km off, and back, by one vehicle.
func abroad() timeline.Dossier {
	var d timeline.Dossier
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i, p := range []orb.Point{{-97.5, 35.4}, {-97.4, 35.5}, {-96.8, 32.8}, {-96.7, 32.9}, {-97.45, 35.45}} {
		at = at.Add(5 * time.Hour)
		d.Events = append(d.Events, timeline.Event{
			ID: "e" + string(rune('1'+i)), Kind: timeline.KindRead, Parties: vehicle("QQQ0001", "OK"),
			First: timeline.When{Start: at, End: at.Add(time.Second), Precision: timeline.Second, Zone: "UTC"},
			Where: timeline.Where{Point: p, Class: timeline.ClassSite, Radius: 20, State: "OK", Zone: "America/Chicago"},
		})
	}
	return d
}

// TestMapOfAPart draws two of five sightings: no movement is made up between what does not follow each other, and what
// leads out is counted.
func TestMapOfAPart(t *testing.T) {
	base := openAtlas(t)
	only := map[string]bool{"e1": true, "e2": true, "e5": true}
	part, err := TravelMap(base, abroad(), MapOptions{Only: only, Key: true, Prefix: "B", ID: "b"})
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for _, p := range part.Places {
		drawn += len(p.IDs)
		for _, id := range p.IDs {
			if !only[id] {
				t.Errorf("%s is drawn", id)
			}
		}
	}
	if notes := strings.Join(part.Notes, " "); drawn != 3 || !strings.Contains(notes, "2 movements lead out of what this map shows") {
		t.Errorf("%d drawn, %s", drawn, notes)
	}
	if !strings.Contains(part.SVG, ">B1</text>") || !strings.Contains(part.Alt, "B1 ") {
		t.Error("the numbers lack their letter")
	}
	whole, err := TravelMap(base, abroad(), MapOptions{})
	if err != nil {
		t.Fatal(err)
	}
	steady, err := TravelMap(base, abroad(), MapOptions{Only: only, Steady: true})
	if err != nil {
		t.Fatal(err)
	}
	scale := func(m Map) string { // the bar in miles
		_, after, _ := strings.Cut(m.SVG, " mi</text>")
		return m.SVG[strings.LastIndex(m.SVG[:len(m.SVG)-len(after)-len(" mi</text>")], ">"):][:8]
	}
	if scale(steady) != scale(whole) || scale(part) == scale(whole) {
		t.Errorf("bars: whole %s, steady %s, part %s", scale(whole), scale(steady), scale(part))
	}
	if none, err := TravelMap(base, abroad(), MapOptions{Only: map[string]bool{}, Steady: true}); err != nil || len(none.Places) != 0 {
		t.Errorf("a part of nothing: %v, %d places", err, len(none.Places))
	}
}

// TestKeyBesideTheMap gives numbers to no more places than the key has room for, and keeps all within the drawing.
func TestKeyBesideTheMap(t *testing.T) {
	var d timeline.Dossier
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for i := range 60 {
		at = at.Add(time.Hour)
		d.Events = append(d.Events, timeline.Event{
			ID: string(rune('A' + i)), Kind: timeline.KindRead,
			First: timeline.When{Start: at, End: at.Add(time.Second), Precision: timeline.Second},
			Where: timeline.Where{Point: orb.Point{-100 + float64(i%8)*0.1, 35 + float64(i/8)*0.1}, Class: timeline.ClassSite,
				Label: strings.Repeat("long name ", 9), Radius: 20},
		})
	}
	m, err := TravelMap(openAtlas(t), d, MapOptions{Height: 330, Key: true, Aside: true, Prefix: "AA"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(m.Places); n != 12 || m.Height > 460 {
		t.Errorf("%d places, %d px high", n, m.Height)
	}
}
