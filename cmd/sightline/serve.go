package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"sightline/internal/auth"
	"sightline/internal/report"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/timeline"
	"sightline/timeline/analysis"
)

type serveCmd struct {
	Listen string `placeholder:"ADDRESS" help:"Address to listen on (${listen}). Beyond this machine it needs a certificate or a proxy."`
	ruleFlags
	reachFlags
}

// Run serves until it is interrupted.
func (c *serveCmd) Run(a *app) error {
	if err := c.check(); err != nil {
		return err
	}
	a.rules = c.ruleFlags
	s, err := a.openServed()
	if err != nil {
		return err
	}
	listener, err := a.listen()
	if err != nil {
		return err
	}
	return a.serve(s, listener)
}

// errServed means that another Sightline already serves the address.
var errServed = errors.New("already served")

// listen takes the address. Where another Sightline has it, the error is errServed.
func (a *app) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", a.config.Listen)
	if err == nil {
		return listener, nil
	}
	if !errors.Is(err, syscall.EADDRINUSE) {
		return nil, surrounding(fmt.Errorf("listen on %s: %w", a.config.Listen, err))
	}
	if a.isSightline() {
		return nil, surrounding(fmt.Errorf(
			"%w: another Sightline serves %s/; use that one, stop it, or choose another address with --listen", errServed,
			a.config.Address(a.config.Listen)))
	}
	return nil, surrounding(fmt.Errorf(
		"another program has %s; stop it, or choose another address with --listen 127.0.0.1:0 (any free port)", a.config.Listen))
}

// isSightline asks whoever has our address whether it is one of us.
func (a *app) isSightline() bool {
	ctx, cancel := context.WithTimeout(a.ctx, 2*time.Second)
	defer cancel()
	scheme, client := "http", &http.Client{}
	if a.config.Reach.Encrypted() {
		// Nothing is told to it, and nothing of what it says is believed but that it is one of us.
		scheme, client.Transport = "https", &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+a.config.Listen+"/healthz", nil)
	if err != nil {
		return false
	}
	answer, err := client.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	var health struct{ Version string }
	return json.NewDecoder(answer.Body).Decode(&health) == nil && health.Version != ""
}

// serve answers at a listener until it is interrupted.
func (a *app) serve(s *store.Store, listener net.Listener) error {
	unnote, err := a.noteServed(a.config.Address(listener.Addr().String()))
	if err != nil {
		listener.Close()
		return err
	}
	defer unnote()
	log := slog.New(slog.NewTextHandler(a.log, nil))
	server, listener, err := a.server(s, listener, log)
	if err != nil {
		listener.Close()
		return err
	}
	defer a.keepDatabase(log)()
	guarded, unguard := context.WithCancel(a.ctx)
	defer unguard()
	go a.auditGuard(s, log).run(guarded)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-a.ctx.Done():
	}
	patience, cancel := signal.NotifyContext(context.WithoutCancel(a.ctx), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	web.Stop(patience, server, log)
	return nil
}

// server makes the server of a listener, which it encrypts if that is set, and says where it answers. The listener is
// returned even with an error.
func (a *app) server(s *store.Store, listener net.Listener, log *slog.Logger) (*http.Server, net.Listener, error) {
	reports, err := a.newReports()
	if err != nil {
		return nil, listener, err
	}
	accounts, err := a.accounts(s, listener.Addr().String())
	if err != nil {
		return nil, listener, err
	}
	gate, err := a.gate()
	if err != nil {
		return nil, listener, err
	}
	key, err := s.CursorKey(a.ctx)
	if err != nil {
		return nil, listener, err
	}
	c := web.Config{
		Version: version, Actor: actor(), Log: log, Metrics: web.NewMetrics(version, s.Connections), Fault: faultOf, Unready: a.unready,
		NotFound: func(err error) bool { return errors.Is(err, store.ErrNotFound) },
		Accounts: accounts, Exposure: gate, CursorKey: key,
		Around: reports.atlas.Around,
		Rules: func(d timeline.Dossier) analysis.Parameters {
			p := report.Parameters(reports.atlas)
			_ = a.rules.change(&p) // which serveCmd has checked
			p.AsOf = now().Truncate(time.Hour)
			return p
		},
		Marks:      s,
		Candidates: s,
		Tiles:      s,
		Features:   s,
		Hits:       s,
		Audits:     s,
		Scratch:    a.config.DataDir,
	}
	if keeper, err := a.keeper(); err != nil {
		return nil, listener, err
	} else if keeper != nil {
		c.Notices, c.Administration, c.Leads = keeper, keeper, a.leads(keeper)
	} else {
		log.Info("the database was given without its owner's rights: notices, accounts and keys are left to the command line")
	}
	handler, err := web.New(c, s, &exporter{s, reports, a.config.DataDir})
	if err != nil {
		return nil, listener, err
	}
	server := web.HTTPServer(handler)
	server.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelDebug) // what strangers do to the handshake is no fault of ours
	if r := a.config.Reach; r.Encrypted() {
		if server.TLSConfig, err = web.TLSConfig(r.TLSCert, r.TLSKey); err != nil {
			return nil, listener, surrounding(err)
		}
	}
	listener = web.LimitConnections(server, listener, gate)
	if err := a.greet(accounts, listener.Addr().String()); err != nil {
		return nil, listener, err
	}
	if server.TLSConfig != nil {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	return server, listener, nil
}

// greet says where the server answers, to whom, and, as long as nobody administers it, how that begins.
func (a *app) greet(accounts *auth.Accounts, listening string) error {
	address := a.config.Address(listening) + "/"
	whom := "this machine"
	if a.config.Closed() {
		whom = "whoever has an account"
	}
	link, err := a.firstLink(accounts, listening)
	if err != nil {
		return err
	}
	view, text := map[string]string{"serving": address}, fmt.Sprintf("Serving %s to %s. Stop with Ctrl-C.\n", address, whom)
	if link != "" {
		view["setup"] = link
		text += fmt.Sprintf("Nobody administers this server yet. To set up the first administrator, once and within %d hours, open:\n%s\n",
			auth.LinkLife/time.Hour, link)
	}
	return a.print(view, text)
}

// faultOf tells the server which of the store's errors are faults, and of what.
func faultOf(err error) string {
	switch {
	case store.Unreachable(err):
		return web.FaultDatabase
	case errors.Is(err, store.ErrNoAudit):
		return web.FaultAudit
	case store.TimedOut(err):
		return web.FaultTime
	}
	return ""
}
