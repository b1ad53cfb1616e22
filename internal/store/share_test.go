package store_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"sightline/internal/access"
	"sightline/internal/store"
	"sightline/timeline"
)

func TestShare(t *testing.T) {
	s, url := open(t)
	c, id := newCase(t, s) // of ZZ9990100
	first := take(t, s, store.NewLoad{Case: c.ID, File: "first", Format: "plates", Loader: "x"}, 2, func(l *store.Load) {
		if err := l.Reads(t.Context(),
			[]timeline.Read{read(1, day(1), "AAA111", "TX", camera), read(2, day(2), "AAA111", "TX", camera)}); err != nil {
			t.Fatal(err)
		}
	})
	second := take(t, s, store.NewLoad{Case: c.ID, File: "second", Format: "plates", Loader: "x"}, 3, func(l *store.Load) {
		if err := l.Reads(t.Context(), []timeline.Read{read(1, day(1), "AAA111", "TX", camera), read(2, day(2), "AAA111", "TX", camera),
			read(3, day(3), "AAA111", "TX", camera)}); err != nil {
			t.Fatal(err)
		}
	})
	records := func(name string) timeline.Load {
		return take(t, s, store.NewLoad{Case: c.ID, Subject: id, File: name, Format: "ncic", Loader: "x"}, 1, func(l *store.Load) {
			r, x := sighting(1, day(4))
			if err := l.Events(t.Context(), r, []timeline.Event{x}); err != nil {
				t.Fatal(err)
			}
		})
	}
	records("early")
	late := records("late")

	const other = "OK7770100"
	owner := access.Asker{Actor: "tester", Viewer: everything}
	done, err := s.Share(t.Context(), second.ID, other, owner)
	if want := []store.BroughtBefore{{Load: first.ID, Reads: 2}}; err != nil || !done.Changed || len(done.Shares) != 1 ||
		!reflect.DeepEqual(done.Unshown, want) {
		t.Errorf("share: %+v, %v; want %+v not shown", done, err, want)
	}
	if done, err = s.Share(t.Context(), late.ID, store.AllAgencies, owner); err != nil || len(done.Unshown) > 0 { // each load shows its own
		t.Errorf("share records: %+v, %v", done, err)
	}
	if done, err = s.Share(t.Context(), second.ID, other, owner); err != nil || done.Changed {
		t.Errorf("share again: %+v, %v", done, err)
	}
	// What one load does not show the other does, once it is shared too; a share with all is one with the agency.
	if _, err = s.Share(t.Context(), first.ID, store.AllAgencies, owner); err != nil {
		t.Fatal(err)
	}
	if done, err = s.Share(t.Context(), second.ID, other, owner); err != nil || len(done.Unshown) != 0 {
		t.Errorf("share with the first shared: %+v, %v", done, err)
	}
	// One who may not see the first load learns that there is something, and not of which load.
	restricted := []timeline.Handling{timeline.Restricted}
	if done, err = s.ChangeHandling(t.Context(), first.ID, restricted, nil, owner); err != nil || !done.Changed ||
		!slices.Equal(done.Load.Handling, restricted) {
		t.Fatalf("restrict: %+v, %v", done, err)
	}
	if done, err = s.ChangeHandling(t.Context(), first.ID, restricted, []timeline.Handling{timeline.Victim}, owner); err != nil ||
		done.Changed {
		t.Errorf("restrict again: %+v, %v", done, err)
	}
	user := addUser(t, url, "ann", "analyst", "ZZ9990100", c.ID)
	ann := access.Asker{Actor: "ann", Viewer: access.Viewer{User: user, Role: access.RoleAnalyst, Agency: "ZZ9990100"}}
	if done, err = s.Share(t.Context(), second.ID, store.AllAgencies, ann); err != nil ||
		!reflect.DeepEqual(done.Unshown, []store.BroughtBefore{{Reads: 2}}) {
		t.Errorf("share by a member: %+v, %v", done, err)
	}
	if done, err = s.Unshare(t.Context(), second.ID, other, ann); err != nil || !done.Changed || len(done.Shares) != 1 {
		t.Errorf("unshare: %+v, %v", done, err)
	}
	if shares, err := s.Shares(t.Context(), second.ID, ann); err != nil || len(shares) != 1 || shares[0].Agency != store.AllAgencies ||
		shares[0].By != "ann" {
		t.Errorf("shares: %+v, %v", shares, err)
	}

	guest := addUser(t, url, "guest", "analyst", other, c.ID) // inside the case, but not of the agency that owns it
	out := addUser(t, url, "out", "agency", other)
	admin := addUser(t, url, "admin", "admin", "ZZ9990100", c.ID)
	for name, x := range map[string]struct {
		viewer access.Viewer
		want   error
	}{
		"a member of another agency":   {access.Viewer{User: guest, Role: access.RoleAnalyst, Agency: other}, store.ErrNotAllowed},
		"an administrator":             {access.Viewer{User: admin, Role: access.RoleAdmin, Agency: "ZZ9990100"}, store.ErrNotAllowed},
		"one it is shared with":        {access.Viewer{User: out, Role: access.RoleAgency, Agency: other}, store.ErrNotFound},
		"nobody":                       {access.Viewer{}, store.ErrNotFound},
		"one without the right to all": {access.Viewer{Role: access.RoleSupervisor, Agency: "ZZ9990200"}, store.ErrNotFound},
	} {
		look := access.Asker{Actor: name, Viewer: x.viewer}
		if _, err := s.Share(t.Context(), second.ID, other, look); !errors.Is(err, x.want) {
			t.Errorf("%s shares: %v, want %v", name, err, x.want)
		}
		if _, err := s.Unshare(t.Context(), second.ID, store.AllAgencies, look); !errors.Is(err, x.want) {
			t.Errorf("%s takes back: %v, want %v", name, err, x.want)
		}
		if _, err := s.ChangeHandling(t.Context(), second.ID, restricted, nil, look); !errors.Is(err, x.want) {
			t.Errorf("%s restricts: %v, want %v", name, err, x.want)
		}
	}
	// Whoever changes a code needs the right to that very code, whether it is put on or taken off.
	ann.Viewer.May = []timeline.Handling{timeline.Victim}
	for _, codes := range [][2][]timeline.Handling{{restricted, nil}, {nil, restricted}, {{timeline.Victim, timeline.Restricted}, nil},
		{{"made_up"}, nil}} {
		if _, err := s.ChangeHandling(t.Context(), second.ID, codes[0], codes[1], ann); !errors.Is(err, store.ErrNoRight) {
			t.Errorf("a member without the right changes %v: %v", codes, err)
		}
	}
	if done, err = s.ChangeHandling(t.Context(), second.ID, ann.Viewer.May, nil, ann); err != nil || !done.Changed ||
		!slices.Equal(done.Load.Handling, ann.Viewer.May) {
		t.Errorf("a member with the right: %+v, %v", done, err)
	}
	if _, err := s.Undo(t.Context(), second.ID, "test",
		access.Asker{Viewer: access.Viewer{User: out, Role: access.RoleAgency, Agency: other}}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an agency that it is shared with takes a load back: %v", err)
	}
	if _, err := s.Undo(t.Context(), second.ID, "test", owner); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Share(t.Context(), second.ID, other, owner); !errors.Is(err, store.ErrUndone) {
		t.Errorf("share of an undone load: %v", err)
	}
	// All of it is in the audit, with what was refused.
	for _, want := range []string{"share answered 6", "unshare answered 1", "handling answered 3", "share refused 2", "unshare refused 2",
		"handling refused 6"} {
		if !containsLine(ask(t, url,
			"select action || ' ' || outcome || ' ' || count(*) from audit where action like '%share' or action = 'handling' group by action, outcome"), want) {
			t.Errorf("the audit does not tell: %s", want)
		}
	}
}
