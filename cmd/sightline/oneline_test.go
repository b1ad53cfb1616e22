package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sightline/internal/atlas"
	"sightline/loaders"
	"sightline/static"
	"sightline/timeline"
)

// placesOf keeps where the addresses of a file are.
type placesOf struct{ at map[int]timeline.Where }

func (p placesOf) Events(_ context.Context, r timeline.Record, events []timeline.Event) error {
	p.at[r.Line] = events[0].Where
	return nil
}
func (placesOf) Reads(context.Context, []timeline.Read) error  { return nil }
func (placesOf) Reject(context.Context, timeline.Reject) error { return nil }

// TestOneLinePlaces places addresses on one line by the packaged ZIP codes and cities, however their parts are put together.
func TestOneLinePlaces(t *testing.T) {
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	gazetteer, err := atlas.Open(assets)
	if err != nil {
		t.Fatal(err)
	}
	var file strings.Builder
	file.WriteString("Full Address,First Seen,Last Seen\n")
	var want []string
	add := func(line, state string, class timeline.Class) {
		fmt.Fprintf(&file, "\"%s\",2019,2020\n", line)
		want = append(want, fmt.Sprint(state, " ", class))
	}
	for _, town := range [][3]string{{"Oklahoma City", "OK", "73102"}, {"Broken Arrow", "OK", "74012"}, {"Fort Worth", "TX", "76102"}, {"Boston", "MA", "02108"},
		{"Winston Salem", "NC", "27101"}, {"St. Louis", "MO", "63101"}, {"Las Cruces", "NM", "88001"}, {"Truth or Consequences", "NM", "87901"},
		{"Kansas City", "KS", "66101"}, {"Little Rock", "AR", "72201"}} {
		city, state, zip := town[0], town[1], town[2]
		for _, street := range []string{"417 Nowhere St", "417 N Nowhere Ave Apt 4", "PO Box 73999"} {
			for _, form := range []string{"%s, %s, %s %s", "%s %s %s %s", "%s, %s %s %s", "%s; %s; %s; %s", "%s, %s, %s, %s, USA", "%s, %s, %s %s (current)"} {
				add(fmt.Sprintf(form, street, city, state, zip), state, timeline.ClassZIP)
				add(fmt.Sprintf(form, street, city, state, strings.TrimPrefix(zip, "0")), state, timeline.ClassZIP)
			}
			add(street+", "+city+", "+state, state, timeline.ClassCity)
			add(street+" "+city+" "+state, state, timeline.ClassCity)
		}
		add(city+", "+state, state, timeline.ClassCity)
		add(city+" "+state+" "+zip, state, timeline.ClassZIP)
		add(zip, state, timeline.ClassZIP)
	}
	found := placesOf{map[int]timeline.Where{}}
	text := file.String()
	_, err = loaders.Load(t.Context(), loaders.FormatAddresses, loaders.Input{Name: "a.csv", Reader: strings.NewReader(text), Size: int64(len(text))},
		loaders.Options{Gazetteer: gazetteer, Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, found)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text, "\n")
	for i, w := range want {
		at := found.at[i+2]
		if got := fmt.Sprint(at.State, " ", at.Class); got != w {
			t.Errorf("%s: %s (%s), want %s", lines[i+1], got, at.Basis, w)
		}
	}
}
