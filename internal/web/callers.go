package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"sightline/internal/auth"
)

// caller is to whom a request is counted.
type caller struct {
	name  string // the account or the key; of a stranger the network; "" the one user of this machine
	known bool
}

// callers remembers to whom sessions and keys belong that were good lately. That decides in which queue a request waits,
// and nothing else: what it may do is asked of the database each time.
type callers struct {
	mu    sync.Mutex
	names map[[sha256.Size]byte]string
}

// mostCallers bounds the memory. When they are too many all are forgotten, and recognized anew.
const mostCallers = 10_000

// name is whose a session or key is, "" when that is not known.
func (c *callers) name(credential string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.names[sha256.Sum256([]byte(credential))]
}

// note keeps whose a session or key is; "" says that it is nobody's.
func (c *callers) note(credential, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	hash := sha256.Sum256([]byte(credential))
	if name == "" {
		delete(c.names, hash)
		return
	}
	if c.names == nil || len(c.names) >= mostCallers {
		c.names = map[[sha256.Size]byte]string{}
	}
	c.names[hash] = name
}

// credential is the key or the session's token that a request shows, "" for none.
func (s *server) credential(r *http.Request) string {
	if r.Header.Get("Authorization") != "" {
		return keyOf(r)
	}
	return s.token(r)
}

// keyOf is the key that a request shows as a bearer token, or as the password of a client that knows only those.
func keyOf(r *http.Request) string {
	if _, password, basic := r.BasicAuth(); basic {
		return strings.TrimSpace(password)
	}
	text, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer {
		return ""
	}
	return strings.TrimSpace(text)
}

// callerOf finds to whom a request is counted. The database is asked only about sessions and keys that were not seen
// before, in the strangers' slots; a refusal comes along in the request, so that it need not be asked again.
func (s *server) callerOf(r *http.Request) (caller, *http.Request, error) {
	stranger := caller{name: networkOf(s.Exposure.originOf(r).address)}
	credential := ""
	if s.Accounts != nil {
		credential = s.credential(r)
	}
	switch {
	case s.Accounts == nil, credential == "" && !s.Exposure.Closed && !s.inhabited.Load():
		return caller{known: true}, r, nil
	case credential == "":
		return stranger, r, nil
	}
	if name := s.callers.name(credential); name != "" {
		return caller{name, true}, r, nil
	}
	place, err := s.strangers.take(r.Context(), stranger.name)
	if err != nil {
		return caller{}, r, err
	}
	defer place.end()
	v, session, err := s.identify(r)
	if err != nil {
		return stranger, r.WithContext(context.WithValue(r.Context(), refusalKey, refusal{session, err})), nil
	}
	return caller{v.name(), true}, r, nil
}

// refusal is why a request's session or key is good for nothing, or not yet.
type refusal struct {
	session *auth.Session
	err     error
}

// noteCaller remembers whom a request was found to be of; a failure of the database says nothing of that.
func (s *server) noteCaller(r *http.Request, v viewer, err error) {
	credential := s.credential(r)
	var unknown problem
	if credential != "" && (err == nil || errors.As(err, &notIn{}) || errors.As(err, &unknown)) {
		s.callers.note(credential, v.name())
	}
}

// name tells viewers apart, "" where it is nobody's account or key.
func (v viewer) name() string {
	switch {
	case v.session != nil:
		return accountName(v.session.User.ID)
	case v.key != nil:
		return "key " + strconv.FormatInt(v.key.ID, 10)
	}
	return ""
}

func accountName(user int64) string { return "account " + strconv.FormatInt(user, 10) }

// networkOf is whose an address is taken to be: of IPv6 everybody has a whole network.
func networkOf(a netip.Addr) string {
	if a.Is6() {
		if network, err := a.Prefix(64); err == nil {
			return network.String()
		}
	}
	return a.String()
}
