package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// TestFilterOfPageIsThatOfFiles types many words into the page's filter and holds what it shows to what a part of the dossier
// holds, which reports and exports are made of: the same rows, whatever is typed, also of places that no record names.
func TestFilterOfPageIsThatOfFiles(t *testing.T) {
	c := newCommand(t)
	address := c.serving("demo", "--out", t.TempDir(), "--listen", "127.0.0.1:0")
	b := newBrowser(t)
	chance := rand.New(rand.NewSource(11))
	for _, subject := range []int{1, 2} {
		var d timeline.Dossier
		get(t, fmt.Sprintf("%s/api/v1/subjects/%d/dossier", address, subject), &d)
		b.do(chromedp.Navigate(fmt.Sprintf("%s/subjects/%d", address, subject)))
		b.until(`document.documentElement.dataset.ready === "true"`)

		terms := filterTerms(chance, d, 60)
		text, err := json.Marshal(terms)
		if err != nil {
			t.Fatal(err)
		}
		shown := eval[[][]string](b, fmt.Sprintf(`%s.map((term) => {
			const box = document.querySelector("#search");
			box.value = term;
			box.dispatchEvent(new Event("input"));
			return sightline.visibleIds();
		})`, text))
		some := 0
		for i, term := range terms {
			part := analysis.Selection{Search: term}
			held := heldRows(t, part, d)
			slices.Sort(shown[i])
			if !slices.Equal(shown[i], held) {
				t.Errorf("subject %d: %q is found by the page in %d rows and by files in %d", subject, term, len(shown[i]), len(held))
			}
			if len(held) > 0 && len(held) < len(d.Events) {
				some++
			}
			if i%12 == 0 { // files take longer
				exported := exportedRows(t, address, subject, term)
				if reads := withReads(held, d); !slices.Equal(exported, reads) {
					t.Errorf("subject %d: %q is exported in %d rows, want %d", subject, term, len(exported), len(reads))
				}
			}
		}
		if some < len(terms)/3 {
			t.Errorf("subject %d: only %d of %d searches find some rows and not all", subject, some, len(terms))
		}
	}
	if places := b.rowsFor("denver"); places == 0 {
		t.Error("no row is found by the city that it is at")
	}
}

// rowsFor types words into the filter and counts what is shown.
func (b *browser) rowsFor(words string) int {
	b.t.Helper()
	b.put("#search", words)
	return eval[int](b, `sightline.visibleIds().length`)
}

// filterTerms are words to search a dossier for: some of its rows' own, pieces of them, several together, in capitals, names of
// places around, and some with letters that programs make small in different ways.
func filterTerms(chance *rand.Rand, d timeline.Dossier, n int) []string {
	var texts []string
	for i := range d.Events {
		texts = append(texts, analysis.EventText(&d.Events[i]))
	}
	terms := []string{
		"Denver", "colorado", "OKLAHOMA county", "(co)", "İ", "ΟΔΟΣ", "qw\u00a0person", "no such words", "×3", "plate\u2003READ",
	}
	for len(terms) < n {
		text := texts[chance.Intn(len(texts))]
		words := strings.Fields(text)
		word := []rune(words[chance.Intn(len(words))])
		switch chance.Intn(4) {
		case 0:
			terms = append(terms, string(word))
		case 1:
			from := chance.Intn(len(word))
			terms = append(terms, string(word[from:from+1+chance.Intn(len(word)-from)]))
		case 2:
			terms = append(terms, string(word)+"  "+strings.ToUpper(words[chance.Intn(len(words))]))
		case 3:
			other := strings.Fields(texts[chance.Intn(len(texts))])
			terms = append(terms, string(word)+" "+other[chance.Intn(len(other))])
		}
	}
	return terms
}

// heldRows are the ids of the rows that a part holds, in order.
func heldRows(t *testing.T, part analysis.Selection, d timeline.Dossier) []string {
	t.Helper()
	held, err := part.Of(d)
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, e := range held.Events {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	return ids
}

// withReads are the ids of rows with those of all reads in the place of a row that stands for several, in order: a table has a row
// for each.
func withReads(ids []string, d timeline.Dossier) []string {
	reads := map[string][]string{}
	for _, e := range d.Events {
		for _, read := range e.Burst() {
			reads[e.ID] = append(reads[e.ID], read.ID)
		}
	}
	all := []string{}
	for _, id := range ids {
		if of := reads[id]; of != nil {
			all = append(all, of...)
		} else {
			all = append(all, id)
		}
	}
	slices.Sort(all)
	return all
}

// exportedRows are the ids of the rows of a table that is made of what words find, in order.
func exportedRows(t *testing.T, address string, subject int, words string) []string {
	t.Helper()
	form := url.Values{"search": {words}, "recipient": {"an invented agency"}, "release": {"chri,restricted"}}
	answer, err := http.Get(fmt.Sprintf("%s/subjects/%d/export/csv?%s", address, subject, form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%q: %s, %v: %s", words, answer.Status, err, body)
	}
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\ufeff")))
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	id, kind, ids := slices.Index(rows[0], "id"), slices.Index(rows[0], "kind"), []string{}
	for _, row := range rows[1:] {
		if row[kind] != "about" {
			ids = append(ids, row[id])
		}
	}
	slices.Sort(ids)
	return ids
}
