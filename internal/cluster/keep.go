package cluster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// ErrEnded says that the server has ended though nobody who uses it stopped it.
var ErrEnded = errors.New("the database server has ended")

const (
	keepLook    = 250 * time.Millisecond // how often Keep looks whether the server runs
	keepLongest = 3 * time.Second        // the longest that it waits before it tries again to start it
	keepSteady  = 5 * time.Second        // a server that has run for so long is started again at once
)

// Keep starts the server again when it has ended, however it did, until ctx ends. A server that cannot be started, or ends
// again and again, is started less and less often. tell is told when the server is found to have ended (ErrEnded), why it
// cannot be started, each reason once, and when it runs again (nil).
func (c *Cluster) Keep(ctx context.Context, tell func(error)) {
	var delay time.Duration
	started := time.Now().Add(-keepSteady) // it has not failed yet
	for pause(ctx, keepLook) == nil {
		if c.runs() {
			continue
		}
		if time.Since(started) >= keepSteady {
			delay = 0
		}
		for down := ErrEnded; down != nil; {
			c.set(down, tell)
			if pause(ctx, delay) != nil {
				return
			}
			delay = min(max(2*delay, keepLook), keepLongest)
			down = c.restart(ctx)
			if ctx.Err() != nil {
				return
			}
		}
		c.set(nil, tell)
		started = time.Now()
	}
}

// Down says why the server does not run, as far as Keep knows; nil when it runs.
func (c *Cluster) Down() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.down
}

// set notes how the server does, and tells it if that is new.
func (c *Cluster) set(down error, tell func(error)) {
	c.mu.Lock()
	before := c.down
	c.down = down
	c.mu.Unlock()
	if !sameReason(before, down) {
		tell(down)
	}
}

// sameReason compares faults by their kind alone: their details may hold what is never the same twice.
func sameReason(a, b error) bool {
	var one, other *Fault
	if errors.As(a, &one) && errors.As(b, &other) {
		return one.Kind == other.Kind
	}
	return fmt.Sprint(a) == fmt.Sprint(b)
}

// current is the server as it was last known to run.
func (c *Cluster) current() postmaster {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.server
}

// runs reports whether the server's process lives and its socket is where clients look for it: that may have been swept away
// with other temporary files.
func (c *Cluster) runs() bool {
	server := c.current()
	if !serves(server.pid, c.home.data()) {
		return false
	}
	_, err := os.Lstat(socketPath(server.socketDir, server.port))
	return !errors.Is(err, fs.ErrNotExist)
}

// restart starts the server of the cluster that there is, or joins the one that another program has started meanwhile. It
// never makes a new cluster: data that cannot be found are not replaced by none.
func (c *Cluster) restart(ctx context.Context) error {
	if _, err := os.Stat(c.home.dir); err != nil {
		return c.home.gone(err)
	}
	gate, err := c.home.openLock("lock")
	if err != nil {
		return c.home.explain(err)
	}
	defer gate.Close()
	if err := gate.exclusive(ctx); err != nil {
		return fmt.Errorf("cluster: wait for another program that starts or stops the server: %w", err)
	}
	h := c.home
	h.lastSocket = c.current().socketDir
	server, _, err := h.ensure(ctx, false)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.server = server
	return nil
}
