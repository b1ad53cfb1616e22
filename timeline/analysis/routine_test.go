package analysis

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

func TestRoutineIsInTheLocalTimeOfEachPlace(t *testing.T) {
	a, b := read("a", "2026-03-02 15:30:00", tulsa, "QZX0001"), read("b", "2026-03-02 17:30:00", amarillo, "QZX0001")
	a.Where.Zone, b.Where.Zone = "America/Chicago", "America/Denver" // 09:30 and 10:30 on a Monday
	summer := read("c", "2026-07-06 15:30:00", tulsa, "QZX0001")     // 10:30 on a Monday
	summer.Where.Zone = "America/Chicago"
	late := read("d", "2026-03-03 04:30:00", tulsa, "QZX0001") // still Monday, 22:30
	late.Where.Zone = "America/Chicago"
	vague := read("e", "2026-03-02 00:00:00", tulsa, "QZX0001")
	vague.First.End = vague.First.Start.AddDate(0, 0, 1)
	d, p := timeline.Dossier{Events: []timeline.Event{a, b, summer, late, vague}}, DefaultParameters()
	if f := Analyze(d, p); !strings.HasPrefix(f.Routine.Text, "No usual hour or day: 4 sightings are known to the hour, and it takes 10.") ||
		len(f.By("routine").Findings) > 0 {
		t.Errorf("four sightings make a routine: %s", f.Routine.Text)
	}
	p.Routine.Sightings = 4
	r := Analyze(d, p).Routine
	if r.Hours[1][9] != 1 || r.Hours[1][10] != 2 || r.Hours[1][22] != 1 || r.Timed != 4 {
		t.Errorf("Mondays: %v", r.Hours[1])
	}
	if fmt.Sprint(r.Days) != "[{2026-03-02 4} {2026-07-06 1}]" {
		t.Errorf("days: %v", r.Days)
	}
	if !strings.HasPrefix(r.Text, "3 of 4 timed sightings fall between 05:00 and 11:00") {
		t.Errorf("%s", r.Text)
	}
}

func TestNightsByArea(t *testing.T) {
	var s []timeline.Event
	for day := 1; day <= 3; day++ {
		s = append(s, here(2*day, local(day, 22, 30), tulsa), here(2*day+1, local(day+1, 6, 30), tulsa))
	}
	s = append(s, here(50, local(5, 20, 0), oklahoma), here(51, local(6, 8, 0), oklahoma), here(52, local(6, 12, 0), oklahoma))
	// One sighting by night, at a spot seen once, may be of a vehicle that drives through.
	s = append(s, here(53, local(7, 23, 0), amarillo), here(54, local(8, 14, 0), tulsa))
	r := Analyze(timeline.Dossier{Events: s}, DefaultParameters()).Routine
	if len(r.Areas) != 3 || r.Areas[0].Nights != 3 || r.Areas[1].Nights != 0 || r.Areas[1].Passes != 0 || r.Areas[2].Nights != 0 ||
		r.Areas[2].Passes != 1 {
		t.Errorf("%+v", r.Areas)
	}
	if r.Nights.Text != "3 nights are known, too few to tell where nights are spent: it takes 10. 1 other night with a sighting shows a passing and no stay." {
		t.Errorf("%s", r.Nights.Text)
	}
}

func TestChangeOfPattern(t *testing.T) {
	var s []timeline.Event
	start := at("2026-01-05 18:00:00")
	for day := range 140 {
		p := tulsa
		if day >= 70 {
			p = amarillo
		}
		if day%2 == 0 {
			x := read(fmt.Sprintf("r%03d", day), start.AddDate(0, 0, day).Format("2006-01-02 15:04:05"), p, "QZX0001")
			s = append(s, x)
		}
	}
	p := DefaultParameters()
	p.Name = towns
	f := Analyze(timeline.Dossier{Events: s}, p)
	if len(Of[Change](f)) != 1 {
		t.Fatalf("%+v", Of[Change](f))
	}
	c := Of[Change](f)[0]
	if c.At.Sub(start.AddDate(0, 0, 70)).Abs() > 7*24*time.Hour || c.Before[0].Area != "Tulsa" || c.After[0].Area != "Amarillo" ||
		c.Chance > 0.01 {
		t.Errorf("%+v", c)
	}
	if f := Analyze(timeline.Dossier{Events: s[:35]}, p); len(Of[Change](f)) > 0 {
		t.Errorf("an even pattern changes: %+v", Of[Change](f))
	}
}

func TestDayNumber(t *testing.T) {
	loc, err := time.LoadLocation(central)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		t    time.Time
		want int
	}{
		{time.Date(1970, 1, 1, 23, 59, 0, 0, loc), 0},
		{time.Date(1969, 12, 31, 0, 0, 0, 0, loc), -1},
		{time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC), 1},
	} {
		if got := dayNumber(c.t); got != c.want {
			t.Errorf("%v: %d, want %d", c.t, got, c.want)
		}
	}
}
