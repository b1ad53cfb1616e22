// Package internal_test holds the house together: who may import whom, what stands where.
package internal_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "sightline"

// importRule is one package and all that it may import, beside the standard library.
type importRule struct {
	path    string
	ours    string // our packages
	others  string // other people's modules
	testing string // more of both, for its tests
	pure    bool   // no input or output, no clock, no chance
}

// house lists every package, lower floors first. Imports go downward only.
var house = []importRule{
	{path: "internal/words", pure: true},
	{path: "internal/long"},
	{path: "sql"},
	{path: "static"},
	{path: "geo", others: "orb", pure: true},
	{path: "timeline", ours: "geo internal/words", others: "orb", pure: true},
	{path: "timeline/clock", ours: "timeline", pure: true},
	{path: "timeline/plate", ours: "geo timeline internal/words", others: "orb x/text", testing: "timeline/kinds", pure: true},
	{path: "timeline/kinds", ours: "timeline internal/words", pure: true},
	{path: "timeline/person", ours: "timeline timeline/kinds internal/words", others: "x/text", pure: true},
	{path: "timeline/analysis", ours: "geo timeline timeline/clock timeline/plate timeline/kinds internal/words", others: "orb",
		pure: true},
	{path: "timeline/chart", ours: "geo timeline timeline/clock timeline/kinds timeline/analysis internal/words", others: "orb go-echarts",
		pure: true},
	{path: "loaders/charset", others: "x/text", pure: true},
	{path: "loaders/workbook", ours: "loaders/charset", others: "x/text"},
	{path: "loaders", ours: "geo timeline timeline/clock timeline/plate timeline/kinds loaders/charset loaders/workbook",
		others: "orb excelize toml x/text x/sync compress"},
	{path: "internal/access", ours: "timeline", pure: true},
	{path: "internal/query", ours: "geo timeline timeline/plate timeline/kinds", others: "orb", pure: true},
	{path: "internal/cql2", others: "orb", pure: true},
	{path: "internal/feature", ours: "geo timeline timeline/kinds internal/cql2", others: "orb", pure: true},
	{path: "internal/config"},
	{path: "internal/ledger"},
	{path: "internal/auth", ours: "timeline internal/access internal/config", others: "orb go-oidc x/oauth2 x/text",
		testing: "internal/auth/authtest internal/dbtest internal/store pgx"},
	{path: "internal/auth/authtest"},
	{path: "internal/cluster", others: "x/sys", testing: "internal/long"},
	{path: "internal/sample", testing: "orb excelize geo timeline loaders static internal/atlas"},
	{path: "internal/atlas", ours: "geo timeline static", others: "orb tzf tzf-rel-lite rtree protobuf x/text"},
	{path: "internal/store", ours: "geo timeline timeline/plate timeline/kinds timeline/person internal/words sql internal/access internal/query internal/auth internal/cql2 " +
		"internal/feature internal/ledger", others: "orb pgx go-geom compress x/sync", testing: "internal/dbtest"},
	{path: "internal/leads", ours: "timeline timeline/clock timeline/kinds loaders internal/access internal/query internal/store",
		testing: "internal/dbtest"},
	{path: "internal/dbtest", ours: "sql internal/cluster internal/store"},
	{path: "internal/render",
		ours:   "geo timeline timeline/clock timeline/kinds timeline/analysis timeline/chart internal/words static internal/atlas",
		others: "orb quickjs fpdf liberation x/image x/text", testing: "internal/long"},
	{path: "internal/report",
		ours:   "geo timeline timeline/clock timeline/plate timeline/kinds timeline/analysis timeline/chart internal/words static internal/access internal/atlas internal/render",
		others: "orb toml x/image"},
	{path: "internal/export",
		ours:   "geo timeline timeline/clock timeline/plate timeline/kinds timeline/analysis timeline/chart internal/words internal/access",
		others: "orb excelize go-kml"},
	{path: "internal/web", ours: "geo timeline timeline/clock timeline/plate timeline/kinds timeline/analysis timeline/chart internal/words static internal/access internal/query " +
		"internal/auth internal/cql2 internal/feature internal/ledger internal/atlas internal/render internal/report",
		others:  "orb mux barcode prometheus compress",
		testing: "loaders internal/dbtest internal/leads internal/store chromedp cdproto"},
	{path: "internal/detectortest",
		testing: "geo timeline timeline/kinds timeline/analysis timeline/chart static internal/access internal/query " +
			"internal/atlas internal/render internal/report internal/export internal/web orb"},
	{path: "cmd/sightline", ours: "geo timeline timeline/clock timeline/plate timeline/kinds timeline/person timeline/analysis timeline/chart internal/words loaders sql static internal/access internal/query " +
		"internal/auth internal/config internal/cluster internal/sample internal/atlas internal/ledger internal/store internal/render internal/report internal/export internal/leads internal/web",
		others:  "orb kong progressbar x/term x/sync",
		testing: "internal/auth/authtest internal/dbtest internal/long chromedp cdproto excelize kin-openapi pgx"},
	{path: "internal/kindtest", testing: "timeline timeline/kinds timeline/chart internal/dbtest excelize"},
	{path: "internal"}, // this test
}

// modules are the import paths behind the short names of the table.
var modules = map[string]string{
	"orb":          "github.com/paulmach/orb",
	"go-echarts":   "github.com/go-echarts/go-echarts/v2",
	"fpdf":         "codeberg.org/go-pdf/fpdf",
	"excelize":     "github.com/xuri/excelize/v2",
	"toml":         "github.com/BurntSushi/toml",
	"compress":     "github.com/klauspost/compress",
	"go-kml":       "github.com/twpayne/go-kml/v3",
	"tzf":          "github.com/ringsaturn/tzf",
	"tzf-rel-lite": "github.com/ringsaturn/tzf-rel-lite",
	"rtree":        "github.com/tidwall/rtree",
	"protobuf":     "google.golang.org/protobuf",
	"pgx":          "github.com/jackc/pgx/v5",
	"go-geom":      "github.com/twpayne/go-geom",
	"prometheus":   "github.com/prometheus/client_golang",
	"kin-openapi":  "github.com/getkin/kin-openapi",
	"quickjs":      "modernc.org/quickjs",
	"liberation":   "github.com/go-fonts/liberation",
	"mux":          "github.com/gorilla/mux",
	"kong":         "github.com/alecthomas/kong",
	"progressbar":  "github.com/schollz/progressbar/v3",
	"chromedp":     "github.com/chromedp/chromedp",
	"cdproto":      "github.com/chromedp/cdproto",
	"go-oidc":      "github.com/coreos/go-oidc/v3",
	"barcode":      "github.com/boombuler/barcode",
	"x/image":      "golang.org/x/image",
	"x/oauth2":     "golang.org/x/oauth2",
	"x/sync":       "golang.org/x/sync",
	"x/sys":        "golang.org/x/sys",
	"x/term":       "golang.org/x/term",
	"x/text":       "golang.org/x/text",
}

// pkg is what go list tells of a package.
type pkg struct {
	ImportPath, Dir, Name, Doc         string
	GoFiles                            []string
	Imports, TestImports, XTestImports []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Name,Doc,GoFiles,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = ".."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// short is an import as the table writes it, or empty for the standard library. One that the table cannot name stays
// as it is.
func short(path string) string {
	if own, is := strings.CutPrefix(path, module+"/"); is {
		return own
	}
	if path == module || !strings.Contains(strings.Split(path, "/")[0], ".") {
		return ""
	}
	for name, prefix := range modules {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return name
		}
	}
	return path
}

// strangers are those of the imports that are not allowed, each once.
func strangers(imports, allowed []string) []string {
	var found []string
	for _, path := range imports {
		if name := short(path); name != "" && !slices.Contains(allowed, name) && !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	return found
}

func TestImports(t *testing.T) {
	unused := map[string]bool{}
	for i, r := range house {
		unused[r.path] = true
		for _, name := range strings.Fields(r.ours) {
			if !slices.ContainsFunc(house[:i], func(lower importRule) bool { return lower.path == name }) {
				t.Errorf("the table lets %s import %s, which is not below it", r.path, name)
			}
		}
		for _, name := range strings.Fields(r.others) {
			if modules[name] == "" {
				t.Errorf("the table names %s, which is no module", name)
			}
		}
		t.Logf("%-14s → %s · %s", strings.TrimPrefix(r.path, "internal/"), cmp.Or(r.ours, "–"), cmp.Or(r.others, "–"))
	}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		i := slices.IndexFunc(house, func(r importRule) bool { return r.path == name })
		if i < 0 {
			t.Errorf("%s has no place in the table", name)
			continue
		}
		delete(unused, name)
		r := house[i]
		allowed := strings.Fields(r.ours + " " + r.others)
		for _, s := range strangers(p.Imports, allowed) {
			t.Errorf("%s imports %s, which the table does not allow", name, s)
		}
		allowed = append(allowed, name)
		allowed = append(allowed, strings.Fields(r.testing)...)
		for _, s := range strangers(slices.Concat(p.TestImports, p.XTestImports), allowed) {
			t.Errorf("a test of %s imports %s, which the table does not allow", name, s)
		}
	}
	for name := range unused {
		t.Errorf("the table lists %s, and there is no such package", name)
	}
}

var (
	impure = []string{"os", "net", "io/fs", "log", "syscall", "embed", "database/sql", "crypto/rand", "testing"}
	clock  = regexp.MustCompile(`\btime\.(Now|Since|Until|After|Tick|Sleep|Local)\b`)
	chance = regexp.MustCompile(`\brand\.(Int|Uint|Float|Norm|Exp|Perm|Shuffle|N\()`) // a seeded rand.New is none
	initFn = regexp.MustCompile(`(?m)^func init\(`)
)

func TestPurity(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		pure := slices.ContainsFunc(house, func(r importRule) bool { return r.path == name && r.pure })
		for _, path := range p.Imports {
			if pure && slices.ContainsFunc(impure, func(i string) bool { return path == i || strings.HasPrefix(path, i+"/") }) {
				t.Errorf("%s is pure, yet imports %s", name, path)
			}
		}
		for _, file := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, file))
			if err != nil {
				t.Fatal(err)
			}
			for _, form := range []*regexp.Regexp{clock, chance} {
				if found := form.Find(text); pure && found != nil {
					t.Errorf("%s/%s is pure, yet uses %s", name, file, found)
				}
			}
			if initFn.Match(text) {
				t.Errorf("%s/%s has an init function", name, file)
			}
		}
	}
}

func TestEveryPackageHasItsSentence(t *testing.T) {
	for _, p := range packages(t) {
		want := "Package " + p.Name + " "
		if p.Name == "main" {
			want = "Command " + filepath.Base(p.ImportPath) + " "
		}
		if len(p.GoFiles) > 0 && !strings.HasPrefix(p.Doc, want) {
			t.Errorf("%s begins with %q, want %q", p.ImportPath, p.Doc, want)
		}
	}
}

func TestRoot(t *testing.T) {
	allowed := strings.Fields("cmd geo internal loaders sql static timeline go.mod go.sum Makefile README.md")
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
		built := e.Name() == "bin" // by make, not kept
		if !built && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s stands at the root", e.Name())
		}
	}
	for _, name := range allowed {
		if !slices.Contains(found, name) {
			t.Errorf("%s is missing at the root", name)
		}
	}
}
