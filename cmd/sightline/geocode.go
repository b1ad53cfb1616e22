package main

import (
	"fmt"
	"strings"

	"sightline/geo"
	"sightline/internal/store"
	"sightline/internal/words"
	"sightline/loaders"
	"sightline/timeline"
)

type geocodeCmd struct {
	Case     string `placeholder:"NUMBER" help:"Only the addresses of this case."`
	Retry    bool   `help:"Ask again for addresses that were not found before."`
	Geocoder string `placeholder:"URL" help:"Ask this geocoder for what the database cannot find (${env_geocoder}). Addresses then leave this machine. {address} stands where the address goes."`
}

// geocoded is what came of looking addresses up.
type geocoded struct {
	Unplaced     int      `json:"unplaced"`     // addresses known by ZIP code or city only
	Placed       int      `json:"placed"`       // of those, now placed
	NoStreet     int      `json:"no_street"`    // boxes, rural routes and addresses without a house number
	NotFound     int      `json:"not_found"`    // no geocoder knows them
	Refused      int      `json:"refused"`      // the answer was too far from the ZIP code or city
	Asked        int      `json:"asked"`        // questions put to geocoders; the others were in the cache
	Geocoders    []string `json:"geocoders"`    // those asked, in order
	Standardized bool     `json:"standardized"` // addresses were standardised first
	Faults       []string `json:"faults,omitempty"`
	by           []loaders.Geocoder
	down         map[string]bool // geocoders that failed
}

// Run looks up addresses whose position is coarser than a street: in the database's TIGER data where there is any, then at
// the geocoder that was configured. What neither finds stays where its ZIP code, city, county or state put it.
func (c *geocodeCmd) Run(a *app) error {
	s, err := a.open()
	if err != nil {
		return err
	}
	if c.Case != "" {
		if _, err := s.Case(a.ctx, c.Case); err != nil {
			return badInput("there is no case %q; sightline cases lists those there are", c.Case)
		}
	}
	tools, err := s.AddressTools(a.ctx)
	if err != nil {
		return err
	}
	done := &geocoded{Standardized: tools.Standardizer, Geocoders: []string{}, down: map[string]bool{}}
	if tools.Tiger {
		done.by = append(done.by, s.TigerGeocoder())
	}
	if a.config.GeocoderURL != "" {
		web := newWebGeocoder(a.config.GeocoderURL)
		if web.leaves() {
			fmt.Fprintf(a.log, "Warning: street addresses of this case leave this machine: they are sent to %s.\n", web.host)
		}
		done.by = append(done.by, web)
	}
	for _, g := range done.by {
		done.Geocoders = append(done.Geocoders, g.Name())
	}
	all, err := s.UnplacedAddresses(a.ctx, c.Case, a.look("geocode, by "+strings.Join(append(done.Geocoders, "cache"), ", ")))
	if err != nil {
		return err
	}
	done.Unplaced = len(all)
	for _, u := range all {
		if err := c.place(a, s, done, u); err != nil {
			return err
		}
	}
	return a.print(done, done.text())
}

// place looks one address up and gives its stay the position.
func (c *geocodeCmd) place(a *app, s *store.Store, done *geocoded, u store.UnplacedAddress) error {
	address, ok := loaders.ParseAddress(u.Where.Label)
	if !ok {
		done.NoStreet++
		return nil
	}
	if done.Standardized {
		standard, ok, err := s.StandardAddress(a.ctx, address)
		if err != nil {
			return err
		}
		if ok {
			address = standard
		}
	}
	for _, g := range done.by {
		found, err := c.ask(a, s, done, g, address)
		if err != nil {
			return err
		}
		if !found.Found {
			continue
		}
		w := found.Where
		if reason := tooFar(u.Where, w); reason != "" {
			done.Refused++
			return nil
		}
		w.Label, w.County, w.State, w.Zone = u.Where.Label, u.Where.County, u.Where.State, u.Where.Zone
		if places, err := a.places(); err == nil {
			if state, county, zone, ok := places.At(w.Point); ok {
				w.State, w.County, w.Zone = state, county, zone
			}
		}
		if err := s.PlaceAddress(a.ctx, u.Event, w, a.look("geocode")); err != nil {
			return err
		}
		done.Placed++
		return nil
	}
	done.NotFound++
	return nil
}

// ask asks a geocoder, or the cache of what it said. A geocoder that fails is asked no more in this run.
func (c *geocodeCmd) ask(a *app, s *store.Store, done *geocoded, g loaders.Geocoder, address timeline.Address) (store.Geocoded, error) {
	address.Unit = ""
	line := strings.ToUpper(address.String())
	known, ok, err := s.Geocoded(a.ctx, line, g.Name())
	if err != nil || ok && (known.Found || !c.Retry) || done.down[g.Name()] {
		return known, err
	}
	done.Asked++
	w, found, err := g.Geocode(a.ctx, address)
	if err != nil {
		if a.ctx.Err() != nil {
			return known, a.ctx.Err()
		}
		done.down[g.Name()] = true
		done.Faults = append(done.Faults, err.Error())
		return store.Geocoded{}, nil
	}
	said := store.Geocoded{Where: w, Found: found}
	return said, s.PutGeocoded(a.ctx, line, g.Name(), said, now(), a.look("geocode"))
}

// farFromArea is how far beyond the radius of its ZIP code, city, county or state an address may be found.
const farFromArea geo.Meters = 25_000

// tooFar says why a found position cannot be that of the address, "" when it can.
func tooFar(area, found timeline.Where) string {
	if !area.Located() {
		return ""
	}
	if d := geo.Distance(area.Point, found.Point); d > area.Radius+farFromArea {
		return fmt.Sprintf("found %.0f km from the %s", d.Kilometers(), area.Class)
	}
	return ""
}

// text tells what came of it.
func (g *geocoded) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s known by ZIP code, city or less: %s placed now.\n", words.Either(g.Unplaced, "address was", "addresses were"),
		words.Either(g.Placed, "is", "are"))
	for _, n := range []struct {
		count int
		what  string
	}{
		{g.NoStreet, "have no house number and street to look up: boxes, rural routes, towns"},
		{g.NotFound, "were not found; sightline geocode --retry asks again"},
		{g.Refused, "were found too far from their ZIP code or city, so that was not used"},
	} {
		if n.count > 0 {
			fmt.Fprintf(&b, "  %d %s\n", n.count, n.what)
		}
	}
	if len(g.by) == 0 {
		b.WriteString("No geocoder is at hand. Load TIGER data into the database with postgis_tiger_geocoder, or name a geocoder of your own\n" +
			"with --geocoder (addresses are sent to it).\n")
	}
	if !g.Standardized {
		b.WriteString("The database has no address_standardizer, so addresses were looked up as they are written.\n")
	}
	for _, f := range g.Faults {
		fmt.Fprintf(&b, "  %s; it was asked no more\n", f)
	}
	return b.String()
}

var _ loaders.Geocoder = (*webGeocoder)(nil)
var _ loaders.Geocoder = store.TigerGeocoder{}
