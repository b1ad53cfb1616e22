package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"sightline/internal/report"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/timeline"
)

type serveCmd struct {
	Listen string `placeholder:"ADDRESS" help:"Address to listen on; only this machine's own (${listen})."`
}

// Run serves until it is interrupted.
func (c *serveCmd) Run(a *app) error {
	s, err := a.open()
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
	if isSightline(a.ctx, a.config.Listen) {
		return nil, surrounding(fmt.Errorf("%w: another Sightline serves http://%s/; use that one, stop it, or choose another address with --listen", errServed, a.config.Listen))
	}
	return nil, surrounding(fmt.Errorf("another program has %s; stop it, or choose another address with --listen 127.0.0.1:0 (any free port)", a.config.Listen))
}

// isSightline asks whoever has an address whether it is one of us.
func isSightline(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	var health struct{ Version string }
	return json.NewDecoder(answer.Body).Decode(&health) == nil && health.Version != ""
}

func (a *app) serve(s *store.Store, listener net.Listener) error {
	reports, err := a.newReports()
	if err != nil {
		listener.Close()
		return err
	}
	log := slog.New(slog.NewTextHandler(a.log, nil))
	handler, err := web.New(web.Config{
		Version: version, Actor: actor(), Log: log,
		NotFound:   func(err error) bool { return errors.Is(err, store.ErrNotFound) },
		Rules:      func(d timeline.Dossier) timeline.Parameters { return report.Parameters(reports.atlas, d) },
		Marks:      s,
		Candidates: s,
		Tiles:      s,
	}, s, &exporter{s, reports, a.config.DataDir})
	if err != nil {
		listener.Close()
		return err
	}
	server := web.HTTPServer(handler)
	if err := a.print(map[string]string{"serving": "http://" + listener.Addr().String() + "/"},
		fmt.Sprintf("Serving http://%s/ to this machine. Stop with Ctrl-C.\n", listener.Addr())); err != nil {
		listener.Close()
		return err
	}
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
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		server.Close()
	}
	return nil
}
