package auth_test

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"sightline/internal/access"
	"sightline/internal/auth"
	"sightline/internal/auth/authtest"
)

// vouched is an office with a provider that vouches for ann, who has no password here.
func vouched(t *testing.T) (*office, *authtest.Provider) {
	t.Helper()
	o, p := newOffice(t), authtest.NewProvider(t)
	o.Provider = auth.NewProvider(auth.ProviderConfig{Issuer: p.URL, ClientID: authtest.Client, ClientSecret: "s",
		Redirect: "https://s.example/login/back", Claim: "email"})
	p.Claims = authtest.Claims{"email": "Ann@example.gov", "email_verified": true, "amr": []string{"pwd", "mfa"}}
	if _, err := o.store.AddUser(t.Context(), auth.User{Name: "ann@example.gov", Role: access.RoleAnalyst}, o.now,
		auth.Event{Action: auth.ActionUserAdded}); err != nil {
		t.Fatal(err)
	}
	return o, p
}

// pass sends a browser to the provider and back.
func (o *office) pass(p *authtest.Provider) (token string, stage auth.Stage, next string, err error) {
	o.t.Helper()
	address, carried, err := o.LeaveForProvider(o.t.Context(), "/subjects/7")
	if err != nil {
		o.t.Fatal(err)
	}
	return o.ReturnFromProvider(o.t.Context(), carried, p.Visit(address), o.from)
}

func TestIdentityProvider(t *testing.T) {
	o, p := vouched(t)
	token, stage, next, err := o.pass(p)
	if err != nil || stage != auth.StageBanner || next != "/subjects/7" {
		t.Fatalf("stage %s, next %s, %v", stage, next, err)
	}
	if s := o.session(token); s.User.Name != "ann@example.gov" || !s.User.Provided {
		t.Errorf("session %+v", s)
	}
	// From now on the provider's number counts, not the name.
	p.Claims["email"] = "ann.new@example.gov"
	if _, _, _, err := o.pass(p); err != nil {
		t.Errorf("under another name: %v", err)
	}
	p.Claims["email"], p.Claims["sub"] = "ann@example.gov", "s-2"
	if _, _, _, err := o.pass(p); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("somebody else under the same name: %v", err)
	}
	// Who has shown the provider no second factor shows one here.
	p.Claims["sub"], p.Claims["amr"] = "s-1", []string{"pwd"}
	token, stage, _, err = o.pass(p)
	if err != nil || stage != auth.StageEnrol {
		t.Fatalf("stage %s, %v", stage, err)
	}
	_, _ = o.enrol(token)
	if _, stage, _, err = o.pass(p); err != nil || stage != auth.StageSecond {
		t.Errorf("stage %s, %v", stage, err)
	}
	u, err := o.store.UserByName(t.Context(), "ann@example.gov")
	if err == nil {
		err = o.store.DisableUser(t.Context(), u.ID, o.now, auth.Event{Action: auth.ActionUserChanged})
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := o.pass(p); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("a disabled account: %v", err)
	}
}

// TestIdentityProviderDoesNotTakeOverPasswords lets the provider vouch for the name of an account with a password.
func TestIdentityProviderDoesNotTakeOverPasswords(t *testing.T) {
	o, p := vouched(t)
	o.add("bob@example.gov", access.RoleAdmin)
	p.Claims["email"] = "bob@example.gov"
	if _, _, _, err := o.pass(p); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("got %v", err)
	}
}

func TestFalseIdentities(t *testing.T) {
	stranger := authtest.NewKey(t)
	o, p := vouched(t)
	right := p.Key()
	for name, spoil := range map[string]func(authtest.Claims){
		"signed by another":       func(authtest.Claims) { p.Sign = stranger },
		"for another log-in":      func(c authtest.Claims) { c["nonce"] = "x" },
		"without a nonce":         func(c authtest.Claims) { delete(c, "nonce") },
		"for another client":      func(c authtest.Claims) { c["aud"] = "other" },
		"of another issuer":       func(c authtest.Claims) { c["iss"] = "https://other.example" },
		"expired":                 func(c authtest.Claims) { c["exp"] = time.Now().Add(-time.Hour).Unix() },
		"without a mail address":  func(c authtest.Claims) { delete(c, "email") },
		"mail address unverified": func(c authtest.Claims) { c["email_verified"] = false },
		"mail address a number":   func(c authtest.Claims) { c["email"] = 7 },
		"methods not a list":      func(c authtest.Claims) { c["amr"] = "mfa" },
	} {
		p.Spoil, p.Sign = spoil, right
		if token, _, _, err := o.pass(p); !errors.Is(err, auth.ErrIdentity) || token != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.Spoil, p.Sign = nil, right
	leave := func() (string, url.Values) {
		address, carried, err := o.LeaveForProvider(t.Context(), "/")
		if err != nil {
			t.Fatal(err)
		}
		return carried, p.Visit(address)
	}
	back := func(what, carried string, v url.Values) {
		t.Helper()
		if _, _, _, err := o.ReturnFromProvider(t.Context(), carried, v, o.from); !errors.Is(err, auth.ErrIdentity) {
			t.Errorf("%s: %v", what, err)
		}
	}
	carried, v := leave()
	back("nothing carried", "", v)
	back("something else carried", "AAAA", v)
	other, _ := leave()
	back("another log-in carried", other, v)
	v.Set("iss", "https://other.example")
	back("from another provider", carried, v)
	v.Del("iss")
	v.Set("error", "access_denied")
	back("refused by the provider", carried, v)
	v.Del("error")
	o.now = o.now.Add(11 * time.Minute)
	back("too late", carried, v)
	o.now = o.now.Add(-11 * time.Minute)
	if _, _, _, err := o.ReturnFromProvider(t.Context(), carried, v, o.from); err != nil {
		t.Errorf("the same without a fault: %v", err)
	}
	back("twice", carried, v)
}
