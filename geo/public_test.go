package geo

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// publicTracks is the folder of published tracks, which are not kept here. To run the tests that need it:
//
//	git clone --depth 1 https://github.com/mie-lab/trackintel
//	git clone --depth 1 https://github.com/scikit-mobility/scikit-mobility
//	mkdir public && cp -r trackintel/tests/data/geolife_long scikit-mobility/examples/geolife_sample.txt.gz public
//	SIGHTLINE_PUBLIC_TRACKS=$PWD/public go test ./geo -run Published -v
func publicTracks(t *testing.T) string {
	dir := os.Getenv("SIGHTLINE_PUBLIC_TRACKS")
	if dir == "" {
		t.Skip("SIGHTLINE_PUBLIC_TRACKS names no folder of published tracks")
	}
	return dir
}

// geolife reads the positions of a user of Geolife, as .plt files hold them.
func geolife(t *testing.T, dir, user string) (track []Fix) {
	files, err := filepath.Glob(filepath.Join(dir, "geolife_long", user, "Trajectory", "*.plt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no tracks of user %s: %v", user, err)
	}
	slices.Sort(files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[6:] {
			c := strings.Split(strings.TrimSpace(line), ",")
			track = append(track, fixOf(t, c[0], c[1], c[5]+" "+c[6]))
		}
	}
	return track
}

func fixOf(t *testing.T, lat, lon, at string) Fix {
	y, errY := strconv.ParseFloat(lat, 64)
	x, errX := strconv.ParseFloat(lon, 64)
	when, err := time.Parse(time.DateTime, at)
	if errY != nil || errX != nil || err != nil {
		t.Fatal(errY, errX, err)
	}
	return Fix{Point: orb.Point{x, y}, At: when}
}

// published reads the times of a table of trackintel: user, begin and end in its columns of these names, of rows of a type.
func published(t *testing.T, file, kind string) (spans []string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	for _, row := range rows[1:] {
		if kind == "" || col(row, "type") == kind {
			spans = append(spans, col(row, "user_id")+" "+col(row, "started_at")[:19]+" "+col(row, "finished_at")[:19])
		}
	}
	slices.Sort(spans)
	return spans
}

func TestPublishedStopsTripsAndTours(t *testing.T) {
	dir := publicTracks(t)
	var stops, trips, tours []string
	span := func(user string, from, to time.Time) string {
		return fmt.Sprintf("%s %s %s", strings.TrimPrefix(user, "00"), from.Format(time.DateTime), to.Format(time.DateTime))
	}
	for _, user := range []string{"000", "001"} {
		track := geolife(t, dir, user)
		at := Stops(track, StopRule{Distance: 25, Duration: 5 * time.Minute})
		went := Trips(track, at, DefaultTripRule())
		for _, s := range at {
			stops = append(stops, span(user, s.Start, s.End))
		}
		for _, s := range went {
			trips = append(trips, span(user, s.Start, s.End))
		}
		for _, s := range Tours(at, went, DefaultTourRule()) {
			tours = append(tours, span(user, s.Start, s.End))
		}
	}
	for _, c := range []struct {
		what, file, kind string
		got              []string
	}{{"stops", "sp_tpls.csv", "staypoint", stops}, {"trips", "trips.csv", "", trips}, {"tours", "tours.csv", "", tours}} {
		want := published(t, filepath.Join(dir, "geolife_long", c.file), c.kind)
		same := 0
		for _, w := range want {
			if slices.Contains(c.got, w) {
				same++
			} else {
				t.Errorf("%s: no %s", c.what, w)
			}
		}
		for _, g := range c.got {
			if !slices.Contains(want, g) {
				t.Errorf("%s: %s is not published", c.what, g)
			}
		}
		t.Logf("%s: %d of %d to the second", c.what, same, len(want))
	}
}

func TestPublishedJumps(t *testing.T) {
	f, err := os.Open(filepath.Join(publicTracks(t), "geolife_sample.txt.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	users := map[string][]Fix{}
	for _, row := range rows[1:] {
		users[row[3]] = append(users[row[3]], fixOf(t, row[0], row[1], row[2]))
	}
	found := 0
	for _, track := range users {
		slices.SortStableFunc(track, func(a, b Fix) int { return a.At.Compare(b.At) })
		_, jumps := WithoutJumps(track, 500/3.6)
		found += len(jumps)
	}
	if found != 54 { // as many as scikit-mobility's filter takes away at 500 km/h
		t.Errorf("%d jumps over 500 km/h, want 54", found)
	}
}
