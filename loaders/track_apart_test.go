package loaders

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// twoThings is a table of the fixes of two things that move 90 km apart, their rows mixed, named under a heading, with other columns.
func twoThings(rng *rand.Rand, heading string, names [2]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "seqno,speed,%s,time,lat,lon,provider\n", heading)
	at := time.Date(2026, 4, 7, 13, 0, 0, 0, time.UTC)
	for i := range 40 {
		at = at.Add(time.Duration(20+rng.IntN(40)) * time.Second)
		n := i % 2
		fmt.Fprintf(&b, "%d,%.2f,%s,%s,%.5f,%.5f,%s\n", 9000+i*7, rng.Float64()*9, names[n], at.Format(time.RFC3339), 41.5+.8*float64(n)+float64(i)*1e-4,
			-93.6, []string{"gps", "network", "fused"}[rng.IntN(3)])
	}
	return b.String()
}

func readTracksOf(t *testing.T, name string, data []byte) ([]Track, Tally, error) {
	t.Helper()
	tracks, tally, _, err := ReadTracks(context.Background(), Input{Name: name, Reader: bytes.NewReader(data), Size: int64(len(data)),
		At: bytes.NewReader(data)}, TrackOptions{Now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)})
	return tracks, tally, err
}

// TestTracksUnderUnknownHeadings tells the tracks of two things apart whatever the column is called that names them, and says so.
func TestTracksUnderUnknownHeadings(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 19))
	for _, heading := range []string{"badge", "call sign", "collar", "driver", "Zielobjekt", "col_7", "serial number", "phone", "Device Name", "IMEI number"} {
		for range 5 {
			names := [2]string{fmt.Sprintf("Red Truck %d", rng.IntN(90)), fmt.Sprintf("Van  %d", rng.IntN(90))}
			tracks, tally, err := readTracksOf(t, "x.csv", []byte(twoThings(rng, heading, names)))
			if err != nil || len(tracks) != 2 || tracks[0].ID != names[0] || tracks[1].ID != names[1] || len(tracks[0].Fixes) != 20 {
				t.Fatalf("%s: %d tracks %+v, %v", heading, len(tracks), tally.Notes, err)
			}
			for _, x := range tracks[1].Fixes {
				if x.Point[1] < 42 {
					t.Fatalf("%s: a position of the other track", heading)
				}
			}
		}
	}
}

// TestOneThingStaysOne leaves one thing's track whole whatever columns stand beside, even where single positions are wrong.
func TestOneThingStaysOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 3))
	for range 30 {
		var b strings.Builder
		b.WriteString("time,lat,lon,provider,mode\n")
		wrong := rng.IntN(40)
		for i := range 40 {
			lat := 41.5 + float64(i)*1e-4
			if i == wrong {
				lat += 2
			}
			fmt.Fprintf(&b, "%s,%.5f,-93.6,%s,%d\n", time.Date(2026, 4, 7, 13, i, 0, 0, time.UTC).Format(time.RFC3339), lat,
				[]string{"gps", "network"}[rng.IntN(2)], rng.IntN(3))
		}
		tracks, tally, err := readTracksOf(t, "x.csv", []byte(b.String()))
		if err != nil || len(tracks) != 1 || len(tracks[0].Fixes) != 40 {
			t.Fatalf("%d tracks, %v", len(tracks), err)
		}
		if len(tally.Notes) != 1 || !strings.Contains(tally.Notes[0].Text, `"provider"`) {
			t.Fatalf("columns left out are not told: %+v", tally.Notes)
		}
	}
}

// TestKMLOfAnyNameInKMZ reads the one KML of a KMZ whatever it is called, and asks where there are several.
func TestKMLOfAnyNameInKMZ(t *testing.T) {
	kml := `<kml><Document><Placemark><name>Ride</name><gx:Track><when>2026-04-07T13:00:00Z</when><gx:coord>-93.6 41.5 0</gx:coord></gx:Track></Placemark></Document></kml>`
	pack := func(names ...string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, n := range names {
			w, err := z.Create(n)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(kml)); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for _, names := range [][]string{{"doc.kml"}, {"img/a.png", "ride.kml"}, {"files/Doc.KML", "a.png"}, {"z.kml", "doc.kml"}} {
		if tracks, _, err := readTracksOf(t, "x.kmz", pack(names...)); err != nil || len(tracks) != 1 || tracks[0].ID != "Ride" {
			t.Errorf("%q: %+v %v", names, tracks, err)
		}
	}
	var input *InputError
	if _, _, err := readTracksOf(t, "x.kmz", pack("a.kml", "b.kml")); !errors.As(err, &input) || !strings.Contains(input.Reason, `"b.kml"`) {
		t.Errorf("of two it took one: %v", err)
	}
}

// TestTimesOfPartsOfALine takes no time of one part of a line for a position of another part.
func TestTimesOfPartsOfALine(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 8))
	for range 300 {
		a, b, shift := 2+rng.IntN(6), 2+rng.IntN(6), rng.IntN(3)-1
		at := time.Date(2026, 4, 7, 13, 0, 0, 0, time.UTC)
		times := func(n int) (all []string) {
			for range n {
				at = at.Add(time.Minute)
				all = append(all, at.Format(time.RFC3339))
			}
			return all
		}
		line := func(n int) (all [][2]float64) {
			for i := range n {
				all = append(all, [2]float64{-93.6, 41.5 + float64(i)*1e-3})
			}
			return all
		}
		lists := map[string]any{"coordTimes": [][]string{times(a + shift), times(b - shift)}}
		if rng.IntN(2) == 0 {
			lists = map[string]any{"coordinateProperties": map[string]any{"times": lists["coordTimes"]}}
		}
		geometry := map[string]any{"type": "MultiLineString", "coordinates": [][][2]float64{line(a), line(b)}}
		if rng.IntN(2) == 0 {
			outline := map[string]any{"type": "Polygon", "coordinates": []any{}}
			geometry = map[string]any{"type": "GeometryCollection", "geometries": []any{outline, geometry}}
		}
		text, err := json.Marshal(map[string]any{"type": "Feature", "properties": lists, "geometry": geometry})
		if err != nil {
			t.Fatal(err)
		}
		_, tally, err := readTracksOf(t, "x.geojson", text)
		switch {
		case err != nil:
			t.Fatal(err)
		case shift == 0 && tally.Taken != int64(a+b), shift != 0 && tally.Taken != 0:
			t.Fatalf("parts of %d and %d, shifted by %d: taken %d", a, b, shift, tally.Taken)
		}
	}
}
