package sample

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/internal/atlas"
	"sightline/static"
	"sightline/timeline"
)

func openAtlas(t *testing.T) *atlas.Atlas {
	t.Helper()
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	a, err := atlas.Open(assets)
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

// TestAgenciesLieInTheirCounties holds the invented agencies to the outlines of the real counties they name.
func TestAgenciesLieInTheirCounties(t *testing.T) {
	places := openAtlas(t)
	for _, a := range agencies() {
		if a.county == "" {
			continue
		}
		county, ok := places.County(a.county, a.state)
		if !ok {
			t.Errorf("%s: no county %s in %s", a.name, a.county, a.state)
		}
		if a.precision == "" {
			continue
		}
		state, fips, _, ok := places.At(orb.Point{a.lon, a.lat})
		within := ok && state == a.state && fips == county.County
		if within == (a.ori == misplacedORI) {
			t.Errorf("%s at %.4f, %.4f: in %s %s; %s is %s", a.name, a.lat, a.lon, state, fips, a.county, county.County)
		}
	}
}

// TestAddressesAreFound holds the addresses to the precision the truth says they can be placed with.
func TestAddressesAreFound(t *testing.T) {
	places := openAtlas(t)
	for _, a := range append(companionAddresses(), childAddresses()...) {
		var w timeline.Where
		var ok bool
		switch a.class {
		case "zip", "street":
			w, ok = places.ZIP(a.zip)
		case "city":
			w, ok = places.City(a.city, a.state)
		case "county":
			w, ok = places.County(a.county, a.state)
		}
		if !ok || a.state != "" && w.State != a.state {
			t.Errorf("%v: found %v in %q", a, ok, w.State)
		}
	}
}

// TestReadersStandInTheirStates holds the readers' positions to the state that their number begins with, and the zone
// of a city to the one its room lies in.
func TestReadersStandInTheirStates(t *testing.T) {
	places := openAtlas(t)
	owners := map[string]string{"OTA": "OK", "OHS": "OK", "TXH": "TX", "NMD": "NM", "MOD": "MO", "IAD": "IA", "NDR": "NE", "COD": "CO",
		"KDT": "KS", "KTA": "KS", "ARD": "AR"}
	roads := along(turnerTurnpike(), i40Texas(), i40NewMexico(), willRogers(), i29(), plains(), i70West(), i70East(), i135(), cimarron(),
		arkansas(), i40Memphis())
	for _, s := range roads {
		state, _, _, ok := places.At(s.point)
		number, _, _ := strings.Cut(s.camera, "-")
		if want, stated := owners[number]; !ok || stated && state != want {
			t.Errorf("%s (%s) is in %q", s.name, s.camera, state)
		}
	}
	for _, c := range []city{tulsa(), oklahomaCity(), amarillo(), albuquerque(), kansasCity(), omaha(), denver(), wichita(), littleRock(),
		memphis()} {
		if _, _, zone, _ := places.At(c.room.point); zone != c.zone {
			t.Errorf("%s: the room's zone is %s, not %s", c.name, zone, c.zone)
		}
	}
}
