package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// TestSameBytes makes every export twice.
func TestSameBytes(t *testing.T) {
	for name, d := range dossiers() {
		for _, f := range Formats() {
			if !bytes.Equal(written(t, f.Name, d, given()), written(t, f.Name, d, given())) {
				t.Errorf("%s as %s differs from run to run", name, f.Name)
			}
		}
	}
}

func TestFailures(t *testing.T) {
	d := varied()
	ended, end := context.WithCancel(t.Context())
	end()
	for _, f := range Formats() {
		var b bytes.Buffer
		if err := f.Write(ended, &b, d, given()); !errors.Is(err, context.Canceled) {
			t.Errorf("%s goes on when nobody waits: %v", f.Name, err)
		}
		o := given()
		o.Zone = "Mars/Olympus"
		if err := f.Write(t.Context(), &b, d, o); err == nil || !strings.Contains(err.Error(), "Mars/Olympus") {
			t.Errorf("%s takes an unknown zone: %v", f.Name, err)
		}
		whole := written(t, f.Name, d, given())
		for _, room := range []int{0, 10, len(whole) / 2, len(whole) - 1} {
			if err := f.Write(t.Context(), &full{room}, d, given()); !errors.Is(err, errFull) {
				t.Errorf("%s does not tell that only %d bytes could be written: %v", f.Name, room, err)
			}
		}
	}
	if _, err := FormatOf("pdf"); err == nil || !strings.Contains(err.Error(), "timeline-csv") {
		t.Errorf("an unknown format does not list those there are: %v", err)
	}
}

var errFull = errors.New("no room")

// full takes so many bytes.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.room {
		return 0, errFull
	}
	f.room -= len(p)
	return len(p), nil
}

// TestLocalTimes holds local times to the zone asked for, and dates to their source's day.
func TestLocalTimes(t *testing.T) {
	minute := civilWhen("2026-03-10 02:30", timeline.Minute)
	day := civilWhen("2026-03-10", timeline.Day)
	odd := minute
	odd.Zone = "-07:00"
	for _, c := range []struct {
		zone  string
		when  timeline.When
		place string
		want  string
	}{
		{"", minute, "America/Chicago", "2026-03-10 02:30 America/Chicago UTC-05:00"},
		{"place", minute, "Pacific/Guam", "2026-03-10 17:30 Pacific/Guam UTC+10:00"},
		{"place", minute, "", "2026-03-10 02:30 America/Chicago UTC-05:00"},
		{"place", odd, "", "2026-03-10 00:30 -07:00 UTC-07:00"},
		{"UTC", minute, "Pacific/Guam", "2026-03-10 07:30 UTC UTC+00:00"},
		{"UTC", day, "Pacific/Guam", "2026-03-10 America/Chicago UTC-05:00"},
		{"America/New_York", civilWhen("2025", timeline.Year), "", "2025 America/Chicago UTC-06:00"},
	} {
		k, err := clock.NewDisplay(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		loc := k.Shown(c.when, c.place)
		if got := fmt.Sprint(civil{c.when.Start.In(loc), c.when.Precision}, " ", loc, " ", offset(c.when, loc)); got != c.want {
			t.Errorf("%s in %q at %q is %q, want %q", c.when.Raw, c.zone, c.place, got, c.want)
		}
	}
	for _, zone := range []string{"Local", "local", "Nowhere/At_All", "../etc/passwd"} {
		if _, err := clock.NewDisplay(zone); err == nil {
			t.Errorf("zone %q is taken", zone)
		}
	}
}
