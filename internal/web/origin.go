package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Exposure says how the server can be reached from other machines.
type Exposure struct {
	// Closed says that other machines can reach the server. Then nobody gets in without an account, and nothing is
	// answered in the clear.
	Closed bool
	// Hosts are the names under which it is reached, beside those of this machine itself.
	Hosts []string
	// Proxies are the addresses of the proxies that are declared: what they say of the asker is believed, and of nobody else.
	Proxies []netip.Prefix
	// Banner is the use banner, paragraphs apart by an empty line; "" stands for our own.
	Banner string
}

// requestOrigin is where a request comes from, and how.
type requestOrigin struct {
	address netip.Addr // of the asker
	secure  bool       // it came encrypted
}

// originOf looks through declared proxies only.
func (g Exposure) originOf(r *http.Request) requestOrigin {
	peer := addressOf(r.RemoteAddr)
	o := requestOrigin{address: peer, secure: r.TLS != nil}
	if !g.isProxy(peer) {
		return o
	}
	o.secure = strings.EqualFold(strings.TrimSpace(last(r.Header.Values("X-Forwarded-Proto"))), "https")
	// The nearest hop that is no proxy of ours is the asker; what stands before it, anybody may have written.
	for _, hop := range slices.Backward(strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")) {
		address := addressOf(strings.TrimSpace(hop))
		if !address.IsValid() {
			break
		}
		o.address = address
		if !g.isProxy(address) {
			break
		}
	}
	return o
}

// cameSecure reports whether a request came encrypted, to us or to a declared proxy.
func cameSecure(r *http.Request) bool {
	a, _ := r.Context().Value(originKey).(requestOrigin)
	return a.secure || r.TLS != nil
}

func last(values []string) string {
	all := strings.Split(strings.Join(values, ","), ",")
	return all[len(all)-1]
}

func (g Exposure) isProxy(a netip.Addr) bool {
	return a.IsValid() && slices.ContainsFunc(g.Proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// addressOf reads an address with or without a port; the invalid one when it is none.
func addressOf(text string) netip.Addr {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// knowsHost reports whether a Host header names this server.
func (g Exposure) knowsHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	return loopbackHost(hostport) ||
		slices.ContainsFunc(g.Hosts, func(h string) bool { return strings.EqualFold(h, strings.Trim(host, "[]")) })
}
