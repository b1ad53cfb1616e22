package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"sightline/timeline"
)

// benchSubject is a subject whose dossier is asked for, with its target.
type benchSubject struct {
	name   string
	plate  string
	reads  int
	target time.Duration
}

// benchSubjects are the subjects: a case of weeks, and one of years that a thousand cameras saw.
func benchSubjects(full bool) []benchSubject {
	many := 50_000
	if !full {
		many = 2000
	}
	return []benchSubject{
		{"DOSSIER-1", "8OK1234", 1300, 150 * time.Millisecond},
		{"DOSSIER-2", "9OK5678", many, 1500 * time.Millisecond},
	}
}

// dossierGrowth is how much longer a dossier may take beside the reads of other cases than alone.
const dossierGrowth = 1.2

// dossierTimes are what the dossier of a subject took over HTTP: until its first byte, and in all.
type dossierTimes struct {
	first, all spans
	bytes      int
}

// dossiersOf makes the subjects in databases and asks for their dossiers, of each database in turns: what else the machine does slows
// down all of them. It returns the times by database and subject.
func dossiersOf(full bool, benches ...*searchBench) [][]dossierTimes {
	rounds := 3
	if full {
		rounds = 15
	}
	times := make([][]dossierTimes, len(benches))
	for _, x := range benchSubjects(full) {
		subjects := make([]int64, len(benches))
		for i, b := range benches {
			subjects[i] = b.subject(x)
			times[i] = append(times[i], dossierTimes{})
		}
		for n := range rounds + 3 {
			for i, b := range benches {
				first, all, bytes := b.dossier(subjects[i])
				into := &times[i][len(times[i])-1]
				if into.bytes = bytes; n > 2 { // before, statements are prepared and pages come into memory
					into.first, into.all = append(into.first, first), append(into.all, all)
				}
			}
		}
	}
	return times
}

// subject makes a subject, where it is not there, and returns its number.
func (b *searchBench) subject(x benchSubject) int64 {
	b.t.Helper()
	s, err := b.app.open()
	if err != nil {
		b.t.Fatal(err)
	}
	return sightedOften(b.t, s, x.name, timeline.Plate{Number: x.plate, State: "OK"}, x.reads, 10)
}

// dossier asks for a dossier. It returns how long that took until the first byte and in all, and how many bytes there were.
func (b *searchBench) dossier(subject int64) (first, all time.Duration, bytes int) {
	b.t.Helper()
	start := time.Now()
	address := fmt.Sprintf("%s/api/v1/subjects/%d/dossier", b.base, subject)
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	_, err = io.ReadFull(answer.Body, make([]byte, 1))
	first = time.Since(start)
	rest, failed := io.Copy(io.Discard, answer.Body)
	if err != nil || failed != nil || answer.StatusCode != http.StatusOK {
		b.t.Fatalf("dossier of %d: %s, %v, %v", subject, answer.Status, err, failed)
	}
	return first, time.Since(start), int(rest) + 1
}

// dossierTable holds the dossiers of the subjects to their targets: alone and beside others' reads, by fresh and by no statistics.
func dossierTable(t *testing.T, full bool, fresh, none [][]dossierTimes) string {
	t.Helper()
	var out bytes.Buffer
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "dossier of\tstatistics\talone p50\tbeside p50\tp99\tratio\tfirst byte\tsize\ttargets\t")
	for i, x := range benchSubjects(full) {
		for n, times := range [][][]dossierTimes{fresh, none} {
			state := []string{"fresh", "none"}[n]
			alone, beside := times[0][i], times[1][i]
			ratio := beside.all.at(50).Seconds() / alone.all.at(50).Seconds()
			verdict := ""
			if full && (max(alone.all.at(50), beside.all.at(50)) > x.target || ratio > dossierGrowth) {
				verdict = "short of it"
				t.Errorf("dossier of %d reads, %s statistics: alone %v, beside %v", x.reads, state,
					alone.all.at(50), beside.all.at(50))
			}
			fmt.Fprintf(w, "%d reads\t%s\t%.1f ms\t%.1f ms\t%.1f ms\t%.2f\t", x.reads, state,
				ms(alone.all.at(50)), ms(beside.all.at(50)), ms(beside.all.at(99)), ratio)
			fmt.Fprintf(w, "%.1f ms\t%.1f MB\t≤ %d ms, %.1f\t%s\n", ms(beside.first.at(50)), float64(beside.bytes)/1e6,
				x.target.Milliseconds(), dossierGrowth, verdict)
		}
	}
	w.Flush()
	return out.String()
}

// slowest lists the plans of the statements that took longest of those that the server runs for everything that is asked of it.
func (b *searchBench) slowest(full bool, state string) string {
	b.t.Helper()
	x := benchSubjects(full)[0]
	subject := b.subject(x)
	s, err := b.app.open()
	if err != nil {
		b.t.Fatal(err)
	}
	of, err := s.Case(b.t.Context(), x.name)
	if err != nil {
		b.t.Fatal(err)
	}
	other, _, err := s.PutSubject(b.t.Context(), of.ID, otherSubject(), b.app.look("bench"))
	if err != nil {
		b.t.Fatal(err)
	}
	loads, err := s.Loads(b.t.Context(), x.name, (&app{}).look(""))
	if err != nil {
		b.t.Fatal(err)
	}
	l := newPlanLog(b.t, b.app)
	defer l.stop()
	w := newPlanWalker(b.t, b.app, l)
	w.full = true
	for _, a := range planWalk(subject, other, loads[0].ID, loads[1].ID, x.plate, "") {
		if a.body = strings.ReplaceAll(a.body, "PLANS", x.name); a.only != planMember {
			a.path = strings.ReplaceAll(a.path, "PLANS", x.name)
			w.asks = append(w.asks, a)
		}
	}
	served := newPlanServer(b.t, b.app)
	longest := map[string]ran{} // by query
	for again, asks := range [][]planAsk{w.asks, w.asks} {
		for _, a := range asks {
			l.skip()
			served.ask(b.t.Context(), a)
			for _, r := range l.next() {
				w.check(planEverything, a, r)
				if again == 1 && r.name != "" && r.ms > longest[r.name].ms { // then pages are in memory
					r.text = a.path
					longest[r.name] = r
				}
			}
		}
	}
	all := slices.SortedFunc(maps.Values(longest), func(a, b ran) int { return cmp.Compare(b.ms, a.ms) })
	var out strings.Builder
	fmt.Fprintf(&out, "The statements that take longest of all that the server answers, %s:\n", state)
	for _, r := range all[:min(10, len(all))] {
		fmt.Fprintf(&out, "%s for %s: %.1f ms, %d pages\n%s", r.name, r.text, r.ms, r.pages(), r.plan.tree("  "))
	}
	return out.String()
}
