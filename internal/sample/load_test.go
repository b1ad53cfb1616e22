package sample

import (
	"context"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"time"

	"sightline/loaders"
	"sightline/timeline"
)

// counter is a sink that counts what it is given and, as a store does, knows what it was given before.
type counter struct {
	seen       map[any]bool
	duplicates int
	events     []timeline.Event
	reads      []timeline.Read
	rejects    []timeline.Reject
}

func (c *counter) isNew(key any) bool {
	if c.seen[key] {
		c.duplicates++
		return false
	}
	c.seen[key] = true
	return true
}

func (c *counter) Events(_ context.Context, r timeline.Record, events []timeline.Event) error {
	if c.isNew(r.Key) {
		c.events = append(c.events, events...)
	}
	return nil
}

func (c *counter) Reads(_ context.Context, batch []timeline.Read) error {
	type same struct {
		number, state, site string
		at                  time.Time
	}
	for _, r := range batch {
		if c.isNew(same{r.Plate.Number, r.Plate.State, r.Site.Key, r.At}) {
			c.reads = append(c.reads, r)
		}
	}
	return nil
}

func (c *counter) Reject(_ context.Context, r timeline.Reject) error {
	c.rejects = append(c.rejects, r)
	return nil
}

// load takes a sample file in as the program does.
func load(t *testing.T, l Load) (*counter, loaders.Tally) {
	t.Helper()
	places := openAtlas(t)
	opt := loaders.Options{Now: day(2026, time.November, 23), OwnORIs: Describe().OwnORIs, Gazetteer: places,
		Agencies: loadAgencies(t, places)}
	if l.Zone != "" {
		opt.Zone = mustZone(l.Zone)
	}
	f, err := Files().Open(l.File)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := fs.Stat(Files(), l.File)
	if err != nil {
		t.Fatal(err)
	}
	c := &counter{seen: map[any]bool{}}
	tally, err := loaders.Load(context.Background(), loaders.FormatName(l.Format),
		loaders.Input{Name: l.File, Reader: f, Size: info.Size()}, opt, c)
	if err != nil {
		t.Fatalf("%s: %v", l.File, err)
	}
	return c, tally
}

// TestNCICLoadsAsPlanted loads the transactions and holds what came of them to what was planted.
func TestNCICLoadsAsPlanted(t *testing.T) {
	for _, l := range Describe().Loads {
		if l.Format != FormatNCIC {
			continue
		}
		t.Run(l.File, func(t *testing.T) {
			c, tally := load(t, l)
			got := NCICTruth{Read: int(tally.Read), Taken: len(c.events), Duplicates: c.duplicates, Rejected: len(c.rejects)}
			last := map[string]time.Time{}
			for i := range c.events {
				e := &c.events[i]
				countEvent(&got, e)
				if !e.Counts() {
					continue
				}
				if at, ok := last[e.Agency.ORI]; !ok || e.First.Start.Sub(at) > 5*time.Minute {
					got.Chains++
				}
				last[e.Agency.ORI] = e.First.Start
			}
			if want := Planted().NCIC[l.File]; got != want {
				t.Errorf("loaded  %+v\nplanted %+v", got, want)
			}
			for _, r := range c.rejects {
				t.Logf("line %d, %s: %s: %q", r.Line, r.Field, r.Reason, r.Text)
			}
		})
	}
}

// countEvent counts one transaction that was taken.
func countEvent(n *NCICTruth, e *timeline.Event) {
	if e.Kind == "entry" {
		n.Entry++
	}
	switch e.Standing {
	case timeline.Counts:
		n.Encounters++
	case timeline.SetAside:
		n.Own++
	case timeline.Administrative:
		n.Administrative++
	case timeline.NonCriminal:
		n.NonCriminal++
	}
	if e.Agency.ORI == secondCarORI {
		n.Cloned++
	}
	switch e.Where.Class {
	case timeline.ClassAgency:
		n.AtAgency++
	case timeline.ClassCounty:
		n.AtCounty++
	case timeline.ClassState:
		n.AtState++
	default:
		if strings.HasPrefix(e.Agency.ORI, "ZZ") {
			n.Unmapped++
		} else {
			n.Generic++
		}
	}
	for _, f := range e.First.Flags {
		switch f {
		case timeline.FlagNonexistent:
			n.Skipped++
		case timeline.FlagAmbiguous:
			n.Ambiguous++
		}
	}
}

// TestPlatesLoadAsPlanted loads the plate reads and holds what came of them to what was planted.
func TestPlatesLoadAsPlanted(t *testing.T) {
	c, tally := load(t, Load{File: PlatesFile, Format: FormatPlates})
	want := Planted().Plates
	if int(tally.Read) != want.Read || len(c.reads) != want.Taken || c.duplicates != want.Duplicates || len(c.rejects) != want.Rejected {
		t.Errorf("read %d, took %d, %d duplicates, %d rejects; planted %+v", tally.Read, len(c.reads), c.duplicates, len(c.rejects), want)
	}
	byPlate, cameras := map[string]int{}, map[string]bool{}
	noState, mobile := 0, 0
	for _, r := range c.reads {
		if r.Plate.Number == oldPlate || r.Plate.Number == newPlate {
			byPlate[r.Plate.Number]++
		}
		if r.Plate.State == "" {
			noState++
		}
		if r.Site.Mobile {
			mobile++
		} else {
			cameras[r.Site.Key] = true
		}
		if r.Confidence <= 0 || r.Confidence > 1 {
			t.Errorf("line %d: confidence %v", r.Record.Line, r.Confidence)
		}
	}
	if !maps.Equal(byPlate, want.ByPlate) || noState != want.NoState || mobile != want.Mobile || len(cameras) != want.Cameras {
		t.Errorf("plates %v, %d without state, %d mobile, %d cameras; planted %+v", byPlate, noState, mobile, len(cameras), want)
	}
	for _, r := range c.rejects {
		t.Logf("line %d, %s: %s: %q", r.Line, r.Field, r.Reason, r.Text)
	}
}

// TestAddressesLoadAsPlanted loads the addresses and holds what came of them to what was planted.
func TestAddressesLoadAsPlanted(t *testing.T) {
	for _, l := range Describe().Loads {
		if l.Format != FormatAddresses {
			continue
		}
		t.Run(l.File, func(t *testing.T) {
			c, tally := load(t, l)
			want := Planted().Addresses[l.File]
			got := AddressTruth{Read: int(tally.Read), Taken: len(c.events), Duplicates: c.duplicates, Rejected: len(c.rejects),
				ByClass: map[string]int{}}
			for i := range c.events {
				e := &c.events[i]
				got.ByClass[string(e.Where.Class)]++
				if !e.Spans() {
					t.Fatalf("event %d is no span: %+v", i, e)
				}
				if e.First.Precision != timeline.Month || !e.Last.IsZero() && e.Last.Precision != timeline.Month {
					t.Errorf("%s: seen %s to %s, to the %s and %s", e.Where.Label, e.First.Raw, e.Last.Raw, e.First.Precision,
						e.Last.Precision)
				}
			}
			if got.Read != want.Read || got.Taken != want.Taken || got.Duplicates != want.Duplicates || got.Rejected != want.Rejected ||
				!maps.Equal(got.ByClass, want.ByClass) {
				t.Errorf("loaded  %+v\nplanted %+v", got, want)
			}
			for _, r := range c.rejects {
				t.Logf("line %d, %s: %s: %q", r.Line, r.Field, r.Reason, r.Text)
			}
		})
	}
}
