package atlas

import (
	"testing"
	"time"

	"github.com/paulmach/orb"
)

func TestZone(t *testing.T) {
	a := open(t)
	for _, c := range []struct {
		what string
		p    orb.Point
		want string
	}{
		{"Tuba City, Navajo Nation", orb.Point{-111.24, 36.14}, "America/Denver"},
		{"Gary", orb.Point{-87.34, 41.6}, "America/Chicago"},
		{"El Paso", orb.Point{-106.49, 31.79}, "America/Denver"},
		{"Adak", orb.Point{-176.64, 51.88}, "America/Adak"},
		{"Attu", orb.Point{172.9, 52.9}, "America/Adak"},
		{"Metlakatla", orb.Point{-131.57, 55.13}, "America/Metlakatla"},
		{"West Wendover, Nevada", orb.Point{-114.07, 40.74}, "America/Denver"},
		{"Ontario, Oregon", orb.Point{-116.96, 44.03}, "America/Boise"},
		{"Menominee, Michigan", orb.Point{-87.61, 45.11}, "America/Menominee"},
		{"Beulah, North Dakota", orb.Point{-101.78, 47.26}, "America/North_Dakota/Beulah"},
		{"Mexico City", orb.Point{-99.13, 19.43}, "America/Mexico_City"},
		{"St. John's, Newfoundland", orb.Point{-52.71, 47.56}, "America/St_Johns"},
		{"territorial sea", orb.Point{-94.7, 29.2}, "America/Chicago"},
		{"high sea", orb.Point{-75, 35}, "Etc/GMT+5"},
		{"South Pole", orb.Point{0, -90}, "Antarctica/McMurdo"},
		{"antimeridian", orb.Point{180, 0}, "Etc/GMT-12"},
	} {
		if got := a.Zone(c.p); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestZonesLoad holds that the machine's or the program's zone tables know every name the atlas can answer.
func TestZonesLoad(t *testing.T) {
	a := open(t)
	names := append(a.american().TimezoneNames(), a.overseas().TimezoneNames()...)
	if len(names) < 400 {
		t.Fatalf("only %d zones", len(names))
	}
	for _, name := range names {
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkZone(b *testing.B) {
	a := open(b)
	for name, p := range map[string]orb.Point{"inland": {-97.516, 35.468}, "sea": {-60, 30}, "london": {-0.1, 51.5}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				a.Zone(p)
			}
		})
	}
}
