// Package atlas knows where named places of the United States are and what lies at a point: states, counties, cities,
// ZIP codes and time zones, from tables and outlines packed with the program. It asks nobody.
//
// The outlines are the Census Bureau's, generalised to 1:10,000,000: a border may be off by some hundred metres. A point
// next to a border is told by that outline, exactly and always the same way.
package atlas

import (
	"fmt"
	"io/fs"
	"sync"

	"sightline/geo"
)

// Files of the packaged assets that the atlas reads.
const (
	countiesFile  = "counties-10m.json"
	countriesFile = "countries-50m.json"
	zipsFile      = "places/zips.tsv.gz"
	citiesFile    = "places/cities.tsv.gz"
)

// AttributionFile names, among the assets, the text that credits the sources of the atlas.
const AttributionFile = "places/ATTRIBUTION.txt"

// Atlas answers from the packaged places. Each table is read when it is first needed; an Atlas that is asked nothing
// costs nothing. All methods may be called from several goroutines.
type Atlas struct {
	outlines  func() *outlines
	world     func() *world
	zips      func() *zipTable
	cities    func() *cityTable
	cityIndex func() *geo.Index // of the rows of cities
	// cityOutlines are the rows of the cities whose outlines are packaged, by the FIPS code of the county that each is.
	cityOutlines func() map[string]int
	american     func() zoneFinder
	overseas     func() zoneFinder

	found sync.Map // answers of City by state and key of the name

	mu  sync.Mutex
	err error
}

// Open returns an atlas over the built assets (static.Assets). It looks whether the files are there, and reads none.
func Open(assets fs.FS) (*Atlas, error) {
	for _, name := range []string{countiesFile, countriesFile, zipsFile, citiesFile} {
		if _, err := fs.Stat(assets, name); err != nil {
			return nil, fmt.Errorf("opening atlas: %w", err)
		}
	}
	a := &Atlas{}
	a.outlines = lazy(a, func() (*outlines, error) { return readOutlines(assets) })
	a.world = lazy(a, func() (*world, error) { return readWorld(assets) })
	a.zips = lazy(a, func() (*zipTable, error) { return readZIPs(assets) })
	a.cities = lazy(a, func() (*cityTable, error) {
		t, err := readCities(assets)
		if err == nil {
			t.wrong = t.disbelieve(a.zips())
		}
		return t, err
	})
	a.cityIndex = sync.OnceValue(func() *geo.Index { return indexOf(a.cities()) })
	a.cityOutlines = sync.OnceValue(func() map[string]int { return findCityOutlines(a.outlines(), a.cities(), a.cityIndex()) })
	a.american = lazy(a, func() (zoneFinder, error) { return newFinder(american) })
	a.overseas = lazy(a, func() (zoneFinder, error) { return newFinder(overseas) })
	return a, nil
}

// Err returns the first error met in reading a packaged table. Lookups that needed the table have answered that nothing
// is known; a program that loads or reports must look here before it trusts such an answer.
func (a *Atlas) Err() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.err
}

// lazy returns a function that reads a part once. A part that cannot be read is its empty value, and the error is kept.
func lazy[T any](a *Atlas, read func() (T, error)) func() T {
	return sync.OnceValue(func() T {
		part, err := read()
		if err != nil {
			a.mu.Lock()
			defer a.mu.Unlock()
			if a.err == nil {
				a.err = fmt.Errorf("reading packaged places: %w", err)
			}
		}
		return part
	})
}
