package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldest is the oldest PostgreSQL major version that is supported.
const oldest = 14

// programs is one installed PostgreSQL server.
type programs struct {
	bin     string // directory of initdb and postgres
	major   int
	postGIS bool
}

func (p programs) path(name string) string { return filepath.Join(p.bin, name) }

// find returns the newest installed server that has PostGIS, or the one of the given major version unless that is 0.
func find(binDirs []string, major int) (programs, error) {
	if len(binDirs) == 0 {
		binDirs = usualPlaces()
	}
	var found []programs
	for _, dir := range binDirs {
		p, err := inspect(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return programs{}, err
		}
		found = append(found, p)
	}
	return choose(found, major)
}

// choose picks from what is installed; see find.
func choose(found []programs, major int) (programs, error) {
	slices.SortStableFunc(found, func(a, b programs) int { return b.major - a.major })
	if len(found) == 0 {
		return programs{}, &Fault{ErrNoPostgres, "no server program was found in the usual places", "type: " + installLine(major)}
	}
	if newest := found[0].major; newest < oldest {
		return programs{}, &Fault{ErrNoPostgres, fmt.Sprintf("found version %d, need %d or later", newest, oldest),
			"type: " + installLine(max(major, oldest))}
	}
	fits := func(p programs) bool { return p.major >= oldest && (major == 0 || p.major == major) }
	if i := slices.IndexFunc(found, func(p programs) bool { return fits(p) && p.postGIS }); i >= 0 {
		return found[i], nil
	}
	if i := slices.IndexFunc(found, fits); i >= 0 {
		return programs{}, &Fault{ErrNoPostGIS, fmt.Sprintf("PostgreSQL %d in %s has no postgis extension", found[i].major, found[i].bin),
			"type: " + installLine(found[i].major)}
	}
	return programs{}, otherVersion(major, found[0].major)
}

// otherVersion is the fault of a data directory whose version is not installed.
func otherVersion(data, newest int) *Fault {
	if data < oldest {
		return &Fault{ErrVersion, fmt.Sprintf("the data directory was made by PostgreSQL %d, and %d is the oldest that is supported", data,
			oldest), otherDir}
	}
	relation := "older"
	if data > newest {
		relation = "newer"
	}
	return &Fault{ErrVersion, fmt.Sprintf("the data directory was made by PostgreSQL %d, %s than the installed %d", data, relation, newest),
		fmt.Sprintf("install version %d (%s), or %s", data, installLine(data), otherDir)}
}

// usualPlaces are the directories on PATH, the one pg_config names, and those of the distributions' packages.
func usualPlaces() []string {
	var dirs []string
	if p, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	if out, err := output("pg_config", "--bindir"); err == nil {
		dirs = append(dirs, strings.TrimSpace(out))
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin"} {
		more, _ := filepath.Glob(pattern) // the patterns are well-formed, which is the only error
		dirs = append(dirs, more...)
	}
	for i, dir := range dirs {
		if real, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres")); err == nil {
			dirs[i] = filepath.Dir(real) // a link on PATH has initdb's libraries beside its target
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// "postgres (PostgreSQL) 15.18 (Debian …)", "postgres (PostgreSQL) 19beta1"
var versionForm = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect tells what is in a directory. Without a server there, the error is fs.ErrNotExist.
func inspect(dir string) (programs, error) {
	p := programs{bin: dir}
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(p.path(name)); err != nil {
			return p, fmt.Errorf("cluster: look for PostgreSQL: %w", fs.ErrNotExist)
		}
	}
	out, err := output(p.path("postgres"), "--version")
	if err != nil {
		return p, fmt.Errorf("cluster: ask %s for its version: %w", p.path("postgres"), err)
	}
	m := versionForm.FindStringSubmatch(out)
	if m == nil {
		return p, fmt.Errorf("cluster: ask %s for its version: it says %q", p.path("postgres"), out)
	}
	if p.major, err = strconv.Atoi(m[1]); err != nil {
		return p, fmt.Errorf("cluster: version of %s: %w", p.path("postgres"), err)
	}
	p.postGIS = slices.ContainsFunc(p.shareDirs(), func(share string) bool {
		_, err := os.Stat(filepath.Join(share, "extension", "postgis.control"))
		return err == nil
	})
	return p, nil
}

// shareDirs are where the server may keep its extensions: what its own pg_config says, else the layouts in use.
func (p programs) shareDirs() []string {
	if out, err := output(p.path("pg_config"), "--sharedir"); err == nil {
		return []string{strings.TrimSpace(out)}
	}
	prefix := filepath.Dir(p.bin)
	return []string{
		fmt.Sprintf("/usr/share/postgresql/%d", p.major), // Debian
		filepath.Join(prefix, "share"), filepath.Join(prefix, "share", "postgresql"),
	}
}

// output runs a program that answers at once and returns what it prints.
func output(program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/"
	out, err := cmd.Output()
	return string(out), err
}
