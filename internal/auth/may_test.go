package auth_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/timeline"
)

// TestParseMay: a right is to a code that is known, or to one that somebody had already.
func TestParseMay(t *testing.T) {
	var all []string
	for _, code := range timeline.Handlings() {
		all = append(all, string(code))
	}
	for _, tt := range []struct {
		codes []string
		had   []timeline.Handling
		want  []timeline.Handling
		fault string // the code that is none
	}{
		{nil, nil, nil, ""},
		{nil, []timeline.Handling{"chri"}, nil, ""},
		{[]string{"victim", "chri", "victim"}, nil, []timeline.Handling{"chri", "victim"}, ""},
		{[]string{"made_up", "chri"}, []timeline.Handling{"made_up"}, []timeline.Handling{"chri", "made_up"}, ""},
		{[]string{"made_up"}, []timeline.Handling{"chri"}, nil, "made_up"},
		{[]string{"CHRI"}, nil, nil, "CHRI"},
		{[]string{"chri "}, nil, nil, "chri "},
		{all, nil, slices.Sorted(slices.Values(timeline.Handlings())), ""},
	} {
		got, err := auth.ParseMay(tt.codes, tt.had)
		if tt.fault != "" {
			var unfit auth.Unfit
			if !errors.As(err, &unfit) || !strings.Contains(err.Error(), `"`+tt.fault+`"`) ||
				!strings.Contains(err.Error(), strings.Join(all, ", ")) {
				t.Errorf("%q: %v", tt.codes, err)
			}
		} else if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q: %v, %v; want %v", tt.codes, got, err, tt.want)
		}
	}
}

// TestRightsAreKept: accounts and keys keep their rights in order, each once, a key's successor has them, and both are viewers with them.
func TestRightsAreKept(t *testing.T) {
	o := newOffice(t)
	asked := []timeline.Handling{"victim", "made_up", "chri", "victim"}
	want := []timeline.Handling{"chri", "made_up", "victim"}
	u, err := auth.User{Name: "ann", Role: access.RoleAnalyst, May: asked}.Fit()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.store.AddUser(t.Context(), u, o.now, auth.Event{Action: auth.ActionUserAdded}); err != nil {
		t.Fatal(err)
	}
	if u, err = o.store.UserByName(t.Context(), "ann"); err != nil || !slices.Equal(u.Viewer().May, want) {
		t.Errorf("ann may see %v, %v", u.Viewer().May, err)
	}
	k, err := auth.Key{Name: "k", Agency: "ZZ9990200", Collections: []string{"tiles"}, Rate: 1, May: asked}.Fit(1, o.now)
	if err != nil {
		t.Fatal(err)
	}
	next, _, err := k.Successor(1, 0, "x", o.now)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []auth.Key{k, next} {
		text, k, event := k.Issue(o.now, auth.Event{Action: auth.ActionKeyAdded})
		if _, err := o.store.AddKey(t.Context(), k, o.now, event); err != nil {
			t.Fatal(err)
		}
		got, err := o.OpenKey(t.Context(), text, o.from)
		if err != nil || !slices.Equal(got.Viewer().May, want) {
			t.Errorf("the key may see %v, %v", got.Viewer().May, err)
		}
		if after, is := event.About["after"].(map[string]any); !is || !slices.Equal(after["may"].([]timeline.Handling), want) {
			t.Errorf("the audit tells %v", event.About)
		}
	}
}
