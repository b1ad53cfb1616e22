package loaders

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sightline/timeline"
)

// planting writes logs of invented entries: one layout a file, and entries in it that are whole, damaged or strange.
type planting struct {
	*rand.Rand
	number, header bool   // what the head of an entry has beside time, ORI and key
	date, clock    string // the names of the layouts
	order          string // of the parts: n number, t time, h header, o ORI, k key
	parts          string // what separates them
	inline         bool   // the first field stands on the line of the head
	dotted         bool   // fields end in full stops
	indent         int    // of the heads
	gap            bool   // a blank line between entries
	titled         bool   // lines above, and pages
	fold           func(string) string
}

func (p *planting) pick(of ...string) string { return of[p.IntN(len(of))] }

func (p *planting) chance(percent int) bool { return p.IntN(100) < percent }

func newPlanting(r *rand.Rand) *planting {
	p := &planting{Rand: r}
	p.number, p.header = p.chance(70), p.chance(60)
	p.date = p.pick("month first", "compact", "ISO", "named", "named, joined", "Julian", "two-digit year", "year first", "dotted", "named, blanks", "mixed case")
	p.clock = p.pick("military", "colon", "colons", "half colon", "points", "military, seconds", "AM", "hours")
	p.order = p.pick("nthok", "ntkoh", "ntoks", "nokth", "nkoth", "nhtok", "ntko", "kont", "nto k")
	p.parts = p.pick(" ", "  ", " ", "   ", " | ", ",")
	p.inline, p.dotted, p.gap, p.titled = p.chance(40), p.chance(50), p.chance(20), p.chance(50)
	if p.chance(20) {
		p.indent = 1 + p.IntN(3)
	}
	switch p.IntN(5) {
	case 0:
		p.fold = strings.ToLower
	case 1:
		p.fold = mixedCase
	default:
		p.fold = func(s string) string { return s }
	}
	return p
}

// mixedCase writes words as names are written.
func mixedCase(s string) string {
	return regexp.MustCompile(`[A-Za-z]+`).ReplaceAllStringFunc(s, func(w string) string {
		return strings.ToUpper(w[:1]) + strings.ToLower(w[1:])
	})
}

var plantedKeys = []string{"QW", "QV", "QM", "QWA", "QH", "LM", "ZW", "EM", "QR"}

// entry writes an entry, and says whether all of its head is whole.
func (p *planting) entry(id int) (text string, at time.Time, ori, key string, whole bool) {
	at = time.Date(2026, time.Month(1+p.IntN(10)), 1+p.IntN(28), p.IntN(24), p.IntN(60), p.IntN(60), 0, time.UTC)
	ori, key, whole = fmt.Sprintf("%s%03d%04d", p.pick("TX", "OK", "NB", "FL", "CA"), p.IntN(300), p.IntN(100)*100), plantedKeys[p.IntN(len(plantedKeys))], true
	date, clock, number := dateForms[p.date](at), clockForms[p.clock](at), fmt.Sprintf("%04d", id%10000)
	shownORI, shownKey, shownTime := ori, key, date+" "+clock
	if p.chance(35) {
		whole = false
		switch p.IntN(11) {
		case 0:
			shownORI = ori[:7]
		case 1:
			shownORI = ori[:8]
		case 2:
			shownORI = ori + "0"
		case 3:
			shownORI = ori[:4] + "O" + ori[5:]
		case 4:
			shownORI = ori[:6] + "?" + ori[7:]
		case 5:
			shownKey = p.pick("QWX9", "QZZ", "ZQQ", "XYZ", "ABCD", "Q?")
		case 6:
			i := p.IntN(len(shownTime))
			shownTime = shownTime[:i] + p.pick("?", "*", "#", "") + shownTime[i+1:]
		case 7:
			shownTime = dateForms[p.pick("Julian", "named", "compact", "named, first", "dotted", "Julian, long")](at) + " " + clock
		case 8:
			shownTime = clockForms["colons"](at) + " " + date
		case 9:
			*[]*string{&shownORI, &shownKey, &shownTime}[p.IntN(3)] = ""
		case 10: // one mark is left, and a field behind it
			if keep := p.IntN(3); p.inline {
				for i, part := range []*string{&shownORI, &shownKey, &shownTime} {
					if i != keep {
						*part = ""
					}
				}
			}
		}
	}
	var head []string
	put := func(part string) {
		if part != "" {
			head = append(head, part)
		}
	}
	for _, part := range p.order {
		switch part {
		case 'n':
			if p.number {
				put(number)
			}
		case 't':
			put(shownTime)
		case 'h':
			if p.header {
				put(p.pick("1L01A,CAD", "2L10", "9L01", "TERM01"))
			}
		case 'o':
			put(shownORI)
		case 'k':
			put(shownKey)
		}
	}
	text = strings.Join(head, p.parts)
	fields := []string{fmt.Sprintf("NAM/PLANTED,P%06d", id), "SEX/F", "DOB/20100611", p.pick("LIC/ZZZ0001", "OLN/X0000001", "SOC/000000000", "HGT/504"),
		p.pick("MIS/LAST SEEN 12/31/2020 WITH N/A COMPANION OF W/M", "MIS/TAT R ARM", "RAC/W", "EYE/BRO", "MIS/OWNS A 2019 FORD", "MIS/CALL 512-555-0100",
			"MIS/LAST SEEN ON\n          12/31/2020 WITH A MAN", "MIS/LEFT FOR LOS ANGELES,\n     CA 90012 IN A CAR", "MIS/LIVES AT\n     1200 BLOCK OF MAIN ST",
			"MIS/ALL TIMES UTC"),
		fmt.Sprintf("OCA/E%06d", id)}
	end := p.pick("\n", "\n", "\r\n")
	line := strings.Repeat(" ", p.indent) + text
	if p.inline {
		line += " "
	} else {
		line += end + "     "
	}
	var out strings.Builder
	for i, f := range fields {
		if i > 0 && (len(line)+len(f) > 90 || p.chance(15)) {
			out.WriteString(strings.TrimRight(line, " ") + end)
			line = "     "
		}
		line += f
		if p.dotted && i < len(fields)-1 {
			line += "."
		} else {
			line += " "
		}
	}
	out.WriteString(strings.TrimRight(line, " ") + end)
	if p.gap {
		out.WriteString(end)
	}
	return p.fold(out.String()), at, ori, key, whole
}

// encodings of a file of entries.
func (p *planting) encode(text string) []byte {
	var enc encoding.Encoding
	switch p.IntN(8) {
	case 0:
		enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case 1:
		enc = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case 2:
		enc = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case 3:
		enc, text = charmap.ISO8859_1, strings.ReplaceAll(text, "P0", "é P0")
	case 4:
		enc, text = charmap.ISO8859_1, strings.ReplaceAll(text, "  ", "\u00a0 ")
	case 5:
		return []byte(strings.ReplaceAll(text, "     ", "\u00a0\u00a0\u202f  "))
	default:
		return []byte(text)
	}
	out, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		panic(err)
	}
	return out
}

var (
	plantedBegin = regexp.MustCompile(`(?i)\bP(\d{6})`)
	plantedEnd   = regexp.MustCompile(`(?i)\bE(\d{6})`)
)

// TestPlantedEntries plants 10,000 entries in files of every layout and holds at most one to be swallowed by another, and at
// most one to be split; those that are whole are read.
func TestPlantedEntries(t *testing.T) {
	const files, each = 400, 25
	swallowed, split, whole, read := 0, 0, 0, 0
	for f := range files {
		p := newPlanting(rand.New(rand.NewPCG(13, uint64(f))))
		var b strings.Builder
		if p.titled {
			b.WriteString(p.fold("INVENTED OFFLINE SEARCH\nPREPARED FOR CASE 26-0001\n\n"))
		}
		type planted struct {
			at       time.Time
			ori, key string
			whole    bool
		}
		of := map[string]planted{}
		for i := range each {
			id := f*each + i
			text, at, ori, key, ok := p.entry(id)
			of[fmt.Sprintf("%06d", id)] = planted{at, ori, key, ok}
			b.WriteString(text)
			if p.titled && i%10 == 9 {
				fmt.Fprintf(&b, "\f%s", p.fold(fmt.Sprintf("INVENTED OFFLINE SEARCH   PAGE %d\n", i/10+2)))
			}
		}
		if p.titled {
			fmt.Fprintf(&b, "%s", p.fold(fmt.Sprintf("*** END OF SEARCH ***  %d TRANSACTIONS\n", each)))
		}
		k := &kept{}
		opt := fakeOptions()
		opt.Zone = time.UTC
		tally, err := Load(context.Background(), FormatNCIC, Input{Name: "x", Reader: bytes.NewReader(p.encode(b.String()))}, opt, k)
		if err != nil {
			t.Fatalf("%d: %v\n%s", f, err, b.String())
		}
		check := func(text []byte) (id string) {
			begins, ends := plantedBegin.FindAllSubmatch(text, -1), plantedEnd.FindAllSubmatch(text, -1)
			switch {
			case len(begins) > 1:
				swallowed += len(begins) - 1
				t.Logf("file %d, swallowed: %q", f, text)
			case len(begins) != 1 || len(ends) != 1 || string(begins[0][1]) != string(ends[0][1]):
				split++
				t.Logf("file %d, split: %q", f, text)
			default:
				return string(begins[0][1])
			}
			return ""
		}
		for _, r := range k.rejects {
			if id := check(r.Text); of[id].whole {
				t.Logf("file %d, not read: %q: %s", f, r.Text, r.Reason)
				whole++
			}
		}
		for i, e := range k.events {
			is := of[check(k.texts[i])]
			if !is.whole {
				continue
			}
			whole++
			if e.Code == is.key && e.Agency.ORI == is.ori && e.First.Start.Truncate(time.Minute).Equal(is.at.Truncate(time.Minute)) &&
				fieldOf(e.Fields, "SEX") != "" && e.First.Precision != timeline.Day {
				read++
			} else {
				t.Logf("file %d, misread: %q: %s %s %s %s", f, k.texts[i], e.Code, e.Agency.ORI, e.First.Start, e.First.Precision)
			}
		}
		for _, n := range tally.Notes {
			if strings.Contains(n.Text, "of "+fmt.Sprint(each)+" found") || strings.Contains(n.Text, "states a total") {
				t.Logf("file %d: %s", f, n.Text)
			}
		}
	}
	t.Logf("%d planted: %d swallowed, %d split, %d of %d whole ones read", files*each, swallowed, split, read, whole)
	if swallowed > 1 || split > 1 || whole < files*each/2 || read < whole*999/1000 {
		t.Errorf("%d planted: %d swallowed, %d split, %d of %d whole ones read", files*each, swallowed, split, read, whole)
	}
}
