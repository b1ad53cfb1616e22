package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// reachable is a server that other machines reach by its own certificate.
func reachable() Config {
	return Config{DataDir: "/srv/s", Listen: "0.0.0.0:8443",
		Reach: Reach{TLSCert: "c.pem", TLSKey: "k.pem", Hosts: []string{"sightline.agency.example"}}}
}

func TestReach(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Config)
		fault  string // "": none
		closed bool
		at     string // address
	}{
		"by certificate": {func(*Config) {}, "", true, "https://sightline.agency.example:8443"},
		"on the usual":   {func(c *Config) { c.Listen = "[::]:443" }, "", true, "https://sightline.agency.example"},
		"behind a proxy": {func(c *Config) { c.Reach.TLSCert, c.Reach.TLSKey, c.Reach.Proxies = "", "", []string{"10.0.0.7"} }, "", true,
			"https://sightline.agency.example"},
		"a proxy here": {func(c *Config) {
			*c = Config{DataDir: "d", Listen: DefaultListen, Reach: Reach{Proxies: []string{"127.0.0.1"}}}
		}, "", true, "https://127.0.0.1:8321"},
		"this machine":     {func(c *Config) { *c = Config{DataDir: "d", Listen: DefaultListen} }, "", false, "http://127.0.0.1:8321"},
		"encrypted here":   {func(c *Config) { c.Listen = "[::1]:8443" }, "", false, "https://sightline.agency.example:8443"},
		"without a host":   {func(c *Config) { c.Reach.Hosts = nil }, "under which name", true, ""},
		"without a key":    {func(c *Config) { c.Reach.TLSKey = "" }, "needs --tls-key", true, ""},
		"without a cert":   {func(c *Config) { c.Reach.TLSCert = "" }, "needs --tls-cert", true, ""},
		"in the clear":     {func(c *Config) { c.Reach.TLSCert, c.Reach.TLSKey = "", "" }, "must be encrypted", true, ""},
		"host with a port": {func(c *Config) { c.Reach.Hosts = []string{"a.example:8443"} }, "not the name of a server", true, ""},
		"host of an URL":   {func(c *Config) { c.Reach.Hosts = []string{"https://a.example"} }, "not the name of a server", true, ""},
		"a proxy's name":   {func(c *Config) { c.Reach.Proxies = []string{"proxy.example"} }, "no address or network", true, ""},
		"provider": {func(c *Config) { c.Reach.OIDC = OIDC{Issuer: "https://login.example/r", Client: "s"} }, "", true,
			"https://sightline.agency.example:8443"},
		"provider in the clear": {func(c *Config) { c.Reach.OIDC = OIDC{Issuer: "http://login.example", Client: "s", Secret: "hush"} },
			"by https", true, ""},
		"provider without client": {func(c *Config) { c.Reach.OIDC = OIDC{Issuer: "https://login.example", Secret: "hush"} },
			"--oidc-client-id", true, ""},
		"provider, no host": {func(c *Config) { c.Reach.Hosts, c.Reach.OIDC = nil, OIDC{Issuer: "https://l.example", Client: "s"} },
			"send people back", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := reachable()
			tc.change(&c)
			err := c.Validate()
			if (err == nil) != (tc.fault == "") || err != nil && !strings.Contains(err.Error(), tc.fault) {
				t.Errorf("got %v, want %q", err, tc.fault)
			}
			if c.Closed() != tc.closed {
				t.Errorf("closed: %v", c.Closed())
			}
			if got := c.Address(c.Listen); tc.at != "" && got != tc.at {
				t.Errorf("at %s, want %s", got, tc.at)
			}
			if text := fmt.Sprint(c, err); strings.Contains(text, "hush") {
				t.Errorf("the secret shows: %s", text)
			}
		})
	}
}

func TestReachFromEnv(t *testing.T) {
	got := fromEnv(env(EnvTLSCert, "c", EnvTLSKey, "k", EnvHosts, "a.example, b.example a.example", EnvProxies, "10.0.0.0/24,::1",
		EnvBanner, "b.txt", EnvBannedPasswords, "p.txt", EnvOIDCIssuer, " https://l.example ", EnvOIDCClient, "s", EnvOIDCSecret, "hush\n"),
		false).Reach
	want := Reach{TLSCert: "c", TLSKey: "k", Hosts: []string{"a.example", "b.example"}, Proxies: []string{"10.0.0.0/24", "::1"},
		BannerFile: "b.txt", BannedFile: "p.txt",
		OIDC: OIDC{Issuer: "https://l.example", Client: "s", Secret: "hush", Claim: "email"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if p := got.ProxyPrefixes(); len(p) != 2 || p[0].String() != "10.0.0.0/24" || p[1].String() != "::1/128" {
		t.Errorf("proxies %v", p)
	}
}
