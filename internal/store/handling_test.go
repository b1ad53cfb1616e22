package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/store"
	"sightline/timeline"
)

// kept is an event of a load, and the codes under which both are.
type kept struct {
	label       string // stands in its place, its record and its load's name
	load, event []timeline.Handling
	id          int64 // of the load
}

// under reports whether somebody with rights may see the load, and the event in it.
func (k kept) under(may []timeline.Handling) (load, event bool) {
	lacks := func(code timeline.Handling) bool { return !slices.Contains(may, code) }
	load = !slices.ContainsFunc(k.load, lacks)
	return load, load && !slices.ContainsFunc(k.event, lacks)
}

// TestHandling: of loads and events under each code that is known, under one that is not, and under several, everybody sees what he has
// the right to by those very codes and nothing else, in whatever he asks: members of the case, partners and their keys, with any set
// of rights, which go through the database as the program keeps them.
func TestHandling(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	c, subject := newCase(t, s)
	codes := append(timeline.Handlings(), "made_up")
	all := []*kept{{label: "plain"}}
	for i, code := range codes {
		next := codes[(i+1)%len(codes)]
		all = append(all, &kept{label: "load-" + string(code), load: []timeline.Handling{code}},
			&kept{label: "event-" + string(code), event: []timeline.Handling{code}},
			&kept{label: "two-" + string(code), load: []timeline.Handling{code, next}},
			&kept{label: "both-" + string(code), load: []timeline.Handling{code}, event: []timeline.Handling{next}})
	}
	for n, k := range all {
		what := store.NewLoad{Case: c.ID, Subject: subject, File: "file " + k.label, Format: "ncic", Loader: "x"}
		if n%2 == 0 { // at once; the others afterwards
			what.Handling = k.load
		}
		k.id = take(t, s, what, 1, func(l *store.Load) {
			r, x := sighting(1, day(1).Add(time.Duration(n)*time.Minute))
			r.Text, r.Key[0] = []byte("record "+k.label), byte(n)
			x.Where.Label, x.Handling = "place "+k.label, k.event
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		}).ID
		if n%2 == 1 {
			done, err := s.ChangeHandling(t.Context(), k.id, k.load, []timeline.Handling{"of_nothing"}, everyone)
			if err != nil || done.Changed != (len(k.load) > 0) {
				t.Fatalf("%s: %+v, %v", k.label, done, err)
			}
		}
		if _, err := s.Share(t.Context(), k.id, "OK7770100", everyone); err != nil {
			t.Fatal(err)
		}
	}

	var sets [][]timeline.Handling
	for i, code := range codes {
		sets = append(sets, []timeline.Handling{code}, slices.Delete(slices.Clone(codes), i, i+1))
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 8 {
		sets = append(sets, timeline.Keep(codes, func(*timeline.Handling) bool { return r.IntN(2) == 0 }))
	}
	sets = append(sets, nil, codes)
	member := addUser(t, url, "member", "analyst", "ZZ9990100", c.ID)
	partner := addUser(t, url, "partner", "agency", "OK7770100")
	account := func(id int64, role access.Role, agency string, may []timeline.Handling) access.Viewer {
		t.Helper()
		name := map[int64]string{member: "member", partner: "partner"}[id]
		err := s.UpdateUser(t.Context(), auth.User{ID: id, Name: name, Role: role, Agency: agency, May: may},
			auth.Event{Action: auth.ActionUserChanged})
		u, fault := s.UserByName(t.Context(), name)
		if err = errors.Join(err, fault); err != nil {
			t.Fatal(err)
		}
		return u.Viewer()
	}
	key := func(n int, may []timeline.Handling) access.Viewer {
		t.Helper()
		text, hash, _ := auth.NewKey()
		k := auth.Key{Name: fmt.Sprint("key ", n), Hash: hash, Agency: "OK7770100", May: may, Rate: 1,
			Created: time.Now(), Expires: time.Now().Add(time.Hour)}
		_, err := s.AddKey(t.Context(), k, time.Time{}, auth.Event{Action: auth.ActionKeyAdded})
		k, fault := s.KeyByHash(t.Context(), auth.HashToken(text))
		if err = errors.Join(err, fault); err != nil {
			t.Fatal(err)
		}
		return k.Viewer()
	}
	for n, may := range sets {
		seen(t, s, subject, all, "member", account(member, access.RoleAnalyst, "ZZ9990100", may), may, true)
		seen(t, s, subject, all, "partner", account(partner, access.RoleAgency, "OK7770100", may), may, false)
		v := key(n, may)
		seen(t, s, subject, all, "key", v, may, false)
		v.May = codes // a key has the rights that were kept of it, whatever else is said
		seen(t, s, subject, all, "key that claims more", v, may, false)
	}
	seen(t, s, subject, all, "who sees everything", everything, codes, true)

	v := account(member, access.RoleAnalyst, "ZZ9990100", codes)
	if err := s.DisableUser(t.Context(), member, time.Now(), auth.Event{Action: auth.ActionUserChanged}); err != nil {
		t.Fatal(err)
	}
	for _, v := range []access.Viewer{v, {May: codes}} { // a closed account, and nobody
		if loads, err := s.Loads(t.Context(), "", access.Asker{Viewer: v}); err != nil || len(loads) > 0 {
			t.Errorf("%+v sees %d loads, %v", v, len(loads), err)
		}
	}
}

// seen asks for somebody whatever tells of the loads and events, and holds it against his rights.
func seen(t *testing.T, s *store.Store, subject int64, all []*kept, who string, v access.Viewer, may []timeline.Handling, inside bool) {
	t.Helper()
	ctx, look := t.Context(), access.Asker{Actor: who, Viewer: v}
	loads, err := s.Loads(ctx, "", look)
	page, fault := s.Search(ctx, near(camera.Point, 5000, 100), look)
	if err = errors.Join(err, fault); err != nil {
		t.Fatal(err)
	}
	var listed []int64
	for _, l := range loads {
		listed = append(listed, l.ID)
	}
	var found, known []string
	for _, f := range page.Found {
		found = append(found, f.Event.Where.Label)
	}
	d, err := s.Dossier(ctx, subject, 0, look)
	if inside != (err == nil) {
		t.Fatalf("%s with %v: the dossier %v", who, may, err)
	}
	for _, e := range d.Events {
		known = append(known, e.Where.Label)
	}
	for n, k := range all {
		load, event := k.under(may)
		is := map[string][2]bool{
			"the list tells of its load": {slices.Contains(listed, k.id), load},
			"it is found":                {slices.Contains(found, "place "+k.label), event},
			"the dossier has it":         {slices.Contains(known, "place "+k.label), event && inside},
		}
		if n%5 == len(may)%5 { // to ask for each one by one takes long
			_, err := s.LoadByID(ctx, k.id, look)
			_, text, fault := s.Record(ctx, k.id, 1, look)
			is["its load is shown"] = [2]bool{err == nil, load}
			is["its record is shown"] = [2]bool{fault == nil && strings.HasSuffix(string(text), k.label), event && inside}
		}
		for what, is := range is {
			if is[0] != is[1] {
				t.Errorf("%s with %v: %s: %s: %v", who, may, k.label, what, is[0])
			}
		}
	}
}

// TestCodesAreCodes: of accounts, keys and loads the database keeps no handling code that is none.
func TestCodesAreCodes(t *testing.T) {
	t.Parallel()
	s, url := open(t)
	c, _ := newCase(t, s)
	addUser(t, url, "ann", "analyst", "ZZ9990100", c.ID)
	take(t, s, store.NewLoad{Case: c.ID, File: "f", Format: "plates", Loader: "x"}, 1, func(l *store.Load) {
		if err := l.Reads(t.Context(), []timeline.Read{read(1, day(1), "AAA111", "TX", camera)}); err != nil {
			t.Fatal(err)
		}
	})
	ask(t, url, `insert into api_keys (agency, name, hash, rate, expires_at)
		values ('OK7770100', 'k', sha256('k'), 1, now() + interval '1 day') returning ''`)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, column := range []string{"users.may", "api_keys.may", "loads.handling"} {
		table, name, _ := strings.Cut(column, ".")
		put := func(codes string) error { // and takes it back: a change needs its row in the audit
			tx, err := conn.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback(t.Context())
			tag, err := tx.Exec(t.Context(), fmt.Sprintf("update %s set %s = %s", table, name, codes))
			if err == nil && tag.RowsAffected() == 0 {
				t.Fatalf("%s holds no row", table)
			}
			return err
		}
		for _, good := range []string{"'{}'", "'{chri}'", "'{court_order,chri}'", "'{a,b_,made_up}'"} {
			if err := put(good); err != nil {
				t.Errorf("%s = %s: %v", column, good, err)
			}
		}
		for _, bad := range []string{"array['']", "array['Chri']", "array['chri ']", "array['a b']", "array['a,b']", "array['_a']",
			"array['a1']",
			"array[null]::text[]", "array['chri', null]", "array['chri', '']", "array['zażółć']", "array[E'a\\nb']", "array[array['chri']]",
			"null"} {
			var pg *pgconn.PgError
			if err := put(bad); !errors.As(err, &pg) || pg.Code != "23514" && pg.Code != "23502" { // check_violation, not_null_violation
				t.Errorf("%s = %s: %v", column, bad, err)
			}
		}
	}
}
