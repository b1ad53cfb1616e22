package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// ProviderConfig is what the agency's identity provider and we know of each other (OpenID Connect Core 1.0).
type ProviderConfig struct {
	Issuer       string // its address, as its tokens have it
	ClientID     string
	ClientSecret string
	Redirect     string // our address to which it sends the browser back
	Claim        string // the claim that holds a user's name here: email or preferred_username
}

// Provider is the agency's identity provider. It is asked for its own description when somebody first logs in by it.
type Provider struct {
	config ProviderConfig
	client *http.Client

	mu       sync.Mutex
	provider *oidc.Provider
}

// Limits of what is asked of an identity provider.
const (
	providerTimeout = 10 * time.Second
	flowLife        = 10 * time.Minute // from leaving for the provider until coming back
)

// NewProvider returns a provider that has not been asked anything yet.
func NewProvider(c ProviderConfig) *Provider {
	return &Provider{config: c, client: &http.Client{Timeout: providerTimeout}}
}

// Flow is one log-in on its way through the provider. The browser carries it, sealed.
type Flow struct {
	State, Nonce, Verifier string
	Until                  time.Time
	Next                   string // where to go afterwards
}

// Identity is whom the provider vouches for.
type Identity struct {
	Issuer  string
	Subject string // what the issuer calls the user, for ever
	Name    string // by the configured claim
	Strong  bool   // the provider saw a second factor
}

// ErrIdentity says that the identity provider's answer does not hold.
var ErrIdentity = errors.New("the identity provider's answer does not hold")

// discover asks the provider for its description, once it works only once.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.provider != nil {
		return p.provider, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("ask the identity provider: %w", err)
	}
	p.provider = found
	return found, nil
}

func (p *Provider) oauth(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: p.config.Redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
}

// Begin returns the address at the provider to send the browser to, and the flow it is to bring back.
func (p *Provider) Begin(ctx context.Context, now time.Time, next string) (string, Flow, error) {
	provider, err := p.discover(ctx)
	if err != nil {
		return "", Flow{}, err
	}
	f := Flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Until: now.Add(flowLife), Next: next}
	return p.oauth(provider).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), f, nil
}

// Finish takes what the provider sent the browser back with. Its error is ErrIdentity when that does not hold.
func (p *Provider) Finish(ctx context.Context, f Flow, back url.Values, now time.Time) (Identity, error) {
	switch {
	case f.State == "" || subtle.ConstantTimeCompare([]byte(back.Get("state")), []byte(f.State)) != 1:
		return Identity{}, fmt.Errorf("%w: it is not the answer to our question", ErrIdentity)
	case !now.Before(f.Until):
		return Identity{}, fmt.Errorf("%w: it came too late", ErrIdentity)
	case back.Get("iss") != "" && back.Get("iss") != p.config.Issuer: // RFC 9207
		return Identity{}, fmt.Errorf("%w: it comes from another provider", ErrIdentity)
	case back.Get("error") != "":
		return Identity{}, fmt.Errorf("%w: it refused with %q", ErrIdentity, back.Get("error"))
	}
	provider, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(provider).Exchange(ctx, back.Get("code"), oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return Identity{}, fmt.Errorf("%w: the code was not taken: %w", ErrIdentity, err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, fmt.Errorf("%w: it has no ID token", ErrIdentity)
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: p.config.ClientID, Now: func() time.Time { return now }})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1 {
		return Identity{}, fmt.Errorf("%w: its ID token was made for another log-in", ErrIdentity)
	}
	return p.identity(id)
}

// strong are the values of amr (RFC 8176) that say that more than a password was shown.
var strong = []string{"mfa", "otp", "hwk", "swk", "sc", "fido", "pop"}

// identity reads the claims of a token that was verified.
func (p *Provider) identity(token *oidc.IDToken) (Identity, error) {
	var claims map[string]json.RawMessage
	if err := token.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	var name string
	if err := json.Unmarshal(claims[p.config.Claim], &name); err != nil || name == "" {
		return Identity{}, fmt.Errorf("%w: its ID token has no %s", ErrIdentity, p.config.Claim)
	}
	if p.config.Claim == "email" && strings.TrimSpace(string(claims["email_verified"])) != "true" {
		return Identity{}, fmt.Errorf("%w: it has not verified the mail address", ErrIdentity)
	}
	var amr []string
	if raw, ok := claims["amr"]; ok {
		if err := json.Unmarshal(raw, &amr); err != nil {
			return Identity{}, fmt.Errorf("%w: its amr is no list", ErrIdentity)
		}
	}
	return Identity{
		Issuer: token.Issuer, Subject: token.Subject, Name: CleanName(name),
		Strong: slices.ContainsFunc(amr, func(m string) bool { return slices.Contains(strong, m) }),
	}, nil
}

const flowOwner = "log-in through the identity provider"

// LeaveForProvider returns the address to send the browser to, and what it is to carry there and back.
func (a *Accounts) LeaveForProvider(ctx context.Context, next string) (address, carried string, err error) {
	address, flow, err := a.Provider.Begin(ctx, a.Now(), next)
	if err != nil {
		return "", "", err
	}
	body, err := json.Marshal(flow)
	if err != nil {
		return "", "", fmt.Errorf("carry log-in: %w", err)
	}
	return address, base64.RawURLEncoding.EncodeToString(a.Secret.Seal(body, flowOwner)), nil
}

// ReturnFromProvider begins a session for whom the provider vouches, and returns its token, its stage and where the user
// was going. Who has no account here is refused with ErrRefused.
func (a *Accounts) ReturnFromProvider(ctx context.Context, carried string, back url.Values, from From) (token string, stage Stage,
	next string, err error) {
	var flow Flow
	sealed, err := base64.RawURLEncoding.DecodeString(carried)
	if err == nil {
		sealed, err = a.Secret.Open(sealed, flowOwner)
	}
	if err == nil {
		err = json.Unmarshal(sealed, &flow)
	}
	if err != nil {
		return "", "", "", fmt.Errorf("%w: this browser did not ask", ErrIdentity)
	}
	refused := Event{Action: ActionLogOn, Address: from.Address, Refused: true, About: map[string]any{"step": "identity provider"}}
	identity, err := a.Provider.Finish(ctx, flow, back, a.Now())
	if errors.Is(err, ErrIdentity) {
		return "", "", "", errors.Join(err, a.Store.Note(ctx, refused))
	}
	if err != nil {
		return "", "", "", err
	}
	user, err := a.Store.UserByIdentity(ctx, identity)
	if err != nil && !errors.Is(err, ErrNoUser) {
		return "", "", "", err
	}
	if err != nil || !user.open(a.Now()) {
		refused.Actor, refused.Agency = user.Name, user.Agency
		return "", "", "", errors.Join(ErrRefused, a.Store.Note(ctx, refused))
	}
	stage = StageBanner
	if !identity.Strong {
		stage = user.firstStage()
	}
	token, n := a.newSession(user, stage, from)
	event := Event{Action: ActionLogOn, Actor: user.Name, Agency: user.Agency, Address: from.Address,
		About: map[string]any{"step": "identity provider", "second_factor": identity.Strong}}
	return token, stage, flow.Next, a.Store.BeginSession(ctx, n, identity, event)
}
