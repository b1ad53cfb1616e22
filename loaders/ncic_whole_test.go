package loaders

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"sightline/loaders/charset"
	"sightline/timeline"
)

// everyLine holds each line of a text to be in an entry, taken or rejected, or named as a heading; blank lines and rules are in
// neither. It returns how many entries there are.
func everyLine(t testing.TB, data []byte) (entries int) {
	t.Helper()
	ctx := context.Background()
	var raws []rawLine
	var all []byte
	for b := newBlocks(bytes.NewReader(data), data, shippedTables()); ; {
		l, err := b.line(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || l.fault != "" {
			return 0 // an overlong line is told by itself
		}
		raws, all = append(raws, l), append(all, l.raw...)
	}
	if !bytes.Equal(all, data) {
		t.Fatalf("the lines are not the text: %q, %q", all, data)
	}
	held := make([]int, len(raws)+1)
	hold := func(line int, text []byte) {
		for i := line - 1; len(text) > 0; i++ {
			if i >= len(raws) {
				t.Fatalf("what begins on line %d goes on behind the end: %q", line, text)
			}
			n := min(len(raws[i].raw), len(text))
			if !bytes.Equal(text[:n], raws[i].raw[:n]) {
				t.Fatalf("line %d is held as %q, in the file it is %q", i+1, text[:n], raws[i].raw)
			}
			text = text[n:]
			held[i]++
		}
	}
	b := newBlocks(bytes.NewReader(data), data, shippedTables())
	b.pass = hold
	for {
		next, err := b.read(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		entries++
		hold(next.line, next.text)
	}
	for i, l := range raws {
		text := capitals(l.text)
		if held[i] == 0 && !isBlank(text) && !isRule(text[blankRun(text):]) {
			t.Fatalf("line %d is nowhere: %q of %q", i+1, l.text, data)
		}
	}
	return entries
}

// everyEntry holds a load to have taken or rejected each entry, with its text.
func everyEntry(t testing.TB, data []byte, entries int) {
	t.Helper()
	k := &kept{}
	if _, err := Load(context.Background(), FormatNCIC, Input{Name: "x", Reader: bytes.NewReader(data)}, fakeOptions(), k); err != nil {
		if !isInputError(err) {
			t.Fatal(err)
		}
		return
	}
	if got := len(k.events) + len(k.rejects); got != entries {
		t.Fatalf("%d entries, %d taken or rejected: %q", entries, got, data)
	}
}

// wholeText says whether a text is read as entries of text by a load, as everyLine does.
func wholeText(data []byte) bool {
	enc, _ := charset.UTF16(data)
	return enc == nil && !bytes.HasPrefix(data, []byte(markLine)) && !bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) && readMend(data) == nil &&
		notText(data) == "" && len(bytes.TrimSpace(data)) > 0
}

// TestEveryLine holds the property for the fixtures, for planted entries, and for texts of which lines and characters were
// lost, doubled and put elsewhere.
func TestEveryLine(t *testing.T) {
	var texts [][]byte
	for _, format := range []FormatName{FormatNCIC, FormatNlets} {
		for _, file := range fixtures(t, format) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, data)
		}
	}
	for f := range 40 {
		p := newPlanting(rand.New(rand.NewPCG(14, uint64(f))))
		var b strings.Builder
		for i := range 10 {
			text, _, _, _, _ := p.entry(i)
			b.WriteString(text)
		}
		texts = append(texts, []byte(b.String()))
	}
	dice := rand.New(rand.NewPCG(15, 1))
	entries := 0
	for i := range 4000 {
		data := bytes.Clone(texts[i%len(texts)])
		if i >= len(texts) {
			lines := bytes.SplitAfter(data, []byte("\n"))
			other := bytes.SplitAfter(texts[dice.IntN(len(texts))], []byte("\n"))
			for range 1 + dice.IntN(4) {
				at := dice.IntN(len(lines))
				switch dice.IntN(4) {
				case 0:
					lines = append(lines[:at:at], lines[at+1:]...)
				case 1:
					lines = append(lines[:at:at], append([][]byte{other[dice.IntN(len(other))]}, lines[at:]...)...)
				case 2:
					line := bytes.Clone(lines[at])
					for range 3 {
						if len(line) > 0 {
							line[dice.IntN(len(line))] = " ?.\r\f\x00\xe9/0A"[dice.IntN(10)]
						}
					}
					lines[at] = line
				case 3:
					lines[at] = bytes.TrimRight(lines[at], "\r\n")
				}
				if len(lines) == 0 {
					break
				}
			}
			data = bytes.Join(lines, nil)
		}
		if !wholeText(data) {
			continue
		}
		n := everyLine(t, data)
		entries += n
		if c, _, _, ok := findHeadings(data, ncicAliases(), ncicColumns); !ok || len(c.names) < 2 {
			everyEntry(t, data, n)
		}
	}
	if entries < 20_000 {
		t.Errorf("only %d entries", entries)
	}
}

// FuzzEveryLine holds any text to it.
func FuzzEveryLine(f *testing.F) {
	for _, file := range fixtures(f, FormatNCIC) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("0012 20260311 1803:02 2L10 CA0190000 QW\n     NAM/INVENTED,JANE\n\fPAGE 2\n" +
		"0013 061-26 1903 QWX9\rTIMES ARE PACIFIC\n2 TRANSACTIONS\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if wholeText(data) {
			everyLine(t, data)
		}
	})
}

// TestTotalsInOtherWords compares totals however they are worded, and lets none become the tail of the entry above it, nor an entry
// of whose head hardly anything can be read.
func TestTotalsInOtherWords(t *testing.T) {
	const entries = "0021 20260311 1803:02 2L10 TX1010000 QW\n     NAM/INVENTED,JANE.SEX/F\n" +
		"0022 20260311 1903:02 2L10 TX1010000 QV\n     LIC/ZZQ8812.LIS/TX\n"
	for _, total := range []string{"RECORDS SELECTED: 3", "3 RECORDS SELECTED", "NUMBER OF RESPONSES......3", "THREE TRANSACTIONS", "TRANS: 3",
		"Total: 3", "END OF REPORT - 3 ENTRIES", "*** 3 HITS ***"} {
		k, tally, err := loadText(t, FormatNCIC, entries+total+"\n", "")
		if err != nil || len(k.events) != 2 || len(k.rejects) != 0 || k.events[1].Plate().State != "TX" ||
			!slices.ContainsFunc(tally.Notes, func(n timeline.Note) bool { return strings.HasPrefix(n.Text, "2 of 3 found") }) {
			t.Errorf("%s: %v, %d taken, %q, %+v", total, err, len(k.events), reasons(k), tally.Notes)
		}
	}
	for _, head := range []string{"0023 ???????? ????:?? ?????????", "0023 -------- ---- ----", "0023 ******** ****:**", "0023 UNREADABLE",
		"0023 <ILLEGIBLE> 2L10", "???? 20260311 ????", "23) ???? ????", "0023 ........ .... TX???????"} {
		k, _, err := loadText(t, FormatNCIC, entries+head+"\n     LIC/QRS8812.LIS/OK\n", "")
		if err != nil || len(k.events) != 2 || len(k.rejects) != 1 || k.events[1].Plate().Number != "ZZQ8812" {
			t.Errorf("%s: %v, %d taken, %q", head, err, len(k.events), reasons(k))
		}
	}
}

// TestTotals compares what a file counts with what is in it.
func TestTotals(t *testing.T) {
	entry := func(n int) string {
		return fmt.Sprintf("%04d 20260311 18:%02d:02 2L10 CA0190000 QW\n     NAM/INVENTED,JANE.SEX/F\n", n, n)
	}
	log := func(numbers ...int) string {
		var b strings.Builder
		for _, n := range numbers {
			b.WriteString(entry(n))
		}
		return b.String()
	}
	without9 := log(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14)
	unnumbered := strings.NewReplacer("0001 ", "", "0002 ", "", "0003 ", "").Replace(log(1, 2, 3))
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"whole":             {log(1, 2, 3) + "3 TRANSACTIONS\n", nil},
		"nine is missing":   {without9 + "14 TRANSACTIONS\n", []string{"13 of 14 found: 9 is missing"}},
		"stated above":      {"TOTAL RECORDS: 14\n\n" + without9, []string{"13 of 14 found: 9 is missing"}},
		"within a sentence": {without9 + "*** END OF SEARCH ***  14 TRANSACTIONS\n", []string{"13 of 14 found: 9 is missing"}},
		"lower case":        {strings.ToLower(without9) + "total transactions: 14\n", []string{"13 of 14 found: 9 is missing"}},
		"no total":          {without9, []string{"the numbers of the entries have gaps: 9 is missing"}},
		"several":           {log(1, 2, 3, 7, 8, 9, 10) + "RECORDS FOUND: 10", []string{"7 of 10 found: 4, 5 and 6 are missing"}},
		"the last":          {log(1, 2, 3) + "4 ENTRIES", []string{"3 of 4 found: 4 is missing"}},
		"no numbers": {unnumbered + "NUMBER OF HITS 5\n", []string{
			"3 of 5 found, the total that the file states: look for the others in the source"}},
		"no numbers, whole": {unnumbered + "NUMBER OF HITS 3\n", nil},
		"more":              {log(1, 2, 3) + "2 TRANSACTIONS\n", []string{"the file states a total of 2, but 3 were found"}},
		"pages":             {log(1, 2, 3) + "3 TRANSACTIONS\n" + log(1, 2, 3, 4) + "4 TRANSACTIONS\n", nil},
		"thousands":         {log(1, 2, 3) + "1,003 TRANSACTIONS\n", []string{"3 of 1003 found: 4, 5, 6"}},
		"other numbers":     {log(1, 2, 3) + "PAGE 2 OF 14\nSEARCHED 1 TO 14 RECORDS\n", nil},
	} {
		k := &kept{}
		tally, err := Load(context.Background(), FormatNCIC, Input{Name: "x", Reader: strings.NewReader(tt.text)}, fakeOptions(), k)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, n := range tally.Notes {
			if strings.Contains(n.Text, "found") || strings.Contains(n.Text, "missing") {
				said = append(said, n.Text)
			}
		}
		ok := len(said) == len(tt.want)
		for i := range said {
			ok = ok && strings.HasPrefix(said[i], tt.want[i])
		}
		if !ok {
			t.Errorf("%s: told %q, want %q", name, said, tt.want)
		}
	}
}

// TestFarYears rejects dates with two-digit years that lie after the load or far before the others, wherever they stand.
func TestFarYears(t *testing.T) {
	line := func(date string) string { return date + " 1415 QV OK0550000 LIC/ZZZ0001 LIS/OK\n" }
	near, far := []string{"03/02/2026", "04/01/26", "12/31/07"}, []string{"03/02/97", "03/02/27", "12/24/26", "01/01/01"}
	for at := range len(near) + 1 {
		for _, date := range far {
			var b strings.Builder
			for _, d := range append(near[:at:at], append([]string{date}, near[at:]...)...) {
				b.WriteString(line(d))
			}
			k := keep(t, FormatNCIC, b.String())
			if len(k.events) != len(near) || len(k.rejects) != 1 || !strings.HasPrefix(string(k.rejects[0].Text), date) ||
				!strings.Contains(k.rejects[0].Reason, "two digits") {
				t.Errorf("%s at %d: %d taken, rejected %q", date, at, len(k.events), reasons(k))
			}
			for i := 1; i < len(k.records); i++ {
				if k.records[i].Line < k.records[i-1].Line {
					t.Errorf("%s at %d: records are not in the order of the file", date, at)
				}
			}
		}
	}
	// A file of old dates holds old dates, and four digits are what they say.
	for _, text := range []string{line("03/02/97") + line("03/02/98"), line("03/02/1997") + line("03/02/2026"),
		strings.Repeat(line("03/02/97"), maxWaiting+10)} {
		if k := keep(t, FormatNCIC, text); len(k.rejects) > 0 || len(k.events) != strings.Count(text, "\n") {
			t.Errorf("%d taken, rejected %q", len(k.events), reasons(k))
		}
	}
	table := "Date,Time,MKE,ORI,LIC\n03/02/97,14:15,QV,OK0550000,ZZZ0001\n03/02/26,14:15,QV,OK0550000,ZZZ0001\n"
	if k := keep(t, FormatNCIC, table); len(k.events) != 1 || len(k.rejects) != 1 || k.events[0].First.Flags[0] != timeline.FlagCentury {
		t.Errorf("a table: %d taken, rejected %q", len(k.events), reasons(k))
	}
}
