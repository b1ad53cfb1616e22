package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// loadText loads a text as a file of the format, with the zone that the analyst names, "" for none.
func loadText(t *testing.T, format FormatName, text, zone string) (*kept, Tally, error) {
	t.Helper()
	k, opt := &kept{}, fakeOptions()
	if zone != "" {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		opt.Zone = loc
	}
	tally, err := Load(context.Background(), format, Input{Name: "x", Reader: strings.NewReader(text)}, opt, k)
	return k, tally, err
}

const (
	zoneEntry = "0001 20260114 2213:07 1L01A,CAD TX1010000 QV\n     LIC/ZZQ4471.LIS/TX\n"
	zoneOther = "0002 20260714 2214:41 1L01A,CAD TX1010000 QW\n     NAM/INVENTED,DANA.SEX/F\n"
)

// TestStatedZone hears a statement of the zone wherever it stands outside of entries, in every format, and in no entry.
func TestStatedZone(t *testing.T) {
	statements := map[string]string{"ALL TIMES UTC": "22:13", "TIMES ARE PACIFIC": "06:13", "TIME ZONE: US/CENTRAL": "04:13",
		"All times are in Mountain Time (MT)": "05:13", "*** TIMES SHOWN ARE CST ***": "04:13", "times: utc-05:00": "03:13"}
	places := map[string]func(string) string{
		"above":                 func(s string) string { return s + "\n\n" + zoneEntry + zoneOther },
		"right above":           func(s string) string { return s + "\n" + zoneEntry + zoneOther },
		"under a title":         func(s string) string { return "INVENTED SEARCH\n" + s + "\nFOR CASE 26-1\n\n" + zoneEntry + zoneOther },
		"between":               func(s string) string { return zoneEntry + s + "\n" + zoneOther },
		"in a page's heading":   func(s string) string { return zoneEntry + "\fPAGE 2\n" + s + "\n" + zoneOther },
		"below":                 func(s string) string { return zoneEntry + zoneOther + s + "\n" },
		"below, without an end": func(s string) string { return zoneEntry + zoneOther + "\n" + s },
		"behind a rule":         func(s string) string { return zoneEntry + "-------\n" + s + "\n-------\n" + zoneOther },
		"on every page":         func(s string) string { return s + "\n" + zoneEntry + s + "\n" + zoneOther + s + "\n" },
		"far below": func(s string) string {
			return strings.Repeat(zoneEntry, 3000) + zoneOther + s + "\n"
		},
		"UTF-8 mark": func(s string) string { return "\xef\xbb\xbf" + s + "\n" + zoneEntry + zoneOther },
		"CRLF":       func(s string) string { return strings.ReplaceAll(zoneEntry+zoneOther+s+"\n", "\n", "\r\n") },
		"a table": func(s string) string {
			return s + ",,,\nDate,Time,MKE,ORI,LIC\n20260114,22:13:07,QV,TX1010000,ZZQ4471\n20260714,22:14:41,QV,TX1010000,ZZQ4471\n"
		},
		"below a table": func(s string) string {
			return "Date,Time,MKE,ORI,LIC\n20260114,22:13:07,QV,TX1010000,ZZQ4471\n20260714,22:14:41,QV,TX1010000,ZZQ4471\n" + s + "\n"
		},
	}
	for statement, want := range statements {
		for place, put := range places {
			for _, format := range []FormatName{FormatNCIC, FormatNlets} {
				k, tally, err := loadText(t, format, put(statement), "")
				if err != nil || len(k.events) < 2 || len(k.rejects) > 0 {
					t.Errorf("%s, %s, %s: %d taken, %v, %q", format, statement, place, len(k.events), err, reasons(k))
					continue
				}
				if e := k.events[0]; e.First.Start.Format("15:04") != want || e.First.Basis != timeline.BasisStated ||
					tally.ZoneBasis != timeline.BasisStated || strings.Contains(string(k.texts[len(k.texts)-1]), statement) {
					t.Errorf("%s, %s, %s: %s %s, of the load %s %s", format, statement, place, e.First.Start, e.First.Basis, tally.Zone, tally.ZoneBasis)
				}
			}
		}
	}
	for _, inside := range []string{"MIS/ALL TIMES UTC", "MIS/SHE SAID\n     ALL TIMES OF HER LIFE ARE UTC TO HER", "ATN/TIMES ARE PACIFIC"} {
		k, tally, err := loadText(t, FormatNCIC, zoneEntry+"     "+inside+"\n"+zoneOther, "")
		if err != nil || tally.ZoneBasis != timeline.BasisAssumed || len(k.events) != 2 {
			t.Errorf("%q: %d taken, %s %s, %v", inside, len(k.events), tally.Zone, tally.ZoneBasis, err)
		}
	}
}

// TestContradictingZones takes neither of two statements; what the analyst names counts, and is told where the file differs.
func TestContradictingZones(t *testing.T) {
	for _, text := range []string{"ALL TIMES UTC\n\n" + zoneEntry + "TIMES ARE PACIFIC\n" + zoneOther, "TIMES ARE PACIFIC\nTIMES ARE EASTERN\n\n" +
		zoneEntry,
		zoneEntry + "ALL TIMES CST\n" + zoneOther + "ALL TIMES UTC\n"} {
		_, _, err := loadText(t, FormatNCIC, text, "")
		if !isInputError(err) || !strings.Contains(err.Error(), "--tz") || !strings.Contains(err.Error(), "on line ") {
			t.Errorf("%q: %v", text, err)
		}
		k, tally, err := loadText(t, FormatNCIC, text, "America/Denver")
		if err != nil || len(k.events) == 0 || k.events[0].First.Zone != "America/Denver" || tally.ZoneBasis != timeline.BasisConfigured {
			t.Errorf("%q: %v, %+v", text, err, tally)
		}
		if told := fmt.Sprint(tally.Notes); !strings.Contains(told, "read in America/Denver, as the load was told") {
			t.Errorf("%q: %s", text, told)
		}
	}
	if _, _, err := loadText(t, FormatNCIC, "TIMES ARE EASTERN\n"+zoneEntry+"ALL TIMES EASTERN TIME\n", ""); err != nil {
		t.Error(err)
	}
}

// TestLateZone refuses a file that states another zone only far below what was read, rather than guess.
func TestLateZone(t *testing.T) {
	head := bytes.Repeat([]byte(zoneEntry), 100)
	in := &repeated{head: head, body: head, left: aheadBytes + 1<<20}
	text := io.MultiReader(in, strings.NewReader("\n\nALL TIMES UTC\n"+zoneOther))
	_, err := Load(context.Background(), FormatNCIC, Input{Name: "x", Reader: text}, fakeOptions(), &nowhere{})
	if !isInputError(err) || !strings.Contains(err.Error(), "UTC") || !strings.Contains(err.Error(), "--tz") {
		t.Errorf("got %v", err)
	}
}

// TestTableHeadings reads tables of transactions whatever they call their columns.
func TestTableHeadings(t *testing.T) {
	for _, heads := range []string{"Trans Date,Trans Time,Msg Key,Orig Agency,Inquiry Data",
		"Transaction Date,Transaction Time,MKE,Originating ORI,Message Text",
		"Inq Date,Inq Time,Message Type,Requesting Agency,Query Data", "LOG_DATE,LOG_TIME,TRANS_CODE,SENDER_ORI,MSG_BODY",
		"Query Dt,Query Tm,Query Key,Requestor ORI,Query String", "txn date,txn time,txn type,user ori,txn details"} {
		for _, delim := range []string{",", ";", "\t", "|"} {
			text := strings.ReplaceAll(heads, ",", delim) + "\n" +
				strings.ReplaceAll("4/5/2026,01:59:59 AM,QV,FL0130000,", ",", delim) + "\"LIC/ZZQ4471,LIS/TX\"\n"
			k := keep(t, FormatNCIC, text)
			if len(k.events) != 1 {
				t.Errorf("%q: %d taken, %q", heads, len(k.events), reasons(k))
				continue
			}
			if e := k.events[0]; e.Code != "QV" || e.Agency.ORI != "FL0130000" || e.Plate().Number != "ZZQ4471" || e.Plate().State != "TX" ||
				e.First.Precision != timeline.Second || len(e.Parties) != 1 {
				t.Errorf("%q: %+v", heads, e)
			}
			if format, _, _ := Detect([]byte(text), "x.csv"); format != FormatNCIC {
				t.Errorf("%q is taken for %q", heads, format)
			}
		}
	}
}

// TestTableTimeHeadings reads tables of NCIC inquiries under every heading that their time may have, with the zone that it names, and asks
// for the column where no heading is known: the quoted plate is never lost in free text.
func TestTableTimeHeadings(t *testing.T) {
	rows := "\n3/2/2026 22:15:30,QV,CA0190000,\"ZZQ4471\",CA\n3/25/2026 09:10:00,QV,CA0190000,\"ZZQ4472\",CA\n"
	for _, heading := range []string{"Time", "Date/Time", "Read Time", "Query Time", "Date", "When", "Run Date", "Event Time", "Log_Time", "Timestamp"} {
		for zone, want := range map[string]string{"": "America/New_York", " (PT)": "America/Los_Angeles", " UTC": "UTC"} {
			k, _, err := loadText(t, FormatNCIC, heading+zone+",MKE,ORI,LIC,LIS"+rows, "")
			if err != nil || len(k.events) != 2 {
				t.Errorf("%s%s: %d taken, %q, %v", heading, zone, len(k.events), reasons(k), err)
				continue
			}
			for i, e := range k.events {
				if e.First.Zone != want || e.First.Precision != timeline.Second || e.Plate() == nil || e.Plate().Number != fmt.Sprint("ZZQ", 4471+i) {
					t.Errorf("%s%s: %+v", heading, zone, e)
				}
			}
		}
	}
	_, _, err := loadText(t, FormatNCIC, "Moment,MKE,ORI,LIC,LIS"+rows, "")
	var input *InputError
	if !errors.As(err, &input) || !strings.Contains(input.Reason, `--column time="Moment"`) {
		t.Errorf("a heading that is not known: %v", err)
	}
}

// TestRejectsKeepTheZone writes the rejects of a file that states its zone as a file that states it, too.
func TestRejectsKeepTheZone(t *testing.T) {
	for _, statement := range []string{"TIMES ARE PACIFIC", "ALL TIMES UTC", "ALL TIMES CST"} {
		damaged := strings.Replace(zoneOther, "20260714", "2026071?", 1)
		k, tally, err := loadText(t, FormatNCIC, statement+"\n\n"+zoneEntry+damaged, "")
		if err != nil || len(k.rejects) != 1 {
			t.Fatal(err, len(k.rejects))
		}
		var out bytes.Buffer
		if err := WriteRejects(&out, tally.Shape, k.rejects); err != nil {
			t.Fatal(err)
		}
		mended, again, err := loadText(t, FormatNCIC, strings.ReplaceAll(out.String(), "2026071?", "20260714"), "")
		if err != nil || len(mended.events) != 1 || again.Zone != tally.Zone || mended.events[0].First.Basis != timeline.BasisStated {
			t.Errorf("%s: %v, %+v in %s", statement, err, reasons(mended), again.Zone)
		}
	}
}
