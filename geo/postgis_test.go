package geo

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/paulmach/orb"
)

// testdata/postgis.csv holds st_distance and st_azimuth of the geography type of PostGIS 3.3.2 (PROJ 9.1.1) for random
// pairs from a metre to 8,000 km apart, a fifth of them about the antimeridian and a seventh near the pole.
func TestAgainstPostGIS(t *testing.T) {
	file, err := os.Open("testdata/postgis.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 150 {
		t.Fatalf("only %d rows", len(rows))
	}
	worst := 0.0
	for _, row := range rows[1:] {
		var v [6]float64
		for k, text := range row {
			if v[k], err = strconv.ParseFloat(text, 64); err != nil {
				t.Fatal(err)
			}
		}
		a, b, want := orb.Point{v[0], v[1]}, orb.Point{v[2], v[3]}, v[4]
		off := math.Abs(float64(Distance(a, b)) - want)
		if want > 1000 {
			worst = math.Max(worst, off/want)
		}
		if off > 1e-5*want+0.001 {
			t.Errorf("%v to %v: %.3f, PostGIS %.3f", a, b, Distance(a, b), want)
		}
		if math.Abs(a[1]) < 89 && want > 10 {
			if turn := math.Abs(wrapLon(BearingBetween(a, b) - v[5])); turn > 0.002 {
				t.Errorf("%v to %v: bearing %.5f, PostGIS %.5f", a, b, BearingBetween(a, b), v[5])
			}
		}
	}
	t.Logf("at most %.2g of the distance away from PostGIS", worst)
}
