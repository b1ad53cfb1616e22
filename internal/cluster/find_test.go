package cluster

import (
	"os"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	with := func(major int) programs { return programs{major: major, postGIS: true} }
	without := func(major int) programs { return programs{major: major} }
	for name, tc := range map[string]struct {
		found []programs
		data  int // version of the data directory
		want  int
		kind  error
		word  string
	}{
		"newest":              {[]programs{with(14), with(17), with(15)}, 0, 17, nil, ""},
		"newest with PostGIS": {[]programs{with(15), without(17)}, 0, 15, nil, ""},
		"that of the data":    {[]programs{with(15), with(17)}, 15, 15, nil, ""},
		"none":                {nil, 0, 0, ErrNoPostgres, "postgis"},
		"too old":             {[]programs{with(13)}, 0, 0, ErrNoPostgres, "found version 13"},
		"too old for data":    {[]programs{with(13)}, 13, 0, ErrNoPostgres, "found version 13"},
		"no PostGIS":          {[]programs{without(16), without(15)}, 0, 0, ErrNoPostGIS, "postgresql-16-postgis-3"},
		"none for the data":   {[]programs{without(15), with(17)}, 15, 0, ErrNoPostGIS, "postgresql-15-postgis-3"},
		"data of a newer":     {[]programs{with(15), with(14)}, 17, 0, ErrVersion, "newer than the installed 15"},
		"data of an older":    {[]programs{with(17)}, 15, 0, ErrVersion, "older than the installed 17"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := choose(tc.found, tc.data)
			if tc.kind != nil {
				wantFault(t, err, tc.kind, tc.word)
				return
			}
			if err != nil || got.major != tc.want {
				t.Errorf("got %d, %v; want %d", got.major, err, tc.want)
			}
		})
	}
}

func TestFindNothing(t *testing.T) {
	t.Setenv("PATH", "/usr/bin:/bin")
	_, err := find([]string{t.TempDir(), "/no/such/folder"}, 0)
	wantFault(t, err, ErrNoPostgres)
	if sudo := strings.Contains(err.Error(), "sudo "); sudo == (os.Geteuid() == 0) {
		t.Errorf("sudo in the line: %v, as user %d: %v", sudo, os.Geteuid(), err)
	}
}

func TestFindFake(t *testing.T) {
	dirs := fakePrograms(t, "")
	p, err := find(dirs, 0)
	if err != nil || p.major != 16 || !p.postGIS || p.bin != dirs[0] {
		t.Errorf("got %+v, %v", p, err)
	}
}

// The lines are those that the distributions' own package lists give.
func TestInstallLine(t *testing.T) {
	if _, err := os.Stat("/usr/bin/apt-get"); err != nil {
		t.Setenv("PATH", "")
		if got := installLine(0); !strings.Contains(got, "your system's packages") {
			t.Errorf("got %s", got)
		}
		return
	}
	if got := installLine(97); !strings.HasSuffix(got, "apt-get install postgresql-97-postgis-3") || !strings.Contains(got, "update") {
		t.Errorf("got %s", got)
	}
	t.Setenv("PATH", "")
	if got := installLine(0); !strings.Contains(got, "your system's packages") {
		t.Errorf("got %s", got)
	}
}
