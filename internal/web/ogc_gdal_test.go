package web_test

import (
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/ledger"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// gdal runs a program of GDAL, a client of these standards that others wrote.
func gdal(t *testing.T, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Fatalf("%v; install it with: apt-get install gdal-bin", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C", "GDAL_HTTP_TIMEOUT=30")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(out), "ERROR") || strings.Contains(string(out), "Warning") {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
	return string(out)
}

// rows reads a CSV file, its head apart.
func rows(t *testing.T, path string) (head []string, rows [][]string) {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	must(t, err)
	if len(all) == 0 {
		return nil, nil
	}
	return all[0], all[1:]
}

func TestGDALFindsTheCollections(t *testing.T) {
	root, _ := ogcServer(t)
	out := gdal(t, "ogrinfo", "OAPIF:"+root)
	for _, want := range []string{"events (title: Events) (Point)", "sightings (title: Sightings) (Point)",
		"reads (title: Plate reads) (Point)", "stays", "sites", "agencies"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for _, k := range kinds.All() {
		if want := string(k.Name) + " (title: " + k.TitleMany() + ") (Point)"; strings.Contains(out,
			want) == (k.Name == timeline.KindRead) {
			t.Errorf("%q in\n%s", want, out)
		}
	}
	out = gdal(t, "ogrinfo", "-so", "OAPIF:"+root, "events")
	for _, want := range []string{"Feature Count: " + strconv.Itoa(ogcCounts()["events"]), "time: DateTime", "time_end: DateTime",
		"span: Integer(Boolean)",
		"located: Integer(Boolean)", "records: Integer", "standing: String", "handling: String"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	out = gdal(t, "ogrinfo", "-so", "OAPIF:"+root, "reads")
	for _, want := range []string{"Feature Count: " + strconv.Itoa(ogcReads), "Geometry: Point", "WGS 84", "time: DateTime",
		"confidence: Real", "radius_m: Real", "mobile: Integer(Boolean)", "site: Integer"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// TestGDALCopies copies collections whole and in part, and counts what came: as much as was loaded.
func TestGDALCopies(t *testing.T) {
	root, _ := ogcServer(t)
	dir := t.TempDir()
	half := 0
	for n := range ogcReads {
		if float32(n)/ogcReads < 0.5 {
			half++
		}
	}
	plate := (ogcReads + 5) / 7 // PLT1 of PLT0 to PLT6
	count := regexp.MustCompile(`Feature Count: (\d+)`)
	for i, c := range []struct {
		collection string
		args       []string
		want       int
	}{
		{"reads", []string{"-oo", "PAGE_SIZE=40"}, ogcReads}, // seven pages
		{"inquiry", []string{"-oo", "PAGE_SIZE=7"}, ogcInquiries},
		{"events", []string{"-oo", "PAGE_SIZE=10"}, ogcCounts()["events"]},
		{"sightings", []string{"-oo", "PAGE_SIZE=9"}, ogcCounts()["sightings"]},
		{"stays", []string{"-oo", "PAGE_SIZE=1"}, ogcCounts()["stays"]},
		{"events", []string{"-where", "kind = 'custody' OR kind = 'address'"}, 2},
		{"events", []string{"-where", "span = 1"}, ogcCounts()["stays"]},
		{"events", []string{"-where", "located = 1"}, ogcCounts()["events"] - 1}, // but the entry
		{"reads", []string{"-spat", "-98", "35", "-97", "36", "-oo", "PAGE_SIZE=20"}, (ogcReads + 2) / 3},
		{"inquiry", []string{"-spat", "-97.55", "35", "-96.45", "36"}, 11},
		{"reads", []string{"-where", "plate = 'PLT1'"}, plate},
		{"reads", []string{"-where", "plate LIKE 'PLT1%' AND confidence < 0.5 AND mobile = 0"}, (half + 5) / 7},
		{"reads", []string{"-where", "confidence < 0.5", "-spat", "-98", "35", "-97", "36"}, (half + 2) / 3},
		{"reads", []string{"-where", "plate IN ('PLT1', 'PLT2')"}, 2 * plate},
		{"inquiry", []string{"-where", "time >= '2026/05/11 00:00:00'"}, ogcInquiries - 10},
		{"sightings", []string{"-where", "time >= '2026/05/11 00:00:00' AND time < '2026/05/16 00:00:00'"}, 5},
		{"inquiry", []string{"-where", "place IS NULL"}, 1},
	} {
		name := c.collection + strings.Repeat("x", i)
		table := filepath.Join(dir, name+".csv")
		gdal(t, "ogr2ogr", slices.Concat([]string{"-f", "CSV", table, "OAPIF:" + root, c.collection, "-lco", "GEOMETRY=AS_XY"}, c.args)...)
		head, got := rows(t, table)
		if len(got) != c.want {
			t.Errorf("%s %v: %d rows, want %d", c.collection, c.args, len(got), c.want)
		}
		id := slices.Index(head, "id")
		seen := map[string]bool{}
		for _, row := range got {
			if seen[row[id]] {
				t.Errorf("%s %v: %s twice", c.collection, c.args, row[id])
			}
			seen[row[id]] = true
		}
		pack := filepath.Join(dir, name+".gpkg")
		gdal(t, "ogr2ogr", slices.Concat([]string{"-f", "GPKG", pack, "OAPIF:" + root, c.collection}, c.args)...)
		if found := count.FindStringSubmatch(gdal(t, "ogrinfo", "-so", pack, c.collection)); found == nil ||
			found[1] != strconv.Itoa(c.want) {
			t.Errorf("%s %v: the package holds %v, want %d", c.collection, c.args, found, c.want)
		}
	}
}

// auditOf are the purposes of the audit's rows of an action.
func auditOf(t *testing.T, s *store.Store, action string) (purposes []string) {
	t.Helper()
	rows, err := s.SearchAudit(t.Context(), ledger.Query{Most: 100, Action: action}, access.Asker{})
	must(t, err)
	for _, r := range rows {
		purposes = append(purposes, r.Purpose)
	}
	return purposes
}

// TestGDALKeepsTheReason asks with case and purpose in the first address only; they must be on every page.
func TestGDALKeepsTheReason(t *testing.T) {
	root, s := ogcServer(t)
	gdal(t, "ogr2ogr", "-f", "CSV", filepath.Join(t.TempDir(), "x.csv"), "OAPIF:"+root+"?purpose=harbour%20watch&case=A-77", "reads", "-oo",
		"PAGE_SIZE=50")
	looks := auditOf(t, s, "features")
	if len(looks) < 5 {
		t.Errorf("%d looks", len(looks))
	}
	for _, purpose := range looks {
		if purpose != "harbour watch" {
			t.Errorf("a look for %q", purpose)
		}
	}
}
