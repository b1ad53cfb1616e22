package loaders

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

const columnsHead = "Plate,State,Latitude,Longitude,"

func loadColumns(t *testing.T, format FormatName, text string, columns map[string]string) (*firstTime, Tally, error) {
	t.Helper()
	got, opt := &firstTime{}, fakeOptions()
	opt.Columns = columns
	tally, err := Load(context.Background(), format, Input{Name: "x.csv", Reader: strings.NewReader(text)}, opt, got)
	return got, tally, err
}

func notesOf(tally Tally) string {
	var b strings.Builder
	for _, n := range tally.Notes {
		fmt.Fprintf(&b, "%d × %s\n", n.Count, n.Text)
	}
	return b.String()
}

// TestTwoColumnsForOneField: of two columns that differ the analyst is asked by their names, and either can be named; two that agree, or
// tell UTC and the clock of the place, ask nothing.
func TestTwoColumnsForOneField(t *testing.T) {
	headings := []string{"Timestamp", "Read Time", "Captured At", "Event Time"}
	row := "ZZ001,OK,35.4701,-97.5201,"
	for _, a := range headings {
		for _, b := range headings {
			if a == b {
				continue
			}
			text := columnsHead + a + "," + b + "\n" + row + "2026-03-02 12:00:00,2026-03-02 04:35:54\n"
			_, _, err := loadColumns(t, FormatPlates, text, nil)
			for _, want := range []string{a, b, "--column time=", "12:00:00", "04:35:54"} {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Fatalf("%s and %s: %v does not say %q", a, b, err, want)
				}
			}
			for heading, want := range map[string]int{a: 12, b: 4, "#5": 12, "#6": 4} {
				got, tally, err := loadColumns(t, FormatPlates, text, map[string]string{"time": heading})
				if err != nil || tally.Taken != 1 || got.at.In(chicago(t)).Hour() != want {
					t.Errorf("%s named of %s and %s: %v, %+v", heading, a, b, got.at, err)
				}
				if notes := notesOf(tally); !strings.Contains(notes, "columns not taken") {
					t.Errorf("the other column is not told:\n%s", notes)
				}
			}
			same := columnsHead + a + "," + b + "\n" + row + "2026-03-02 12:00:00,3/2/2026 12:00:00 PM\n"
			if _, tally, err := loadColumns(t, FormatPlates, same, nil); err != nil || tally.Taken != 1 {
				t.Errorf("%s and %s agree: %v", a, b, err)
			}
			pair := columnsHead + a + "," + b + " (UTC)\n" + row + "2026-03-02 06:00:00,2026-03-02 12:00:00\n"
			if got, tally, err := loadColumns(t, FormatPlates, pair, nil); err != nil || got.at.Hour() != 12 || tally.ZoneBasis != "stated" {
				t.Errorf("%s of the place and %s of UTC: %v, %v", a, b, got.at, err)
			}
		}
	}
	for _, named := range []map[string]string{{"time": "Nothing"}, {"hour": "Timestamp"}, {"time": "Timestamp", "date": "Timestamp"}} {
		if _, _, err := loadColumns(t, FormatPlates, columnsHead+"Timestamp\n"+row+"2026-03-02 12:00:00\n", named); err == nil {
			t.Errorf("%v was taken", named)
		}
	}
}

// TestNoColumnIsDroppedInSilence: whatever heading is not understood is named; where it holds what is wanting, what to do is said, and that
// helps.
func TestNoColumnIsDroppedInSilence(t *testing.T) {
	row := "ZZ001,OK,35.4701,-97.5201,"
	for _, heading := range []string{"Uhrzeit", "Tm Of Rd", "Hora", "When Seen (clk)"} {
		for _, clockText := range []string{"13:05:00", "1:05 PM", "13:05"} {
			text := columnsHead + "Date," + heading + ",Lane\n" + row + "03/09/2026," + clockText + ",2\n"
			_, tally, err := loadColumns(t, FormatPlates, text, nil)
			notes := notesOf(tally)
			if err != nil || !strings.Contains(notes, fmt.Sprintf("--column clock=%q", heading)) || !strings.Contains(notes, `"Lane"`) {
				t.Errorf("%s: %v\n%s", heading, err, notes)
			}
			got, _, err := loadColumns(t, FormatPlates, text, map[string]string{"clock": heading})
			if err != nil || got.at.In(chicago(t)).Format("15:04") != "13:05" {
				t.Errorf("%s named: %v, %v", heading, got.at, err)
			}
		}
	}
	zoned := columnsHead + "Time,Zona\n" + row + "2026-03-09 13:05:00,America/Denver\n"
	if _, tally, _ := loadColumns(t, FormatPlates, zoned, nil); !strings.Contains(notesOf(tally), `--column zone="Zona"`) {
		t.Errorf("a column of zones is not told:\n%s", notesOf(tally))
	}
	if got, _, err := loadColumns(t, FormatPlates, zoned, map[string]string{"zone": "Zona"}); err != nil || got.at.Hour() != 19 {
		t.Errorf("named: %v, %v", got.at, err)
	}
	lane := columnsHead + "Time,Zone\n" + row + "2026-03-09 13:05:00,7\n"
	if _, tally, err := loadColumns(t, FormatPlates, lane, nil); err != nil || tally.Taken != 1 || !strings.Contains(notesOf(tally), `"Zone"`) {
		t.Errorf("a patrol zone is taken for a time zone: %v\n%s", err, notesOf(tally))
	}
}

// TestStatementsThatDiffer: two zones for one time are never settled in silence.
func TestStatementsThatDiffer(t *testing.T) {
	row := "ZZ001,OK,35.4701,-97.5201,2026-03-02 12:00:00"
	for name, text := range map[string]string{
		"two lines above":     "All times UTC\nTime zone: Pacific\n" + columnsHead + "Time\n" + row + "\n",
		"above and below":     "All times UTC\n" + columnsHead + "Time\n" + row + "\nAll times Pacific\n",
		"heading and column":  columnsHead + "Time (ET),Timezone\n" + row + ",America/Denver\n",
		"an unknown zone":     columnsHead + "Time,Timezone\n" + row + ",Olympus\n",
		"offset and its name": columnsHead + "Time\n" + row + "-05:00[America/Chicago]\n",
	} {
		got, tally, err := loadColumns(t, FormatPlates, text, nil)
		if err == nil && (tally.Taken != 0 || !strings.Contains(got.reason, "zone") && !strings.Contains(got.reason, "offset")) {
			t.Errorf("%s: taken %d, %s", name, tally.Taken, got.reason)
		}
	}
	long := columnsHead + "Time\n" + strings.Repeat(row+"\n", 2000) + "All times are Pacific\n"
	if _, _, err := loadColumns(t, FormatPlates, long, nil); err == nil || !strings.Contains(err.Error(), "--tz America/Los_Angeles") {
		t.Errorf("a statement far below is passed over: %v", err)
	}
	arrests := "All times are Pacific\nName,Arrest Date,Arrest Time\nINVENTED/JANE,2026-03-02,12:00\n"
	if got, tally, err := loadColumns(t, "table:arrest", arrests, nil); err != nil || got.at.Hour() != 20 || tally.ZoneBasis != "stated" {
		t.Errorf("arrests: %v, %v, %+v", got.at, err, tally)
	}
	heading := "Name,Arrest Date,Arrest Time (MT)\nINVENTED/JANE,2026-03-02,12:00\n"
	if got, tally, err := loadColumns(t, "table:arrest", heading, nil); err != nil || got.at.Hour() != 19 || tally.ZoneBasis != "stated" {
		t.Errorf("arrests by their heading: %v, %v, %+v", got.at, err, tally)
	}
}

// TestWorkbooksStateZones: what stands above or below the rows of a sheet, or in its headings, is heard as in a text.
func TestWorkbooksStateZones(t *testing.T) {
	head := []any{"Plate", "State", "Latitude", "Longitude", "Time"}
	row := []any{"ZZ001", "OK", "35.4701", "-97.5201", "2026-03-02 12:00:00"}
	for name, rows := range map[string][][]any{
		"above":   {{"All times are Pacific"}, head, row},
		"below":   {head, row, {"All times are Pacific"}},
		"heading": {{"Plate", "State", "Latitude", "Longitude", "Time (PT)"}, row},
	} {
		data := madeWorkbook(t, map[string][][]any{"Addresses": rows})
		got := &firstTime{}
		tally, err := Load(context.Background(), FormatPlates, Input{Name: "x.xlsx", Reader: bytes.NewReader(data)}, fakeOptions(), got)
		if err != nil || tally.Taken != 1 || tally.Rejected != 0 || got.at.Hour() != 20 || tally.ZoneBasis != "stated" {
			t.Errorf("%s: %v, %v, %+v", name, got.at, err, tally)
		}
	}
}

// TestConfidenceByValue: each value tells its scale, wherever in the column it stands.
func TestConfidenceByValue(t *testing.T) {
	of := map[string]float64{"0.97": 0.97, ".97": 0.97, "93 %": 0.93, "93%": 0.93, "90": 0.9, "88.5": 0.885, "0,5": 0.5, "99,5 %": 0.995, "0": 0,
		"100": 1, "55 pct": 0.55, "9.7E-01": 0.97}
	var texts []string
	for text := range of {
		texts = append(texts, text)
	}
	r := rand.New(rand.NewPCG(5, 5))
	for range 40 {
		r.Shuffle(len(texts), func(a, b int) { texts[a], texts[b] = texts[b], texts[a] })
		var b bytes.Buffer
		b.WriteString("Plate;State;Latitude;Longitude;Time;Confidence\n")
		for i, text := range texts {
			fmt.Fprintf(&b, "ZZQ%04d;OK;35,4701;-97,5201;2026-03-02 12:00:%02d;%s\n", i, i, text)
		}
		got, tally, err := loadColumns(t, FormatPlates, b.String(), nil)
		if err != nil || len(got.reads) != len(texts) {
			t.Fatalf("%v, %+v", err, tally)
		}
		for i, text := range texts {
			if c := float64(got.reads[i].Confidence); math.Abs(c-of[text]) > 1e-6 {
				t.Fatalf("%q is %v, want %v, in %q", text, c, of[text], texts)
			}
		}
	}
	for _, v := range []string{"0.9", "0.04", "1", ".97"} { // alone it may be 0.9 % or 90 %; beside 93 it is as the heading says
		for _, other := range []string{"0.5", "93"} {
			got, tally, err := loadColumns(t, FormatPlates, columnsHead+"Time,Confidence (%)\nZZ1,OK,35.4701,-97.5201,2026-03-02 12:00:00,"+v+"\n"+
				"ZZ2,OK,35.4701,-97.5201,2026-03-02 12:00:00,"+other+"\n", nil)
			if err != nil || len(got.reads) != 2 {
				t.Fatalf("%v, %+v", err, tally)
			}
			told, c := strings.Contains(notesOf(tally), "per cent"), float64(got.reads[0].Confidence)
			if alone := other == "0.5"; alone != math.IsNaN(c) || alone != told || c > 0.01 {
				t.Errorf("%q beside %s below a heading with %%: %v\n%s", v, other, c, notesOf(tally))
			}
		}
	}
	for _, none := range []string{"high", "-5", "101", "1_0", ".", "%"} {
		got, _, err := loadColumns(t, FormatPlates, columnsHead+"Time,Confidence\nZZ1,OK,35.4701,-97.5201,2026-03-02 12:00:00,"+none+"\n", nil)
		if err != nil || len(got.reads) != 1 || !math.IsNaN(float64(got.reads[0].Confidence)) {
			t.Errorf("%q is a confidence: %v", none, err)
		}
	}
}

func chicago(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
