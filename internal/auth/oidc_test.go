package auth_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sightline/internal/auth"
	"sightline/timeline"
)

// provider is an identity provider: it describes itself, hands out codes and exchanges them for tokens that it signs.
type provider struct {
	t      *testing.T
	server *httptest.Server
	key    *rsa.PrivateKey
	claims map[string]any          // of the next token, beside those that every token has
	change func(claims jsonClaims) // spoils the next token
	sign   *rsa.PrivateKey         // who signs the next token
	codes  map[string]url.Values   // the questions for which codes were handed out
}

type jsonClaims = map[string]any

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, key: key, sign: key, claims: jsonClaims{}, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("POST /token", p.token)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

func (p *provider) describe(w http.ResponseWriter, _ *http.Request) {
	p.answer(w, map[string]any{"issuer": p.server.URL, "authorization_endpoint": p.server.URL + "/authorize", "token_endpoint": p.server.URL + "/token",
		"jwks_uri": p.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
}

func (p *provider) keys(w http.ResponseWriter, _ *http.Request) {
	b64 := base64.RawURLEncoding
	p.answer(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1",
		"n": b64.EncodeToString(p.key.N.Bytes()), "e": b64.EncodeToString(big.NewInt(int64(p.key.E)).Bytes())}}})
}

// visit is what the provider does when a browser comes: it hands out a code, and returns what the browser brings back.
func (p *provider) visit(address string) url.Values {
	p.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	q := u.Query()
	if q.Get("response_type") != "code" || q.Get("client_id") != "sightline" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" ||
		q.Get("nonce") == "" || q.Get("state") == "" || !strings.Contains(q.Get("scope"), "openid") {
		p.t.Errorf("the browser is sent with %s", u.RawQuery)
	}
	code := rand.Text()
	p.codes[code] = q
	return url.Values{"code": {code}, "state": {q.Get("state")}}
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	asked, ok := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code")) // good for once
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || base64.RawURLEncoding.EncodeToString(challenge[:]) != asked.Get("code_challenge") || r.FormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		p.answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := jsonClaims{"iss": p.server.URL, "sub": "s-1", "aud": "sightline", "nonce": asked.Get("nonce"),
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	for name, value := range p.claims {
		claims[name] = value
	}
	if p.change != nil {
		p.change(claims)
	}
	p.answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": p.signed(claims)})
}

// signed is a JSON web token with an RS256 signature.
func (p *provider) signed(claims jsonClaims) string {
	part := func(v any) string {
		body, err := json.Marshal(v)
		if err != nil {
			p.t.Error(err)
		}
		return base64.RawURLEncoding.EncodeToString(body)
	}
	text := part(map[string]string{"alg": "RS256", "kid": "1", "typ": "JWT"}) + "." + part(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.sign, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func (p *provider) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

// vouched is an office with a provider that vouches for ann, who has no password here.
func vouched(t *testing.T) (*office, *provider) {
	t.Helper()
	o, p := newOffice(t), newProvider(t)
	o.Provider = auth.NewProvider(auth.ProviderConfig{Issuer: p.server.URL, ClientID: "sightline", ClientSecret: "s", Redirect: "https://s.example/login/back", Claim: "email"})
	p.claims = jsonClaims{"email": "Ann@example.gov", "email_verified": true, "amr": []string{"pwd", "mfa"}}
	if _, err := o.store.AddUser(t.Context(), auth.User{Name: "ann@example.gov", Role: timeline.RoleAnalyst}, o.now, auth.Event{Action: auth.ActionUserAdded}); err != nil {
		t.Fatal(err)
	}
	return o, p
}

// pass sends a browser to the provider and back.
func (o *office) pass(p *provider) (token string, stage auth.Stage, next string, err error) {
	o.t.Helper()
	address, carried, err := o.LeaveForProvider(o.t.Context(), "/subjects/7")
	if err != nil {
		o.t.Fatal(err)
	}
	return o.ReturnFromProvider(o.t.Context(), carried, p.visit(address), o.from)
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
	p.claims["email"] = "ann.new@example.gov"
	if _, _, _, err := o.pass(p); err != nil {
		t.Errorf("under another name: %v", err)
	}
	p.claims["email"], p.claims["sub"] = "ann@example.gov", "s-2"
	if _, _, _, err := o.pass(p); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("somebody else under the same name: %v", err)
	}
	// Who has shown the provider no second factor shows one here.
	p.claims["sub"], p.claims["amr"] = "s-1", []string{"pwd"}
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
	o.add("bob@example.gov", timeline.RoleAdmin)
	p.claims["email"] = "bob@example.gov"
	if _, _, _, err := o.pass(p); !errors.Is(err, auth.ErrRefused) {
		t.Errorf("got %v", err)
	}
}

func TestFalseIdentities(t *testing.T) {
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	o, p := vouched(t)
	right := p.key
	for name, spoil := range map[string]func(jsonClaims){
		"signed by another":       func(jsonClaims) { p.sign = stranger },
		"for another log-in":      func(c jsonClaims) { c["nonce"] = "x" },
		"without a nonce":         func(c jsonClaims) { delete(c, "nonce") },
		"for another client":      func(c jsonClaims) { c["aud"] = "other" },
		"of another issuer":       func(c jsonClaims) { c["iss"] = "https://other.example" },
		"expired":                 func(c jsonClaims) { c["exp"] = time.Now().Add(-time.Hour).Unix() },
		"without a mail address":  func(c jsonClaims) { delete(c, "email") },
		"mail address unverified": func(c jsonClaims) { c["email_verified"] = false },
		"mail address a number":   func(c jsonClaims) { c["email"] = 7 },
		"methods not a list":      func(c jsonClaims) { c["amr"] = "mfa" },
	} {
		p.change, p.sign = spoil, right
		if token, _, _, err := o.pass(p); !errors.Is(err, auth.ErrIdentity) || token != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.change, p.sign = nil, right
	leave := func() (string, url.Values) {
		address, carried, err := o.LeaveForProvider(t.Context(), "/")
		if err != nil {
			t.Fatal(err)
		}
		return carried, p.visit(address)
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
