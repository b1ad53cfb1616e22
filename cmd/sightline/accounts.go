package main

import (
	"fmt"
	"os"
	"path/filepath"

	"sightline/internal/auth"
	"sightline/internal/config"
	"sightline/internal/store"
	"sightline/internal/web"
)

// secretFile is the server's own secret, in the data directory.
const secretFile = "secret.key"

// accounts are the rules by which people and programs log in at a server that listens at an address.
func (a *app) accounts(s *store.Store, listening string) (*auth.Accounts, error) {
	secret, err := auth.OpenSecret(filepath.Join(a.config.DataDir, secretFile))
	if err != nil {
		return nil, surrounding(err)
	}
	banned, err := readBanned(a.config.Reach.BannedFile)
	if err != nil {
		return nil, err
	}
	accounts := &auth.Accounts{Store: s, Hasher: auth.NewHasher(auth.DefaultIterations), Banned: banned, Secret: secret,
		Lockout: auth.DefaultLockout, Now: now}
	if o := a.config.Reach.OIDC; o.Issuer != "" {
		accounts.Provider = auth.NewProvider(auth.ProviderConfig{Issuer: o.Issuer, ClientID: o.Client, ClientSecret: o.Secret,
			Claim:    o.Claim,
			Redirect: a.config.Address(listening) + "/login/back"})
	}
	return accounts, nil
}

// readBanned reads the agency's list of passwords that are not taken, if it has one.
func readBanned(path string) (auth.Banned, error) {
	if path == "" {
		return auth.Banned{}, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return auth.Banned{}, surrounding(fmt.Errorf("open the list of banned passwords: %w", err))
	}
	defer file.Close()
	return auth.ReadBanned(file)
}

// gate says how other machines reach the server.
func (a *app) gate() (web.Exposure, error) {
	g := web.Exposure{Closed: a.config.Closed(), Hosts: a.config.Reach.Hosts, Proxies: a.config.Reach.ProxyPrefixes()}
	if path := a.config.Reach.BannerFile; path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return g, surrounding(fmt.Errorf("read the use banner: %w", err))
		}
		g.Banner = string(text)
	}
	return g, nil
}

// firstLink is the address at which the first administrator is set up, "" where none is needed: there is one, or the
// server is this machine's alone.
func (a *app) firstLink(accounts *auth.Accounts, listening string) (string, error) {
	if !a.config.Closed() {
		return "", nil
	}
	has, err := accounts.Store.HasAdmin(a.ctx)
	if err != nil || has {
		return "", err
	}
	token, err := accounts.FirstLink(a.ctx)
	if err != nil {
		return "", err
	}
	return setupAddress(a.config.Address(listening), token), nil
}

// reachFlags are the flags of a server that other machines reach.
type reachFlags struct {
	TLSCert     string   `name:"tls-cert" type:"path" placeholder:"FILE" help:"Certificate in PEM, for listening beyond this machine (${env_cert})."`
	TLSKey      string   `name:"tls-key" type:"path" placeholder:"FILE" help:"Its key in PEM (${env_key})."`
	BehindProxy []string `placeholder:"CIDR" help:"Address or network of the proxy before this server, which encrypts for it (${env_proxy})."`
	Host        []string `placeholder:"NAME" help:"Name under which other machines reach this server (${env_host})."`
	Banner      string   `type:"path" placeholder:"FILE" help:"Text of the use banner, instead of the usual one (${env_banner})."`
	Banned      string   `name:"banned-passwords" type:"path" placeholder:"FILE" help:"Passwords that are not taken, one to a line (${env_banned})."`
	OIDCIssuer  string   `name:"oidc-issuer" placeholder:"URL" help:"The agency's identity provider (${env_issuer})."`
	OIDCClient  string   `name:"oidc-client-id" placeholder:"ID" help:"What the identity provider calls this server (${env_client}); its secret is in ${env_client_secret}."`
	OIDCClaim   string   `name:"oidc-claim" placeholder:"NAME" help:"The claim that holds a user's name here: email or preferred_username (${env_claim})."`
}

// apply puts what was given in place of what the environment says.
func (f reachFlags) apply(r *config.Reach) {
	for _, o := range []struct {
		to    *string
		given string
	}{{&r.TLSCert, f.TLSCert}, {&r.TLSKey, f.TLSKey}, {&r.BannerFile, f.Banner}, {&r.BannedFile, f.Banned}, {&r.OIDC.Issuer, f.OIDCIssuer},
		{&r.OIDC.Client, f.OIDCClient}, {&r.OIDC.Claim, f.OIDCClaim}} {
		if o.given != "" {
			*o.to = o.given
		}
	}
	if len(f.BehindProxy) > 0 {
		r.Proxies = f.BehindProxy
	}
	if len(f.Host) > 0 {
		r.Hosts = f.Host
	}
	if r.OIDC.Issuer != "" && r.OIDC.Claim == "" {
		r.OIDC.Claim = config.DefaultOIDCClaim
	}
}

// reachVars are the names of the environment variables, for the help.
func reachVars() map[string]string {
	return map[string]string{"env_cert": config.EnvTLSCert, "env_key": config.EnvTLSKey, "env_proxy": config.EnvProxies,
		"env_host":   config.EnvHosts,
		"env_banner": config.EnvBanner, "env_banned": config.EnvBannedPasswords, "env_issuer": config.EnvOIDCIssuer,
		"env_client":        config.EnvOIDCClient,
		"env_client_secret": config.EnvOIDCSecret, "env_claim": config.EnvOIDCClaim}
}
