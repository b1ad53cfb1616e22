package loaders

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/clock"
)

// TestKeysOutliveTheFile holds a transaction to the same key wherever and however it is written down again.
func TestKeysOutliveTheFile(t *testing.T) {
	const one = "1N01HEADER.QW.TX2270100.NAM/INVENTED, JANE Q.SEX/F.RAC/W.DOB/20100101\n18:55 07/30/2026 00562\n"
	keys := func(format FormatName, name, data string) [][32]byte {
		t.Helper()
		m, _, err := load(t, format, name, []byte(data))
		if err != nil {
			t.Fatal(err)
		}
		return m.keys
	}
	want := keys(FormatNCIC, "a.txt", one)
	if len(want) != 1 {
		t.Fatalf("%d records", len(want))
	}
	for name, data := range map[string]string{
		"other line number":  "A HEADING\n\n\n" + one,
		"other line ends":    strings.ReplaceAll(one, "\n", "\r\n"),
		"blanks at the end":  strings.ReplaceAll(one, "\n", "  \n"),
		"UTF-8 mark":         "\xef\xbb\xbf" + one,
		"wrapped otherwise":  strings.Replace(one, "JANE Q", "JANE\n Q", 1),
		"among others":       "07/04/2026 2315 QM TX2270100 NAM/INVENTED\n\n" + one + "\n07/04/2026 2316 QM TX2270100 NAM/INVENTED\n",
		"without a line end": strings.TrimSuffix(one, "\n"),
	} {
		if got := keys(FormatNCIC, "b.txt", data); !slices.Contains(got, want[0]) {
			t.Errorf("%s: the key changed", name)
		}
	}
	if got := keys(FormatNCIC, "a.txt", strings.Replace(one, "18:55", "18:56", 1)); got[0] == want[0] {
		t.Error("another minute has the same key")
	}

	row := keys(FormatNCIC, "a.csv", "date,time,mke,ori,name\n07/04/2026,12:00,QW,TX2270100,\"INVENTED, JANE\"\n")
	turned := keys(FormatNCIC, "b.csv", "Name\tORI\tMKE\tDate\tTime\r\nINVENTED, JANE\tTX2270100\tQW\t07/04/2026\t12:00\r\n")
	if row[0] != turned[0] {
		t.Error("the order of columns changed the key of a row")
	}
}

// TestLateDateOrder finds out after the first 64 KiB that dates are day/month: the load must not go on.
func TestLateDateOrder(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("plate,time,lat,lon\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "ZZZ%04d,0%d/0%d/2026 12:00:00,30.2672,-97.7431\n", i, i%9+1, i%8+1)
	}
	b.WriteString("ZZZ9999,31/07/2026 12:00:00,30.2672,-97.7431\n")
	_, _, err := load(t, FormatPlates, "late.csv", b.Bytes())
	want := `late.csv: line 3002: the date "31/07/2026 12:00:00" can only be day/month, but the dates before it fit both orders and were read as month/day: say which order the file uses (month/day or day/month) and load it again`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	for order, taken := range map[clock.DateOrder]int64{clock.DayFirst: 3001, clock.MonthFirst: 3000} {
		opt := fakeOptions()
		opt.DateOrder = order
		tally, err := Load(context.Background(), FormatPlates, Input{Name: "late.csv", Reader: bytes.NewReader(b.Bytes())}, opt,
			&memory{quiet: true})
		if err != nil || tally.Taken != taken {
			t.Errorf("%s: %+v, %v", order, tally, err)
		}
	}
}

// TestConfiguredZone reads the same file in a zone the analyst names.
func TestConfiguredZone(t *testing.T) {
	opt := fakeOptions()
	opt.Zone = fakeNow.Location()
	for format, data := range map[FormatName]string{
		FormatPlates:    smallPlates,
		FormatNCIC:      "07/04/2026 2315 QM TX2270100 NAM/INVENTED\n",
		FormatAddresses: "street,city,state,first seen\n1 Invented St,Austin,TX,2026-07-04\n",
	} {
		m := &memory{}
		tally, err := Load(context.Background(), format, Input{Name: "x", Reader: strings.NewReader(data)}, opt, m)
		if err != nil || tally.Zone != "UTC" || tally.ZoneBasis != timeline.BasisConfigured {
			t.Errorf("%s: %+v, %v", format, tally, err)
		}
	}
}
