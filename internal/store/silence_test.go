package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/store"
	"sightline/timeline/plate"
)

// recorder keeps the text of each statement that is sent.
type recorder struct {
	mu             sync.Mutex
	texts          []string
	batches, alone int // how they were sent
}

func (r *recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.texts = append(r.texts, d.SQL)
	r.alone++
	return ctx
}

func (r *recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (r *recorder) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.batches++
	for _, q := range d.Batch.QueuedQueries {
		r.texts = append(r.texts, q.SQL)
	}
	return ctx
}

func (r *recorder) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (r *recorder) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// of returns what was sent while something was done.
func (r *recorder) of(do func()) []string {
	r.mu.Lock()
	r.texts, r.batches, r.alone = nil, 0, 0
	r.mu.Unlock()
	do()
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.texts)
}

// TestSilence: what is not there and what may not be seen are the same: the same answer, the same words, and the same
// statements sent for it.
func TestSilence(t *testing.T) {
	b := newLeakBed(t)
	var sent recorder
	s, err := store.OpenTraced(t.Context(), b.url, &sent)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	byLetter := func(letter string) *secret {
		return b.loads[slices.IndexFunc(b.loads, func(l *secret) bool { return l.letter == letter })]
	}
	hidden := byLetter("B") // shared with nobody
	nowhere := orb.Point{20, -40}
	look := access.Asker{Actor: "silence", Viewer: b.watchers["agency of another"].viewer}
	digits := regexp.MustCompile(`[0-9]+`)
	ctx := t.Context()
	search := func(center orb.Point, ask query.Search) (any, error) {
		ask.Areas, ask.Limit = near(center, 1000, 9).Areas, 9
		return s.Search(ctx, ask, look)
	}
	for name, x := range map[string]func(there bool) (any, error){
		"load": func(there bool) (any, error) { return s.LoadByID(ctx, pick(there, hidden.id, 999), look) },
		"record": func(there bool) (any, error) {
			of, text, err := s.Record(ctx, pick(there, hidden.id, 999), 1, look)
			return fmt.Sprint(of, text), err
		},
		"rejects": func(there bool) (any, error) { return s.Rejects(ctx, pick(there, hidden.id, 999), look) },
		"shares":  func(there bool) (any, error) { return s.Shares(ctx, pick(there, hidden.id, 999), look) },
		"share":   func(there bool) (any, error) { return s.Share(ctx, pick(there, hidden.id, 999), "*", look) },
		"undo":    func(there bool) (any, error) { return s.Undo(ctx, pick(there, hidden.id, 999), "x", look) },
		"dossier": func(there bool) (any, error) {
			return s.Dossier(ctx, pick(there, b.subjects[0], 999), query.WithWithheld, look)
		},
		"marks": func(there bool) (any, error) { return s.Marks(ctx, pick(there, b.subjects[0], 999), false, look) },
		"candidates": func(there bool) (any, error) {
			return s.Candidates(ctx, pick(there, b.subjects[0], 999), 9, query.Cursor{}, look)
		},
		"plate": func(there bool) (any, error) {
			plates, err := plate.ParsePattern(pick(there, hidden.row(), "NOSUCH"), "", false)
			if err != nil {
				return nil, err
			}
			return s.Search(ctx, query.Search{Plate: plates, Limit: 9}, look)
		},
		"case": func(there bool) (any, error) { // the second case has nothing for this agency
			return search(nowhere, query.Search{Case: pick(there, "L-2", "L-9")})
		},
		"near": func(there bool) (any, error) {
			return search(pick(there, hidden.point, nowhere), query.Search{})
		},
		"near a restricted reader": func(there bool) (any, error) {
			return search(pick(there, byLetter("F").point, nowhere), query.Search{Order: query.Nearest})
		},
		"near criminal history": func(there bool) (any, error) {
			return search(pick(there, byLetter("H").point, nowhere), query.Search{From: day(1), To: day(9), Count: query.CountExact})
		},
	} {
		var answers [2]string
		var statements [2][]string
		for i := range 2 {
			_, _ = x(i == 0) // connections are made and introduced
			statements[i] = sent.of(func() {
				got, err := x(i == 0)
				text, _ := json.Marshal(got) // all of them encode
				answers[i] = digits.ReplaceAllString(fmt.Sprintf("%s, %v", text, err), "N")
			})
			slices.Sort(statements[i]) // two connections may take turns, and one more may be made, which asks for types
			statements[i] = slices.DeleteFunc(statements[i], func(text string) bool { return strings.Contains(text, "to_regtype") })
		}
		if answers[0] != answers[1] {
			t.Errorf("%s: what may not be seen is answered\n  %s\nand what is not there\n  %s", name, answers[0], answers[1])
		}
		if len(statements[0]) < 2 || !slices.Equal(statements[0], statements[1]) {
			t.Errorf("%s: what may not be seen takes %d statements, what is not there %d:\n  %s\nand\n  %s", name, len(statements[0]),
				len(statements[1]),
				strings.Join(statements[0], "\n  "), strings.Join(statements[1], "\n  "))
		}
	}
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}
