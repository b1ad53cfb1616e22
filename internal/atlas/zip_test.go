package atlas

import (
	"math"
	"sort"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/geo"
	"sightline/timeline"
)

func TestZIP(t *testing.T) {
	a := open(t)
	cases := []struct {
		zip          string
		class        timeline.Class
		near         orb.Point // within 10 km
		county, zone string
		basis        string
	}{
		{"73102", timeline.ClassZIP, orb.Point{-97.52, 35.47}, "40109", "America/Chicago", "Census area"},
		{" 73102-1234 ", timeline.ClassZIP, orb.Point{-97.52, 35.47}, "40109", "America/Chicago", "Census area"},
		{"00501", timeline.ClassZIP, orb.Point{-73.05, 40.82}, "36103", "America/New_York", "only source"},
		{"22046", timeline.ClassZIP, orb.Point{-77.18, 38.885}, "51610", "America/New_York", ""},
		// One source is wrong, in the state: the city or the neighbouring codes tell which.
		{"99505", timeline.ClassZIP, orb.Point{-149.65, 61.28}, "02020", "America/Anchorage", "not used"},
		{"99506", timeline.ClassZIP, orb.Point{-149.81, 61.27}, "02020", "America/Anchorage", "not used"},
		{"99503", timeline.ClassZIP, orb.Point{-149.89, 61.19}, "02020", "America/Anchorage", "its city Anchorage"},
		{"99519", timeline.ClassZIP, orb.Point{-149.44, 61.11}, "02020", "America/Anchorage", "its city Anchorage"},
		{"99701", timeline.ClassZIP, orb.Point{-147.72, 64.84}, "02090", "America/Anchorage", "not used"},
		{"66040", timeline.ClassZIP, orb.Point{-94.74, 38.36}, "20107", "America/Chicago", "not used"},
		// One source is outside the state.
		{"96769", timeline.ClassZIP, orb.Point{-159.62, 21.96}, "15007", "Pacific/Honolulu", "outside HI"},
		{"82063", timeline.ClassZIP, orb.Point{-106.01, 41.06}, "56001", "America/Denver", "outside WY"},
		// The only source is outside the state.
		{"10200", timeline.ClassCity, orb.Point{-74.01, 40.71}, "36061", "America/New_York", "taken from its city"},
		{"44181", timeline.ClassCity, orb.Point{-81.7, 41.5}, "39035", "America/New_York", "taken from its city"},
		// Islands, territories.
		{"04852", timeline.ClassZIP, orb.Point{-69.31, 43.77}, "23013", "America/New_York", ""},
		{"96799", timeline.ClassZIP, orb.Point{-170.74, -14.32}, "60050", "Pacific/Pago_Pago", ""},
		{"96910", timeline.ClassZIP, orb.Point{144.75, 13.46}, "66010", "Pacific/Guam", ""},
		{"99546", timeline.ClassZIP, orb.Point{-176.64, 51.88}, "02016", "America/Adak", ""},
		// Not in the post-office table.
		{"75072", timeline.ClassZIP, orb.Point{-96.7, 33.2}, "48085", "America/Chicago", ""},
	}
	for _, c := range cases {
		t.Run(c.zip, func(t *testing.T) {
			w, ok := a.ZIP(c.zip)
			if !ok || w.Class != c.class || w.County != c.county || w.Zone != c.zone || !strings.Contains(w.Basis, c.basis) {
				t.Errorf("got %+v, want %s in %s, %s, by %q", w, c.class, c.county, c.zone, c.basis)
			}
			if d := geo.Distance(w.Point, c.near); d > 10_000 {
				t.Errorf("%v is %.0f km from %v", w.Point, d.Kilometers(), c.near)
			}
			if !strings.Contains(w.Basis, strings.TrimSpace(c.zip)[:5]) || w.Label == "" {
				t.Errorf("basis %q, label %q", w.Basis, w.Label)
			}
		})
	}
}

func TestZIPUnknown(t *testing.T) {
	a := open(t)
	for zip, reason := range map[string]string{
		"": "no ZIP", "00000": "no ZIP", "7310": "07310 Jersey City, NJ", "731": "no ZIP", "7310A": "no ZIP", "K1A 0B1": "no ZIP",
		"09012": "military", "34001": "military", "96941": "not in the United States", "96898": "no position that can be true",
	} {
		w, ok := a.ZIP(zip)
		if ok || w.Class != timeline.ClassNone || !strings.Contains(w.Basis, reason) {
			t.Errorf("ZIP(%q) = %+v, %v; want none with %q", zip, w, ok, reason)
		}
	}
}

// TestEveryZIP holds for all ZIP codes: the answer lies in the state or just off its coast, and has a sane radius.
func TestEveryZIP(t *testing.T) {
	a := open(t)
	classes := map[timeline.Class]int{}
	for _, row := range a.zips().rows {
		w, ok := a.ZIP(row.zip)
		classes[w.Class]++
		if !ok {
			if w.Basis == "" {
				t.Errorf("%s: no reason", row.zip)
			}
			continue
		}
		if w.State == "" || w.Zone == "" || row.state != "" && w.State != row.state {
			t.Errorf("%s of %s: %+v", row.zip, row.state, w)
		}
		if !a.near(w.Point, w.State) {
			t.Errorf("%s of %s lies elsewhere: %v", row.zip, row.state, w.Point)
		}
		if w.Radius < 1_000 || w.Radius > 400_000 {
			t.Errorf("%s: radius %v", row.zip, w.Radius)
		}
	}
	t.Log(classes)
	if classes[timeline.ClassZIP] < 41_500 {
		t.Errorf("only %d ZIP codes have a centre", classes[timeline.ClassZIP])
	}
}

// TestAgencyZIPs measures the radius of ZIP codes with the positions of real agencies.
func TestAgencyZIPs(t *testing.T) {
	a := open(t)
	var ratios []float64
	far := 0
	for _, g := range agencies(t) {
		w, ok := a.ZIP(g.zip)
		if !g.local() || g.zip == "" || !ok {
			continue
		}
		d := geo.Distance(g.point, w.Point)
		if d > 100_000 {
			far++ // the agency's position or its ZIP code is wrong
			continue
		}
		ratios = append(ratios, float64(d/w.Radius))
	}
	if len(ratios) == 0 {
		return
	}
	sort.Float64s(ratios)
	within := float64(sort.SearchFloat64s(ratios, math.Nextafter(1, 2))) / float64(len(ratios))
	t.Logf("%d offices (%d more are over 100 km off): %.1f %% lie within the radius, half within %.2f of it",
		len(ratios), far, 100*within, ratios[len(ratios)/2])
	if within < 0.95 {
		t.Errorf("only %.1f %% lie within the radius", 100*within)
	}
}

func BenchmarkZIP(b *testing.B) {
	a := open(b)
	for name, zip := range map[string]string{"plain": "73102", "contested": "99503", "boxes": "00501"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				a.ZIP(zip)
			}
		})
	}
}
