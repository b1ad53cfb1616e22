package cluster

import (
	"os"
	"slices"
	"testing"
)

func TestParsePostmaster(t *testing.T) {
	const whole = "4711\n/d\n1700000000\n5432\n/run/s\n\n  5433   98304\nready   \n"
	for text, want := range map[string]postmaster{
		whole:                     {4711, "/run/s", 5432, "ready"},
		whole[:len(whole)-1]:      {4711, "/run/s", 5432, ""}, // the last line is still being written
		"4711\n/d\n17000\n5432\n": {4711, "", 5432, ""},
		"4711\n/d\n":              {pid: 4711},
		"47":                      {},
		"":                        {},
		"nonsense\n":              {},
		"-1\n":                    {}, // would be every process
		"0\n":                     {},
	} {
		if got := parsePostmaster(text); got != want {
			t.Errorf("parsePostmaster(%q) = %+v, want %+v", text, got, want)
		}
	}
}

func TestServes(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		pid  int
		data string
		want bool
	}{
		{os.Getpid(), here, true}, {os.Getpid(), t.TempDir(), false}, {0, here, false}, {1 << 30, here, false},
	} {
		if got := serves(tc.pid, tc.data); got != tc.want {
			t.Errorf("serves(%d, %s) = %v", tc.pid, tc.data, got)
		}
	}
}

func TestTuning(t *testing.T) {
	for name, tc := range map[string]struct {
		memory, disk uint64
		disposable   bool
		want         []string
	}{
		"a workstation": {24 * giga, 80 * giga, false,
			[]string{"shared_buffers=4096MB", "effective_cache_size=12288MB", "maintenance_work_mem=1024MB", "work_mem=64MB",
				"max_wal_size=5120MB"}},
		"a small box": {giga / 4, giga, false, []string{"shared_buffers=64MB", "effective_cache_size=256MB", "maintenance_work_mem=64MB",
			"work_mem=8MB", "max_wal_size=256MB"}},
		"a large one": {512 * giga, 10000 * giga, false,
			[]string{"shared_buffers=8192MB", "maintenance_work_mem=2048MB", "work_mem=64MB", "max_wal_size=8192MB"}},
		"for tests": {24 * giga, 80 * giga, true, []string{"fsync=off", "shared_buffers=256MB"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := tuning(tc.memory, tc.disk, 2, tc.disposable)
			for _, w := range tc.want {
				if !slices.Contains(got, w) {
					t.Errorf("%s is not in %v", w, got)
				}
			}
			if !tc.disposable && slices.Contains(got, "fsync=off") {
				t.Error("a real server must sync")
			}
		})
	}
}

func TestMachineMemory(t *testing.T) {
	bytes, err := machineMemory()
	if err != nil || bytes < 16*mega || bytes > 1<<50 {
		t.Errorf("%d bytes, %v", bytes, err)
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{"/a/b-c_1.d": "/a/b-c_1.d", "/a b": "'/a b'", "it's": `'it'\''s'`, "": "''",
		"$HOME": "'$HOME'"} {
		if got := quote(in); got != want {
			t.Errorf("quote(%q) = %s, want %s", in, got, want)
		}
	}
}
