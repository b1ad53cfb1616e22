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
	sightings  []timeline.Event
	stays      []timeline.Event
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

func (c *counter) Sighting(_ context.Context, r timeline.Record, s timeline.Event) error {
	if c.isNew(r.Key) {
		c.sightings = append(c.sightings, s)
	}
	return nil
}

func (c *counter) Stay(_ context.Context, r timeline.Record, s timeline.Event) error {
	if c.isNew(r.Key) {
		c.stays = append(c.stays, s)
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
	opt := loaders.Options{Now: day(2026, time.November, 23), OwnORIs: Describe().OwnORIs, Gazetteer: places, Agencies: loadAgencies(t, places)}
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
	tally, err := loaders.Load(context.Background(), loaders.Format(l.Format), loaders.Input{Name: l.File, Reader: f, Size: info.Size()}, opt, c)
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
			got := NCICTruth{Read: int(tally.Read), Taken: len(c.sightings), Duplicates: c.duplicates, Rejected: len(c.rejects)}
			last := map[string]time.Time{}
			for _, s := range c.sightings {
				countSighting(&got, s)
				if s.SetAside != "" || s.Category != timeline.Encounter {
					continue
				}
				got.Encounters++
				if at, ok := last[s.Agency.ORI]; !ok || s.First.Start.Sub(at) > 5*time.Minute {
					got.Chains++
				}
				last[s.Agency.ORI] = s.First.Start
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

// countSighting counts one transaction that was taken.
func countSighting(n *NCICTruth, s timeline.Event) {
	if s.SetAside != "" {
		n.Own++
	}
	switch s.Category {
	case timeline.Administrative:
		n.Administrative++
	case timeline.Entry:
		n.Entry++
	case timeline.NonCriminal:
		n.NonCriminal++
	}
	if s.Agency.ORI == secondCarORI {
		n.Cloned++
	}
	switch s.Where.Class {
	case timeline.ClassAgency:
		n.AtAgency++
	case timeline.ClassCounty:
		n.AtCounty++
	case timeline.ClassState:
		n.AtState++
	default:
		if strings.HasPrefix(s.Agency.ORI, "ZZ") {
			n.Unmapped++
		} else {
			n.Generic++
		}
	}
	for _, f := range s.First.Flags {
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
			got := AddressTruth{Read: int(tally.Read), Taken: len(c.stays), Duplicates: c.duplicates, Rejected: len(c.rejects), ByClass: map[string]int{}}
			for _, s := range c.stays {
				got.ByClass[string(s.Where.Class)]++
				if s.First.Precision != timeline.Month || !s.Last.IsZero() && s.Last.Precision != timeline.Month {
					t.Errorf("line %d: seen %s to %s, to the %s and %s", s.Record.Line, s.First.Raw, s.Last.Raw, s.First.Precision, s.Last.Precision)
				}
			}
			if got.Read != want.Read || got.Taken != want.Taken || got.Duplicates != want.Duplicates || got.Rejected != want.Rejected || !maps.Equal(got.ByClass, want.ByClass) {
				t.Errorf("loaded  %+v\nplanted %+v", got, want)
			}
			for _, r := range c.rejects {
				t.Logf("line %d, %s: %s: %q", r.Line, r.Field, r.Reason, r.Text)
			}
		})
	}
}
