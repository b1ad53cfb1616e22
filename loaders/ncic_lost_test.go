package loaders

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// kept is a sink that keeps events and rejects.
type kept struct {
	nowhere
	texts   [][]byte // of the records that the events are of
	records []timeline.Record
	events  []timeline.Event
	rejects []timeline.Reject
}

func (k *kept) Events(_ context.Context, r timeline.Record, events []timeline.Event) error {
	for _, e := range events {
		k.texts, k.records = append(k.texts, r.Text), append(k.records, r)
		k.events = append(k.events, e)
	}
	return nil
}

func (k *kept) Reject(_ context.Context, r timeline.Reject) error {
	k.rejects = append(k.rejects, r)
	return nil
}

func keep(t testing.TB, format FormatName, data string) *kept {
	t.Helper()
	k := &kept{}
	if _, err := Load(context.Background(), format, Input{Name: "x", Reader: strings.NewReader(data)}, fakeOptions(), k); err != nil {
		t.Fatal(err)
	}
	return k
}

// TestUnknownKeysBegin holds a MKE/ line that says whose or when to be a transaction whatever its key: it was once taken
// for the answer to the transaction above.
func TestUnknownKeysBegin(t *testing.T) {
	const first = "MKE/QW ORI/TX2270100 DATE/20260408 TIME/114815\nNAM/INVENTED, JANE\n\n"
	for _, line := range []string{
		"MKE/EMJ ORI/TX2270100 DATE/20260409 TIME/0900",
		"MKE/QQQ ORI/TX2270100 DATE/20260409 TIME/0900",
		"MKE/ABCDE ORI/TX2270100 DATE/20260409 TIME/0900",
		"MKE/Q?? ORI/TX2270100 DATE/20260409 TIME/0900",
		"MKE/ ORI/TX2270100 DATE/20260409 TIME/0900",
		"DATE/20260409 TIME/0900 ORI/TX2270100 MKE/QQQ",
		"MKE/MISSING PERSON DATE/20260409 TIME/0900 ORI/TX2270100",
	} {
		for _, gap := range []string{"", "\n"} {
			k := keep(t, FormatNCIC, strings.TrimSuffix(first, "\n")+gap+line+"\nNAM/OTHER, PERSON\n")
			if len(k.events) != 2 || len(k.rejects) != 0 {
				t.Errorf("%q after %q: %d taken, %d rejected", line, gap, len(k.events), len(k.rejects))
				continue
			}
			s := k.events[1]
			if fieldOf(s.Fields, "NAM") != "OTHER, PERSON" || s.First.Start.Hour() != 13 {
				t.Errorf("%q: %+v", line, s)
			}
		}
	}
	for key, want := range map[string]timeline.Standing{"EMD": timeline.EntryOnly, "EME": timeline.EntryOnly, "EMI": timeline.EntryOnly,
		"EMJ": timeline.EntryOnly, "EMO": timeline.EntryOnly, "EMV": timeline.EntryOnly} {
		if got := keep(t, FormatNCIC, "MKE/"+key+" ORI/TX2270100 DATE/20260409 TIME/0900 NAM/X\n").events[0]; got.Code != key ||
			got.Standing != want || got.Kind != kinds.Entry {
			t.Errorf("%s: %s %s %s", key, got.Kind, got.Code, got.Standing)
		}
	}
}

// TestTimesAbove reads times that stand above the header they belong to.
func TestTimesAbove(t *testing.T) {
	for name, data := range map[string]string{
		"blank lines":  "11:48 04/08/2026 00017\n1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX\n\n11:52 04/08/2026 00018\n1N01B.QW.OK1234500.NAM/INVENTED, JANE\n",
		"no gap":       "11:48 04/08/2026\n1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX\n11:52 04/08/2026\n1N01B.QW.OK1234500.NAM/INVENTED, JANE\n",
		"date first":   "04/08/2026 11:48\n1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX\n\n04/08/2026 11:52\n1N01B.QW.OK1234500.NAM/INVENTED, JANE\n",
		"military":     "20260408 1148\n1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX\n\n20260408 1152\n1N01B.QW.OK1234500.NAM/INVENTED, JANE\n",
		"a gap within": "11:48 04/08/2026 00017\n\n1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX\n\n11:52 04/08/2026 00018\n\n1N01B.QW.OK1234500.NAM/INVENTED, JANE\n",
	} {
		k := keep(t, FormatNCIC, data)
		if len(k.events) != 2 || len(k.rejects) > 0 {
			t.Errorf("%s: %d taken, rejected %+v", name, len(k.events), k.rejects)
			continue
		}
		a, b := k.events[0], k.events[1]
		if a.Code != "QV" || a.Agency.ORI != "TX2270100" || a.First.Start.Minute() != 48 || b.Code != "QW" || b.Agency.ORI != "OK1234500" ||
			b.First.Start.Minute() != 52 {
			t.Errorf("%s: %s %s %s, %s %s %s", name, a.Code, a.Agency.ORI, a.First.Raw, b.Code, b.Agency.ORI, b.First.Raw)
		}
	}
}

// TestDamagedDoNotSwallow holds a transaction below a damaged one that has no fields left to be taken.
func TestDamagedDoNotSwallow(t *testing.T) {
	const good = "1N01B.QW.OK1234500.NAM/INVENTED, JANE\n11:52 04/08/2026 00018\n"
	for _, bad := range []string{
		"1N01?##\n11:03 04/08/2026 44210\n\n",
		"@@## 17 %% unreadable\n\n",
		"@@## 17 %% unreadable\n11:03 04/08/2026\n\n",
		"@@## 17 %% unreadable\n11:03 04/08/2026\n",
		"11:03 04/08/2026 44210\n----------\n",
		"1N0190?44210.Q??.OK90.NA\n11:03 04/08/2026 44210\n\n",
		"1N0190?44210.Q??.OK90.NA\n",
		"?N0190?44210.QV.OK1234500.NA\n11:03 04/08/2026 44210\n\n",
	} {
		before := "1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX\n11:48 04/08/2026 00017\n\n"
		k := keep(t, FormatNCIC, before+bad+good)
		n := len(k.events)
		if n < 2 || fieldOf(k.events[n-1].Fields, "NAM") != "INVENTED, JANE" || k.events[n-1].First.Start.Minute() != 52 ||
			n-2+len(k.rejects) != 1 {
			t.Errorf("below %q: %d taken, rejected %+v", bad, n, k.rejects)
		}
	}
}

// TestTimeBeforeHeader reads a log that writes date and time on the line of the header.
func TestTimeBeforeHeader(t *testing.T) {
	k := keep(t, FormatNCIC, "20260408 114815 1N01ABC12345.QV.OK1234500.LIC/ZZZ0000.LIS/OK\n"+
		"20260408 114816 1N01ABC12346.QW.TX2270100.NAM/INVENTED, JANE.SEX/F\n"+
		"04/08/2026 11:48:17 1N01ABC12347.QW.TX2270100.NAM/INVENTED, JANE.SEX/F\n"+
		"2026-04-08 11:48:18 CDT 1N01ABC12348.QW.TX2270100.NAM/INVENTED, JANE.SEX/F\n"+
		"20260408114819 1N01ABC12348.QW.TX2270100.NAM/INVENTED, JANE.SEX/F\n"+
		"20260408 1148?? 1N01ABC1?.Q?.TX2270.NAM/INVENTED, JANE.SEX/F\n"+
		"20260408 114821 1N01ABC12349.QM.TX2270100.NAM/INVENTED, JANE.SEX/F\n")
	if len(k.events) != 6 || len(k.rejects) != 1 {
		t.Fatalf("%d taken, rejected %+v", len(k.events), k.rejects)
	}
	for i, s := range k.events {
		if want := []int{15, 16, 17, 18, 19, 21}[i]; s.First.Start.Second() != want || s.First.Precision != timeline.Second ||
			s.Code == "" {
			t.Errorf("%d: %s %+v", i, s.Code, s.First)
		}
	}
}

// TestNoTransactionIsLost puts a transaction among others, whole and damaged, in every form and order, and holds it to
// have been taken as what it is or rejected where it can be seen.
func TestNoTransactionIsLost(t *testing.T) {
	dice := rand.New(rand.NewPCG(26, 11))
	for i := range 20_000 {
		form := markers[dice.IntN(len(markers))]
		var parts []string
		for range dice.IntN(5) {
			parts = append(parts, neighbours[dice.IntN(len(neighbours))])
		}
		at := dice.IntN(len(parts) + 1)
		parts = append(parts[:at:at], append([]string{form}, parts[at:]...)...)
		breaks := []string{"\n\n", "\n\n", "\n\n\n", "\n------------------\n", "\n\n=====\n\n", "\nPAGE 3\n\n", "\r\n\r\n"}
		data := strings.Join(parts, breaks[dice.IntN(len(breaks))]) + "\n"
		k := &kept{}
		tally, err := Load(context.Background(), FormatNCIC, Input{Name: "x", Reader: strings.NewReader(data)}, fakeOptions(), k)
		if err != nil {
			t.Fatal(err)
		}
		if tally.Read != int64(len(k.events)+len(k.rejects)) {
			t.Fatalf("%d: %+v", i, tally)
		}
		if lost := k.lost(); lost != "" {
			t.Fatalf("%d: the transaction was lost: %s\n%s", i, lost, data)
		}
	}
}

// lost says what became of the marked transaction if it was neither taken nor rejected.
func (k *kept) lost() string {
	for _, r := range k.rejects {
		if bytes.Contains(r.Text, []byte("MARKED")) {
			return ""
		}
	}
	for i, s := range k.events {
		if !bytes.Contains(k.texts[i], []byte("MARKED")) {
			continue
		}
		if s.Code != "QM" || s.Agency.ORI != "NB0550000" || fieldOf(s.Fields, "NAM") != "MARKED, MARY" {
			return fmt.Sprintf("part of %s by %s on %q: %q", s.Code, s.Agency.ORI, fieldOf(s.Fields, "NAM"), k.texts[i])
		}
		if s.First.Start.Minute() != 17 {
			return fmt.Sprintf("with the time %s of another", s.First.Raw)
		}
		return ""
	}
	return "it is nowhere"
}

// markers are forms of one and the same transaction.
var markers = []string{
	"1N01MARK.QM.NB0550000.NAM/MARKED, MARY.SEX/F.DOB/20100101\n14:17 04/08/2026 00099",
	"14:17 04/08/2026 00099\n1N01MARK.QM.NB0550000.NAM/MARKED, MARY.SEX/F.DOB/20100101",
	"MKE/QM ORI/NB0550000 DATE/20260408 TIME/1417\nNAM/MARKED, MARY SEX/F",
	"MKE/QM ORI/NB0550000 NAM/MARKED, MARY SEX/F\nDTT/20260408 1417",
	"20260408 141700 1N01MARK.QM.NB0550000.NAM/MARKED, MARY.SEX/F",
	"2026-04-08 14:17:00 QM NB0550000 NAM/MARKED, MARY SEX/F",
	"04/08/2026 1417 QM NB0550000 NAM/MARKED,\n   MARY SEX/F",
	"ORI: NB0550000 MKE: QM DATE: 04/08/2026 TIME: 14:17\nNAM/MARKED, MARY",
	"QM.NB0550000.TX.TXT\n14:17 04/08/2026 00099\nNAM/MARKED, MARY.SEX/F",
	"NAM/MARKED, MARY MKE/QM ORI/NB0550000 DATE/20260408 TIME/1417",
}

// neighbours are what stands around it: good, damaged and half transactions, answers, records, remarks.
var neighbours = []string{
	"1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX\n11:48 04/08/2026 00017",
	"11:48 04/08/2026 00017\n1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX",
	"1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX",
	"1N01A.QV.TX2270100.LIC/ZZZ0000.LIS/TX\n11:48 04/08/2026 00017\n\n1L01A\nTX2270100\n\nNO NCIC WANT LIC/ZZZ0000",
	"1N01A.QV.TX2270100.LIC/ZZZ0000\n11:48 04/08/2026 00017\n\n1L01A\nTX2270100\n\nMKE/STOLEN VEHICLE\nORI/OK0990000 LIC/ZZZ0000\nNIC/V000000000 DTE/20260101 0000",
	"1N0190?44210.Q??.OK90.NAM/SPECI\n11:03 04/08/2026 44210",
	"1N0190?44210.Q??.OK90\n11:03 04/08/2026 44210",
	"1N01",
	"@@## 17 %% unreadable",
	"@@## 17 %% unreadable\n11:03 04/08/2026",
	"11:03 04/08/2026 44210",
	"MKE/QW ORI/TX2270100 DATE/20260408 TIME/1148\nNAM/INVENTED, JANE",
	"MKE/EMJ ORI/TX2270100 DATE/20260408 TIME/1148\nNAM/INVENTED, JANE MIS/LAST SEEN\n12/31/2020 WITH N/A",
	"MKE/QW NAM/INVENTED, JANE",
	"MKE/WANTED PERSON - CAUTION\nORI/OK0990000 NAM/INVENTED, JOHN\nNIC/W000000000 DTE/20200101 0000",
	"MKE/WANTED PERSON ORI/OK0990000 NAM/INVENTED, JOHN",
	"04/08/2026 1148 QW TX2270100 NAM/INVENTED, JANE",
	"04/08/2026 11?8 Q? TX2270100 NAM/INVENTED, JANE",
	"20260408 114815 1N01ABC.QV.OK1234500.LIC/ZZZ0000",
	"CR.TX2270100\n18:54 07/04/2026 00560\n18:54 07/04/2026 00031 HXXXXXXX\nTXT\nHDR/2L01019P,MRID000000",
	"RQ.VA007019W.TX.TXT\n09:00 07/06/2026 00001\nLIC/ZZZ0000.LIY/2026.LIT/PC",
	"1L01DEF456\nTX2270100\nNO RECORD LIC/ZZZ0001",
	"1L01GHI789.QW.TX2270100.NAM/INVENTED, JANE\n12:05 07/04/2026 00019",
	"ACTIVE RECORDS",
	"REMARKS BY THE CLERK: SEE ABOVE",
	"NAM/HALF A LINE SEX/F",
	"QZZ TX2270100 NAM/INVENTED, JANE 07/07/2026 10:00",
}
