package store_test

import (
	"testing"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/internal/store"
	"sightline/timeline"
)

func TestStandardAddress(t *testing.T) {
	s, _ := open(t)
	tools, err := s.AddressTools(t.Context())
	if err != nil || !tools.Standardizer || tools.Tiger {
		t.Fatalf("%+v, %v: the tests need PostGIS' address_standardizer: apt-get install postgresql-15-postgis-3", tools, err)
	}
	for _, tt := range []struct {
		in   timeline.Address
		want string
	}{
		{timeline.Address{Street: "100 North Congress Avenue", Unit: "Apt 4", City: "Austin", State: "TX", ZIP: "78701"},
			"100 NORTH CONGRESS AVENUE"},
		{timeline.Address{Street: "100 n congress ave", Unit: "", City: "austin", State: "TX", ZIP: "78701"}, "100 NORTH CONGRESS AVENUE"},
		{timeline.Address{Street: "12 1st St", City: "Austin", State: "TX"}, "12 1 STREET"},
	} {
		got, ok, err := s.StandardAddress(t.Context(), tt.in)
		if err != nil || !ok || got.Street != tt.want || got.City != "AUSTIN" || got.State != "TX" || got.ZIP != tt.in.ZIP {
			t.Errorf("%+v: got %+v, %v, %v", tt.in, got, ok, err)
		}
	}
	if got, ok, err := s.StandardAddress(t.Context(), timeline.Address{Street: "somewhere", City: "Austin", State: "TX"}); ok ||
		err != nil || got.Street != "somewhere" {
		t.Errorf("got %+v, %v, %v", got, ok, err)
	}
}

// TestTigerIsNeverRequired has the extension without data, which must not be asked.
func TestTigerIsNeverRequired(t *testing.T) {
	s, url := open(t)
	if err := store.Exec(t.Context(), url, "create extension fuzzystrmatch; create extension postgis_tiger_geocoder"); err != nil {
		t.Fatal(err)
	}
	if tools, err := s.AddressTools(t.Context()); err != nil || tools.Tiger {
		t.Errorf("%+v, %v", tools, err)
	}
	// With data there, the extension's own function is asked; of this little it finds nothing, and that is no error.
	if err := store.Exec(t.Context(), url,
		"insert into tiger.addr (tlid, statefp, fromhn, tohn, side, zip) values (1, '48', '100', '198', 'L', '78701')"); err != nil {
		t.Fatal(err)
	}
	if tools, err := s.AddressTools(t.Context()); err != nil || !tools.Tiger {
		t.Errorf("%+v, %v", tools, err)
	}
	if w, ok, err := s.TigerGeocoder().Geocode(t.Context(),
		timeline.Address{Street: "100 CONGRESS AVE", City: "AUSTIN", State: "TX", ZIP: "78701"}); ok || err != nil {
		t.Errorf("%+v, %v, %v", w, ok, err)
	}
}

// TestTigerGeocoder has a function of the extension's form in its place, to hold what is made of its answers.
func TestTigerGeocoder(t *testing.T) {
	s, url := open(t)
	if err := store.Exec(t.Context(), url, `create schema tiger; create table tiger.addr (gid int); insert into tiger.addr values (1);
		create type tiger.norm_addy as (address integer, said text);
		create function tiger.pprint_addy(a tiger.norm_addy) returns varchar language sql as $$ select a.said $$;
		create function tiger.geocode(input varchar, max_results integer default 10, restrict_geom geometry default null, out addy tiger.norm_addy, out geomout geometry, out rating integer)
		returns setof record language sql as $$
			select row(100, upper(input))::tiger.norm_addy, st_setsrid(st_point(-97.7431, 30.2672), 4269), split_part(input, ' ', 1)::integer where input not like '%NOWHERE%' $$`); err != nil {
		t.Fatal(err)
	}
	if tools, err := s.AddressTools(t.Context()); err != nil || !tools.Tiger {
		t.Fatalf("%+v, %v", tools, err)
	}
	for _, tt := range []struct {
		street string // its number is the rating
		radius geo.Meters
		ok     bool
	}{{"0 CONGRESS AVE", 100, true}, {"10 CONGRESS AVE", 100, true}, {"11 CONGRESS AVE", 250, true}, {"20 CONGRESS AVE", 250, true},
		{"21 CONGRESS AVE", 0, false}, {"0 NOWHERE ST", 0, false}} {
		w, ok, err := s.TigerGeocoder().Geocode(t.Context(),
			timeline.Address{Street: tt.street, Unit: "APT 4", City: "AUSTIN", State: "TX"})
		if err != nil || ok != tt.ok || w.Radius != tt.radius {
			t.Errorf("%s: %+v, %v, %v", tt.street, w, ok, err)
		}
		if ok && (w.Class != timeline.ClassStreet || geo.Distance(w.Point, orb.Point{-97.7431, 30.2672}) > 3) {
			t.Errorf("%s: %+v", tt.street, w)
		}
	}
}

func TestGeocodeCache(t *testing.T) {
	s, _ := open(t)
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	if _, ok, err := s.Geocoded(t.Context(), "A", "tiger"); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	if err := s.PutGeocoded(t.Context(), "A", "tiger", store.Geocoded{}, at, everyone); err != nil {
		t.Fatal(err)
	}
	if g, ok, err := s.Geocoded(t.Context(), "A", "tiger"); !ok || g.Found || err != nil {
		t.Errorf("%+v, %v, %v", g, ok, err)
	}
	want := store.Geocoded{Found: true, Where: timeline.Where{Point: orb.Point{-97.5, 30.5}, Class: timeline.ClassStreet, Radius: 75,
		Basis: "said so"}}
	if err := s.PutGeocoded(t.Context(), "A", "tiger", want, at, everyone); err != nil {
		t.Fatal(err)
	}
	if g, ok, err := s.Geocoded(t.Context(), "A", "tiger"); !ok || g != want || err != nil {
		t.Errorf("%+v, %v, %v", g, ok, err)
	}
	if _, ok, _ := s.Geocoded(t.Context(), "A", "other"); ok {
		t.Error("another geocoder said nothing")
	}
}
