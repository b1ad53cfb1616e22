package loaders

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// TestDateAndClockApart: a date and a time of day in two columns are joined, whatever databases and spreadsheets wrote into each for what
// the other holds; each row tells by itself whether its time holds the date too.
func TestDateAndClockApart(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 21))
	dates := map[string]string{"ISO": "2006-01-02", "ISO, midnight": "2006-01-02| 00:00:00", "ISO, T": "2006-01-02|T00:00:00.000",
		"slashes":           "1/2/2006",
		"slashes, midnight": "1/2/2006| 0:00", "slashes, 12 AM": "01/02/2006| 12:00:00 AM", "named": "02-Jan-2006"}
	clocks := map[string]string{"24 hours": "15:04:05", "12 hours": "3:04:05 PM", "12 hours, glued": "3:04:05PM",
		"Access": "1899-12-30 15:04:05",
		"SQL":    "1900-01-01 15:04:05.000", "spreadsheet": "1/0/1900 15:04:05",
		"Unix": "1970-01-01T15:04:05", "with its date": "2006-01-02 15:04:05"}
	for dateName, date := range dates {
		day, midnight, _ := strings.Cut(date, "|")
		for clockName, hour := range clocks {
			at := time.Date(2026, time.Month(1+r.IntN(9)), 13+r.IntN(15), r.IntN(24), r.IntN(60), r.IntN(60), 0, chicago(t))
			const plain = "AAA111,OK,35.4701,-97.5201,2026-02-14,10:00:00\n" // the other way of the two
			row := "ZZ001,OK,35.4701,-97.5201," + at.Format(day) + midnight + "," + clockAs(at, hour) + "\n"
			for _, rows := range []string{row, row + plain, plain + row} {
				got, tally, err := loadColumns(t, FormatPlates, columnsHead+"Date,Time\n"+rows, nil)
				want := int64(strings.Count(rows, "\n"))
				if err != nil || tally.Taken != want {
					t.Fatalf("%s and %s: %d of %d taken, %v %v", dateName, clockName, tally.Taken, want, got.reason, err)
				}
				read := got.reads[slices.IndexFunc(got.reads, func(r timeline.Read) bool { return r.Plate.Number == "ZZ001" })]
				if !read.At.Equal(at) {
					t.Errorf("%s and %s: %v, want %v", dateName, clockName, read.At, at)
				}
			}
		}
	}
}

// clockAs writes a time of day; the day that stands for none stays as the layout has it.
func clockAs(at time.Time, layout string) string {
	day, hour, found := strings.Cut(layout, "15:04")
	if !found || strings.HasPrefix(day, "2006") {
		return at.Format(layout)
	}
	return day + at.Format("15:04"+hour)
}

// TestHalfOfTheDay: a column that says AM or PM is heard beside a time in one column or in two, in plates, events and tables of inquiries,
// and never against what the time says itself.
func TestHalfOfTheDay(t *testing.T) {
	for _, heading := range []string{"AM/PM", "AM PM", "am_pm", "AMPM", "Meridiem", "AM or PM"} {
		for _, half := range []string{"PM", "pm", "P", "p.m.", "AM", "a.m.", "A"} {
			hour := 9
			if half[0]|0x20 == 'p' {
				hour = 21
			}
			for heads, cells := range map[string]string{"Date,Time": "3/14/2026,9:26", "Time": "3/14/2026 9:26:00",
				"Time,Plate Date": "2026-03-14 9:26,x"} {
				got, tally, err := loadColumns(t, FormatPlates, columnsHead+heads+","+heading+"\nZZ001,OK,35.4701,-97.5201,"+cells+","+half+"\n", nil)
				if err != nil || tally.Taken != 1 || got.at.In(chicago(t)).Hour() != hour {
					t.Errorf("%s, %s %s: %v %v %v", heads, heading, half, got.at.In(chicago(t)), got.reason, err)
				}
				if strings.Contains(notesOf(tally), heading) {
					t.Errorf("%s: %s", heading, notesOf(tally))
				}
			}
		}
	}
	for own, want := range map[string]int{"9:26 AM": 9, "9:26p": 21, "9:26 p.m.": 21} {
		got, tally, err := loadColumns(t, FormatPlates, columnsHead+"Date,Time,AM/PM\nZZ001,OK,35.4701,-97.5201,3/14/2026,"+own+",PM\n", nil)
		if err != nil || tally.Taken != 1 || got.at.In(chicago(t)).Hour() != want {
			t.Errorf("%s: %v %v", own, got.at, err)
		}
	}
	_, tally, err := loadColumns(t, FormatPlates, columnsHead+"Date,Time,AM/PM\nZZ001,OK,35.4701,-97.5201,3/14/2026,21:26,AM\n", nil)
	if err != nil || tally.Rejected != 1 {
		t.Errorf("21:26 AM was taken: %v", err)
	}
	got, tally, err := loadColumns(t, "table:arrest", "Arrest Date,Arrest Time,AM/PM,City,State\n3/14/2026,9:26,PM,Austin,TX\n", nil)
	if err != nil || tally.Taken != 1 || got.at.In(chicago(t)).Hour() != 21 {
		t.Errorf("arrest: %v %v %v", got.at, got.reason, err)
	}
}

// TestHeadingsNameForms: a heading that says in which form dates and times stand is understood, and its order of day and month is heard.
func TestHeadingsNameForms(t *testing.T) {
	first := map[bool]time.Month{true: 4, false: 3} // 03/04/2026
	for form, dayFirst := range map[string]bool{"DD/MM/YYYY": true, "dd.mm.yyyy": true, "D-M-YY": true, "ddmmyyyy": true,
		"MM/DD/YYYY": false, "mm-dd-yyyy": false, "m/d/yy": false, "MMDDYYYY": false} {
		for _, marks := range []string{"(%)", "[%]", "%", "<%>"} {
			mark := strings.Replace(marks, "%", form, 1)
			for _, heads := range []string{"Date " + mark + ",Time (24h)", "Read_Date " + mark + ",Time [HH:MM:SS]", "Date" + mark + ",Time 24 hr",
				"Date " + mark + ",Time (military)"} {
				if strings.Contains(heads, "Date"+form) {
					continue // one word
				}
				got, tally, err := loadColumns(t, FormatPlates, columnsHead+heads+"\nZZ001,OK,35.4701,-97.5201,03/04/2026,17:05:00\n", nil)
				if err != nil || tally.Taken != 1 || got.at.In(chicago(t)).Month() != first[dayFirst] || got.at.In(chicago(t)).Hour() != 17 {
					t.Errorf("%s: %v %v %v", heads, got.at.In(chicago(t)), got.reason, err)
				}
				if notes := notesOf(tally); notes != "" {
					t.Errorf("%s: %s", heads, notes)
				}
			}
		}
	}
	got, tally, err := loadColumns(t, FormatPlates, columnsHead+"Time (UTC) (yyyy-mm-dd hh:mm:ss)\n"+
		"ZZ001,OK,35.4701,-97.5201,2026-03-04 17:05:00\n", nil)
	if err != nil || tally.Taken != 1 || tally.Zone != "UTC" || got.at.Hour() != 17 {
		t.Errorf("with a zone: %v %v %v", got.at, tally.Zone, err)
	}
	_, tally, err = loadColumns(t, FormatPlates, columnsHead+"Date (MM/DD/YYYY),Time\nZZ001,OK,35.4701,-97.5201,14/03/2026,17:05\n", nil)
	if err != nil || tally.Rejected != 1 {
		t.Errorf("a date against its heading was taken: %v", err)
	}
}
