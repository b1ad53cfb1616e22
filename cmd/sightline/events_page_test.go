package main

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	cdbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/store"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// toldCase fills a case with events of all standings: one of each among inquiries, a mention, a custody told by three records of
// loads under different codes, and an address whose end is open.
func (c command) toldCase() {
	c.t.Helper()
	ctx, look := c.t.Context(), access.Asker{Actor: "test", Viewer: access.Viewer{Everything: true}}
	c.must("migrate")
	s, err := store.Open(ctx, c.url, store.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	defer s.Close()
	held, _, err := s.PutCase(ctx, timeline.Case{Number: "E-1"}, look)
	if err != nil {
		c.t.Fatal(err)
	}
	id, _, err := s.PutSubject(ctx, held.ID, timeline.Subject{Name: "Invented, Jane"}, look)
	if err != nil {
		c.t.Fatal(err)
	}
	on := func(day int) timeline.When {
		at := time.Date(2026, 5, day, 0, 0, 0, 0, time.UTC)
		raw, end := at.Format("01/02/2006"), at.AddDate(0, 0, 1)
		return timeline.When{Raw: raw, Zone: "UTC", Basis: timeline.BasisStated, Precision: timeline.Day, Start: at, End: end}
	}
	where := timeline.Where{Point: orb.Point{-96, 36}, Class: timeline.ClassSite, Radius: 30, Label: "Invented place", Basis: "test"}
	load := func(handling []timeline.Handling, events ...timeline.Event) {
		c.t.Helper()
		file := fmt.Sprintf("of %v.txt", handling)
		what := store.NewLoad{Case: held.ID, Subject: id, File: file, Format: "x", Loader: "x", At: on(30).Start, Handling: handling}
		l, err := s.BeginLoad(ctx, what)
		if err != nil {
			c.t.Fatal(err)
		}
		defer l.Abandon(ctx)
		for i, e := range events {
			text := fmt.Sprintf("line %d under %v", i+1, handling)
			record := timeline.Record{Line: i + 1, Text: []byte(text), Key: sha256.Sum256([]byte(text))}
			if err := l.Events(ctx, record, []timeline.Event{e}); err != nil {
				c.t.Fatal(err)
			}
		}
		sum := store.Summary{Bytes: 10, Read: int64(len(events)), Zone: "UTC", ZoneBasis: timeline.BasisConfigured}
		if _, err := l.Finish(ctx, sum); err != nil {
			c.t.Fatal(err)
		}
	}
	custody := func(charge string) timeline.Event {
		last := on(9)
		return timeline.Event{Kind: kinds.Custody, First: on(3), Last: &last, Where: where,
			Parties: []timeline.Party{{Part: "held", Subject: id, Of: timeline.Person("Invented, Jane", "2000-01-01")}},
			Fields:  []timeline.Field{{Name: "booking", Value: "B-1"}, {Name: "facility", Value: "Jail"}, {Name: "charge", Value: charge}}}
	}
	plain := []timeline.Event{
		custody("one"),
		{Kind: kinds.Address, First: on(1), Last: &timeline.When{}, Where: where},
		{Kind: "of_a_later_version", First: on(2), Where: where},
	}
	standings := []timeline.Standing{timeline.Counts, timeline.Administrative, timeline.EntryOnly, timeline.NonCriminal, timeline.SetAside}
	for i, standing := range standings {
		e := timeline.Event{Kind: kinds.Inquiry, Code: "QW", First: on(10 + i), Where: where, Standing: standing}
		if standing == timeline.SetAside {
			e.Why = "own agency"
		}
		plain = append(plain, e)
	}
	load(nil, plain...)
	arrest := timeline.Event{Kind: kinds.Arrest, First: on(20), Where: where}
	inquiry := timeline.Event{Kind: kinds.Inquiry, Code: "QW", First: on(21), Where: where}
	load([]timeline.Handling{timeline.CriminalHistory}, custody("two"), arrest)
	load([]timeline.Handling{timeline.Restricted}, custody("three"), inquiry)
}

// servedCase serves the told case, and returns where, and its dossier.
func servedCase(t *testing.T) (c command, address string, d timeline.Dossier) {
	t.Helper()
	c = newCommand(t)
	c.toldCase()
	address = c.serving("serve", "--listen", "127.0.0.1:0")
	get(t, address+"/api/v1/subjects/1/dossier", &d)
	return c, address, d
}

// TestEventsOnThePage: each event says what it means for whereabouts, with both ends, its parties and all its records, each of
// which opens; a mention is in the table and on no map.
func TestEventsOnThePage(t *testing.T) {
	_, address, d := servedCase(t)
	b := newBrowser(t)
	b.do(chromedp.Navigate(address + "/"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	cells := `[...document.querySelectorAll("#cases tr")].map((r) => [...r.children].map((c) => c.innerText))`
	heads := []string{"Subject", "Role", "Vehicles", "Events", "Plate reads"}
	if rows := eval[[][]string](b, cells); !slices.Equal(rows[0], heads) || rows[1][3] != itoa(int64(len(d.Events))) {
		t.Errorf("the cases are listed as %q", rows)
	}
	b.do(chromedp.Navigate(address + "/subjects/1"))
	b.until(`document.documentElement.dataset.ready === "true"`)

	standings := map[timeline.Standing]bool{}
	for i := range d.Events {
		e := &d.Events[i]
		standings[e.Standing] = true
		said := map[timeline.Standing]string{
			timeline.Administrative: "Administrative, such as a validation",
			timeline.EntryOnly:      "entered, changed or cleared",
			timeline.NonCriminal:    "Non-criminal, such as",
			timeline.SetAside:       "Set aside: own agency",
			timeline.Mention:        "the subject has a part in it that puts nobody anywhere",
		}
		b.do(chromedp.Evaluate[chromedp.Void](`sightline.select(` + quote(e.ID) + `)`))
		kind := kinds.Of(e.Kind)
		b.until(`document.querySelector("#detail h3")?.innerText.startsWith(` + quote(kind.Title()) +
			`) && document.querySelector("#detail .raw").textContent.startsWith("line ")`)
		detail := eval[string](b, `document.querySelector("#detail").innerText`)
		for standing, words := range said {
			if strings.Contains(detail, words) != (e.Standing == standing) {
				t.Errorf("%s, whose standing is %q, is told as\n%s", e.ID, e.Standing, detail)
			}
		}
		row := eval[string](b, `document.querySelector("#row-`+e.ID+`").textContent`)
		if e.Standing != timeline.Counts && !strings.Contains(row, string(e.Standing)) {
			t.Errorf("the row of %s, whose standing is %q, is %q", e.ID, e.Standing, row)
		}
		if strings.Contains(detail, "36.00000, -96.00000") == (e.Standing == timeline.Mention) {
			t.Errorf("of the position of %s, whose standing is %q, is told\n%s", e.ID, e.Standing, detail)
		}
		if on := slices.Contains(eval[[]string](b, `sightline.mapIds()`), e.ID); on == (e.Standing == timeline.Mention) {
			t.Errorf("%s, whose standing is %q, on the map: %v", e.ID, e.Standing, on)
		}
		for _, r := range e.Remarks {
			if !strings.Contains(detail, r.String()) {
				t.Errorf("%s does not say %q:\n%s", e.ID, r, detail)
			}
		}
		for _, p := range e.Parties {
			nowhere := strings.Contains(detail, "this part puts nobody anywhere")
			if !strings.Contains(detail, p.Part+": ") || nowhere == kind.Locates(p.Part) {
				t.Errorf("the part %q in %s is told as\n%s", p.Part, e.ID, detail)
			}
		}
		if e.Spans() {
			for _, end := range []timeline.When{e.First, *e.Last} {
				if words := map[bool]string{true: "open", false: end.Raw}[end.IsZero()]; !strings.Contains(detail, words) {
					t.Errorf("%s does not tell its end %q:\n%s", e.ID, words, detail)
				}
			}
		}
		// Each record opens.
		buttons := eval[int](b, `document.querySelectorAll("#detail .records button").length`)
		if want := len(e.Records); buttons != want && (want > 1 || buttons != 0) {
			t.Errorf("%s rests on %d records; %d are listed", e.ID, want, buttons)
			continue
		}
		for n := range buttons {
			var record struct{ Text string }
			get(t, fmt.Sprintf("%s/api/v1/records/%d/%d", address, e.Records[n].Load, e.Records[n].Line), &record)
			b.click(fmt.Sprintf("#detail .records li:nth-child(%d) button", n+1))
			b.until(`document.querySelector("#detail .raw").textContent === ` + quote(record.Text))
			if source := eval[string](b, `document.querySelector("#detail .raw + dl").innerText`); !strings.Contains(source,
				e.Records[n].File) {
				t.Errorf("record %d of %s is said to be from %q", n, e.ID, source)
			}
		}
	}
	if len(standings) != 6 {
		t.Errorf("only %v are told", standings)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.faults) > 0 {
		t.Errorf("faults: %v", b.faults)
	}
}

// TestReleasesInTheExportDialog: a box is offered for each handling code under which there is something, and for no other; what is
// ticked goes out, the rest does not.
func TestReleasesInTheExportDialog(t *testing.T) {
	_, address, d := servedCase(t)
	b := newBrowser(t)
	b.do(chromedp.Navigate(address + "/subjects/1"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	dir := t.TempDir()
	allow := cdbrowser.SetDownloadBehaviorParams{Behavior: cdbrowser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir}
	if _, err := chromedp.Call(b.ctx, cdbrowser.SetDownloadBehavior, allow); err != nil {
		t.Fatal(err)
	}
	codes := []timeline.Handling{timeline.CriminalHistory, timeline.Restricted}
	for _, release := range []access.Release{{}, codes[:1], codes[1:], codes} {
		b.click("#export")
		b.until(`document.querySelector("dialog.export").open`)
		offered := `[...document.querySelectorAll("dialog.export [name=release]")].map((e) => e.value + e.parentElement.innerText)`
		boxes := eval[[]string](b, offered)
		if len(boxes) != len(codes) {
			t.Fatalf("offered are %q", boxes)
		}
		for i, code := range codes {
			if !strings.HasPrefix(boxes[i], string(code)) || !strings.Contains(boxes[i], code.Name()) {
				t.Errorf("offered are %q", boxes)
			}
		}
		b.click(`[name=kind][value=data]`)
		b.put("[name=recipient]", "an invented agency")
		b.put("[name=purpose]", "a test")
		for _, code := range codes {
			tick := fmt.Sprintf(`document.querySelector("dialog.export [value=%s]").checked = %v`, code, release.Lets(code))
			b.do(chromedp.Evaluate[chromedp.Void](tick))
		}
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".export-status").textContent = ""`))
		b.click(`dialog.export [type=submit]`)
		name, body := b.saved(dir)
		var want []string
		for _, e := range release.Of(d).Events {
			want = append(want, e.ID)
		}
		if got, _ := rowsOf(t, body); !slices.Equal(got, sorted(want)) {
			t.Errorf("with %v released, %s holds %v, want %v", release, name, got, want)
		}
		b.do(chromedp.KeyEvent("\x1b"))
		b.until(`!document.querySelector("dialog.export").open`)
	}
}
