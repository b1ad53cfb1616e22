package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// The environment variables of a server that other machines reach.
const (
	EnvTLSCert         = "SIGHTLINE_TLS_CERT"
	EnvTLSKey          = "SIGHTLINE_TLS_KEY"
	EnvHosts           = "SIGHTLINE_HOST"
	EnvProxies         = "SIGHTLINE_BEHIND_PROXY"
	EnvBanner          = "SIGHTLINE_BANNER"
	EnvBannedPasswords = "SIGHTLINE_BANNED_PASSWORDS"
	EnvOIDCIssuer      = "SIGHTLINE_OIDC_ISSUER"
	EnvOIDCClient      = "SIGHTLINE_OIDC_CLIENT_ID"
	EnvOIDCSecret      = "SIGHTLINE_OIDC_CLIENT_SECRET"
	EnvOIDCClaim       = "SIGHTLINE_OIDC_CLAIM"
)

// DefaultOIDCClaim is the claim that holds a user's name unless another is named.
const DefaultOIDCClaim = "email"

// Reach says how other machines reach the server, and how people log in.
type Reach struct {
	TLSCert, TLSKey string   // files in PEM; both or neither
	Hosts           []string // names under which the server is reached
	Proxies         []string // addresses or networks of the proxies before it
	BannerFile      string   // the use banner; "" means our own words
	BannedFile      string   // more passwords that are not taken, one to a line; "" means none
	OIDC            OIDC
}

// OIDC is what the agency's identity provider and we know of each other; without an Issuer there is none. Secret is never
// printed.
type OIDC struct {
	Issuer, Client, Secret, Claim string
}

func reachFromEnv(getenv func(string) string) Reach {
	trimmed := func(name string) string { return strings.TrimSpace(getenv(name)) }
	r := Reach{
		TLSCert: getenv(EnvTLSCert), TLSKey: getenv(EnvTLSKey), Hosts: ParseList(getenv(EnvHosts)), Proxies: ParseList(getenv(EnvProxies)),
		BannerFile: getenv(EnvBanner), BannedFile: getenv(EnvBannedPasswords),
		OIDC: OIDC{Issuer: trimmed(EnvOIDCIssuer), Client: trimmed(EnvOIDCClient), Secret: trimmed(EnvOIDCSecret),
			Claim: trimmed(EnvOIDCClaim)},
	}
	if r.OIDC.Issuer != "" && r.OIDC.Claim == "" {
		r.OIDC.Claim = DefaultOIDCClaim
	}
	return r
}

// ParseList splits a list at commas and white space, each once.
func ParseList(list string) []string {
	var all []string
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) }) {
		if !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return all
}

// Encrypted reports whether the server has a certificate of its own.
func (r Reach) Encrypted() bool { return r.TLSCert != "" }

// ProxyPrefixes are the networks of the declared proxies; an address alone is a network of one.
func (r Reach) ProxyPrefixes() []netip.Prefix {
	var all []netip.Prefix
	for _, text := range r.Proxies {
		if p, err := parsePrefix(text); err == nil {
			all = append(all, p)
		}
	}
	return all
}

func parsePrefix(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
	}
	return netip.ParsePrefix(text)
}

// Closed reports whether other machines can reach the server, so that nobody may get in without an account.
func (c Config) Closed() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	return err != nil || !isLoopback(host) || len(c.Reach.Proxies) > 0
}

// Address is where people reach the server that listens on a host:port.
func (c Config) Address(listening string) string {
	scheme, host := "http", listening
	_, port, _ := net.SplitHostPort(listening)
	if c.Reach.Encrypted() || len(c.Reach.Proxies) > 0 {
		scheme = "https"
	}
	if len(c.Reach.Hosts) > 0 {
		host = c.Reach.Hosts[0]
		if len(c.Reach.Proxies) == 0 && port != "443" { // a proxy listens where everybody looks
			host = net.JoinHostPort(host, port)
		}
	}
	return scheme + "://" + host
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// reachFaults lists what is wrong with how the server is to be reached.
func (c Config) reachFaults() []error {
	r := c.Reach
	faults := []error{
		fault("--tls-cert", EnvTLSCert, together(r.TLSCert, r.TLSKey, "--tls-key")),
		fault("--tls-key", EnvTLSKey, together(r.TLSKey, r.TLSCert, "--tls-cert")),
		fault("--oidc-issuer", EnvOIDCIssuer, r.OIDC.check()),
	}
	if r.OIDC.Issuer != "" && len(r.Hosts) == 0 {
		faults = append(faults, fault("--host", EnvHosts,
			errors.New("the identity provider has to know where to send people back: name this server")))
	}
	for _, h := range r.Hosts {
		faults = append(faults, fault("--host", EnvHosts, checkHost(h)))
	}
	for _, p := range r.Proxies {
		if _, err := parsePrefix(p); err != nil {
			faults = append(faults, fault("--behind-proxy", EnvProxies,
				fmt.Errorf("%q is no address or network such as 10.0.0.7 or 10.0.0.0/24", p)))
		}
	}
	return faults
}

// together refuses one of two that go together.
func together(this, other, name string) error {
	if this != "" && other == "" {
		return fmt.Errorf("it needs %s with it", name)
	}
	return nil
}

var hostForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

func checkHost(host string) error {
	if ip, err := netip.ParseAddr(host); err == nil && ip.Zone() == "" {
		return nil
	}
	if !hostForm.MatchString(host) {
		return fmt.Errorf("%q is not the name of a server, such as sightline.agency.example", host)
	}
	return nil
}

func (o OIDC) check() error {
	if o.Issuer == "" {
		return nil
	}
	u, err := url.Parse(o.Issuer)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("not the address of an identity provider, such as https://login.agency.example/realm")
	case u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())):
		return errors.New("the identity provider must be reached by https")
	case o.Client == "":
		return errors.New("it needs --oidc-client-id with it")
	}
	return nil
}
