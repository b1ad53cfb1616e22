package main

import (
	"crypto/sha256"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"sightline/internal/sample"
	"sightline/internal/store"
	"sightline/internal/words"
	"sightline/timeline"
)

// fillCmd fills a database with invented reads for measurements.
type fillCmd struct {
	Reads int    `default:"2000000" help:"How many reads."`
	Case  string `default:"GENERATED" placeholder:"NUMBER" help:"Case that gets them."`
}

// Run loads the reads, each month of them as one load.
func (c *fillCmd) Run(a *app) error {
	s, err := a.migrate()
	if err != nil {
		return err
	}
	done, err := a.fill(s, c.Case, c.Reads)
	if err != nil {
		return err
	}
	return a.print(map[string]any{"reads": done}, words.Either(done, "read was", "reads were")+" made and loaded.\n")
}

// fill makes a case and loads invented reads into it. It returns how many were new.
func (a *app) fill(s *store.Store, number string, reads int) (added int64, err error) {
	of, _, err := s.PutCase(a.ctx, timeline.Case{Number: number, Title: "Invented plate reads"}, a.look("fill"))
	if err != nil {
		return 0, err
	}
	f := filler{app: a, store: s, of: of.ID}
	err = sample.NewReads(reads).Each(f.take)
	if err == nil {
		err = f.finish()
	}
	if f.load != nil {
		f.load.Abandon(a.ctx)
	}
	return f.added, err
}

// filler gives invented reads to loads.
type filler struct {
	app   *app
	store *store.Store
	of    int64
	load  *store.Load
	month time.Month
	lines int64
	text  []byte // of the batch, which points into it
	batch []timeline.Read
	added int64
}

const fillBatch = 2000

func (f *filler) take(r sample.Read) error {
	if f.load == nil || r.At.Month() != f.month && r.At.Day() == 2 { // a night's reads may lie in the next month
		if err := f.finish(); err != nil {
			return err
		}
		if err := f.begin(r.At.Month()); err != nil {
			return err
		}
	}
	f.lines++
	begins := len(f.text)
	f.text = fmt.Appendf(f.text, "%s,%s,", r.Plate, r.State)
	f.text = r.At.AppendFormat(f.text, time.RFC3339Nano)
	f.text = append(strconv.AppendFloat(append(f.text, ','), r.Lat, 'f', 6, 64), ',')
	f.text = append(append(strconv.AppendFloat(f.text, r.Lon, 'f', 6, 64), ','), r.Site.Key...)
	f.batch = append(f.batch, readOf(r, int(f.lines), f.text[begins:len(f.text):len(f.text)]))
	if len(f.batch) == fillBatch {
		return f.flush()
	}
	return nil
}

func (f *filler) begin(month time.Month) (err error) {
	f.month, f.lines = month, 0
	f.load, err = f.store.BeginLoad(f.app.ctx, store.NewLoad{
		Case: f.of, File: fmt.Sprintf("invented-%02d.csv", month), Format: "plates", Loader: "invented", Actor: actor(), At: now(),
	})
	return err
}

func (f *filler) flush() error {
	err := f.load.Reads(f.app.ctx, f.batch)
	f.batch, f.text = f.batch[:0], f.text[:0]
	return err
}

func (f *filler) finish() error {
	if f.load == nil {
		return nil
	}
	if err := f.flush(); err != nil {
		return err
	}
	done, err := f.load.Finish(f.app.ctx, store.Summary{
		SHA256: sha256.Sum256([]byte(f.month.String())), Read: f.lines, Zone: timeline.ZoneOfPlace, ZoneBasis: timeline.BasisStated,
	})
	f.added += done.Accepted
	f.load = nil
	return err
}

// readOf is an invented read as a loader would give it.
func readOf(r sample.Read, line int, text []byte) timeline.Read {
	at := orb.Point{r.Lon, r.Lat}
	site := timeline.Site{Key: r.Site.Key, Name: r.Site.Name, Point: at, Mobile: r.Site.Moving}
	site.Where = timeline.Where{Point: at, Class: timeline.ClassSite, Radius: 30, Label: r.Site.Name, Zone: r.Site.Zone, Basis: "invented"}
	if r.Site.Moving {
		const cell = 0.001 // degrees, as plate loads divide the ground for moving readers
		site.Point = orb.Point{cellCentre(at[0], cell), cellCentre(at[1], cell)}
		site.Where.Point, site.Where.Class, site.Where.Radius = site.Point, timeline.ClassGPS, 80
	}
	read := timeline.Read{
		Record: timeline.Record{Line: line, Text: text}, At: r.At, Precision: timeline.Second,
		Plate: timeline.Plate{Number: r.Plate, State: r.State, Raw: r.Plate}, Site: site, Point: at, Confidence: r.Confidence,
	}
	if r.Heading >= 0 {
		read.Heading = &r.Heading
	}
	return read
}

func cellCentre(degrees, cell float64) float64 {
	return math.Round((math.Floor(degrees/cell)+0.5)*cell*1e4) / 1e4
}
