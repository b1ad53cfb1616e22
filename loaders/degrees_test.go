package loaders

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestDegreesInEveryForm writes positions as people and devices do, and reads them back.
func TestDegreesInEveryForm(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	for range 500 {
		seconds := r.IntN(80 * 36000) // tenths
		sign := 1.0 - 2*float64(r.IntN(2))
		want := sign * float64(seconds) / 36000
		d, m, s := seconds/36000, seconds/600%60, float64(seconds%600)/10
		for _, h := range []string{"NS", "EW"} {
			letter, minus := h[:1], ""
			if sign < 0 {
				letter, minus = h[1:], "-"
			}
			plain := fmt.Sprintf("%.7f", math.Abs(want))
			minutes := float64(m) + s/60
			for _, text := range []string{
				minus + plain, strings.ReplaceAll(minus, "-", "−") + plain, minus + strings.Replace(plain, ".", ",", 1), plain + letter,
				plain + " " + letter, letter + plain, letter + " " + plain + "°", plain + "° " + strings.ToLower(letter),
				fmt.Sprintf("%d %.6f %s", d, minutes, letter), fmt.Sprintf("%s%d° %.6f'", minus, d, minutes),
				fmt.Sprintf("%d°%d'%.1f\"%s", d, m, s, letter), fmt.Sprintf("%d° %d′ %.1f″ %s", d, m, s, letter),
				fmt.Sprintf("%d°%02d’%04.1f”%s", d, m, s, letter), fmt.Sprintf("%s%d:%02d:%04.1f", minus, d, m, s),
				fmt.Sprintf("%d-%02d-%04.1f%s", d, m, s, letter), fmt.Sprintf("%d deg %d min %.1f sec %s", d, m, s, letter),
				fmt.Sprintf("%s %d %d %.1f", letter, d, m, s), fmt.Sprintf("%d\xb0%d'%.1f\"%s", d, m, s, letter),
				fmt.Sprintf("%d°%d'%.1f''%s", d, m, s, letter),
			} {
				got, decimals, ok := parseDegrees([]byte(text))
				if !ok || math.Abs(got-want) > 2e-7 || decimals < 3 {
					t.Fatalf("%q: got %v, %d decimals, %v; want %v", text, got, decimals, ok, want)
				}
			}
		}
	}
	for _, text := range []string{
		"", "-", "N", ".", "3_5.4701", "-97.5201E", "+97.5201W", "-35.1N", "0x1p5", "1e999", "97.5201-", "35.47.01", "35,470,1", "1,234.5", "NaN",
		"Inf", "35 61 10 N", "35 10 61 N", "35.5 10 N", "35 10.5 20 N", "N35.4701N", "NE35", "35 N 97 W", "35 10 10 10", "--35", "+-35",
		"35°-10'", "thirty", "35.47x", "35 - 10",
	} {
		if got, _, ok := parseDegrees([]byte(text)); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// TestPairs reads positions written in one field.
func TestPairs(t *testing.T) {
	for _, text := range []string{
		"35.4701, -97.5201", "35.4701,-97.5201", "(35.4701, -97.5201)", "35.4701 -97.5201", "35.4701;-97.5201", "35,4701; -97,5201", "35,4701 -97,5201",
		"35,4701, -97,5201", "POINT(-97.5201 35.4701)", "SRID=4326;POINT(-97.5201 35.4701)", "geo:35.4701,-97.5201", "35.4701N 97.5201W",
		"N35.4701 W97.5201", "35.4701° N, 97.5201° W", "100 Invented St\n(35.4701, -97.5201)", "35 28.206 N 97 31.206 W", "[35.4701,-97.5201]",
	} {
		a, b, ok := parsePair([]byte(text))
		lat, _, okLat := parseDegrees(a)
		lon, _, okLon := parseDegrees(b)
		if !ok || !okLat || !okLon || math.Abs(lat-35.4701) > 1e-6 || math.Abs(lon+97.5201) > 1e-6 {
			t.Errorf("%q: %q and %q, %v", text, a, b, ok)
		}
	}
	for _, text := range []string{"", "somewhere", "35.4701", "35.4701, -97.5201, 12", "North Gate, South St"} {
		if a, b, ok := parsePair([]byte(text)); ok && strings.ContainsAny(string(a), "0123456789") {
			t.Errorf("%q: %q and %q", text, a, b)
		}
	}
}

// TestHemispheresAndNoFix: N/S and E/W in columns of their own, and what devices write when they know no position.
func TestHemispheresAndNoFix(t *testing.T) {
	for _, heads := range [][2]string{{"N/S", "E/W"}, {"Lat Dir", "Lon Dir"}, {"GPSLatitudeRef", "GPSLongitudeRef"}, {"Lat Hemisphere", "Long Hemisphere"}} {
		text := "Plate,State,Time,Latitude," + heads[0] + ",Longitude," + heads[1] + "\nZZ1,OK,2026-03-02 12:00:00,35.4701,N,97.5201,W\n"
		got, _, err := loadColumns(t, FormatPlates, text, nil)
		if err != nil || len(got.reads) != 1 || got.reads[0].Point[0] != -97.5201 || got.reads[0].Point[1] != 35.4701 {
			t.Errorf("%q: %v, %+v", heads, err, got.reads)
		}
		text = strings.Replace(text, "97.5201,W", "-97.5201,E", 1)
		if got, tally, _ := loadColumns(t, FormatPlates, text, nil); tally.Rejected != 1 {
			t.Errorf("%q: -97 E is taken: %+v", heads, got.reads)
		}
	}
	for _, none := range []string{"0,0", "-1,-1", "0.000000,0.000000", "-1.0,-1.0", "999,999", "-9,-9"} {
		text := "Plate,State,Time,Camera ID,Latitude,Longitude\nZZ1,OK,2026-03-02 12:00:00,C1," + none +
			"\nZZ2,OK,2026-03-02 12:01:00,C1,35.4701,-97.5201\nZZ3,OK,2026-03-02 12:01:00,C2," + none + "\nZZ4,OK,2026-03-02 12:01:00,," + none + "\n"
		got, tally, err := loadColumns(t, FormatPlates, text, nil)
		if err != nil || tally.Taken != 2 || tally.Rejected != 2 || got.reads[1].Point[1] != 35.4701 {
			t.Errorf("%s: %v, %+v", none, err, tally)
		}
	}
	for text, want := range map[string]float64{"12.5": 12.5, "12.5 m": 12.5, "±40 ft": 12.192, "0,8 km": 800, "30 meters": 30} {
		if got, ok := parseMeters(text); !ok || math.Abs(float64(got)-want) > 1e-9 {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "m", "12 apples", "-5 m", "1_0", "1,2,3"} {
		if got, ok := parseMeters(text); ok {
			t.Errorf("%q is %v", text, got)
		}
	}
}
