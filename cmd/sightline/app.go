package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"time"

	"sightline/internal/access"
	"sightline/internal/atlas"
	"sightline/internal/cluster"
	"sightline/internal/config"
	"sightline/internal/store"
	"sightline/internal/web"
	"sightline/loaders"
	"sightline/static"
)

// The store is what the loaders and the server need.
var (
	_ loaders.Sink      = (*store.Load)(nil)
	_ web.Store         = (*store.Store)(nil)
	_ loaders.Gazetteer = (*atlas.Atlas)(nil)
)

// app is what the commands share. Database and atlas are opened when first asked for.
type app struct {
	ctx     context.Context
	config  config.Config
	json    bool
	out     io.Writer // results
	log     io.Writer // progress and faults
	cluster *cluster.Cluster
	store   *store.Store
	served  *store.Store // the server's
	atlas   *atlas.Atlas
	reports *reports
	rules   ruleFlags // of what is served

	committed string // what was done for good; a fault after that is told, and is no failure
}

// databaseURL is the database that was named, or that of the private cluster, which is started.
func (a *app) databaseURL() (string, error) {
	if a.config.DatabaseURL != "" {
		return a.config.DatabaseURL, nil
	}
	if a.cluster == nil {
		c, err := cluster.Start(a.ctx, cluster.Options{Dir: a.config.ClusterDir()})
		if err != nil {
			return "", err
		}
		a.cluster = c
	}
	return a.cluster.URL(), nil
}

// migrate brings the database up to this program's schema and opens it.
func (a *app) migrate() (*store.Store, error) {
	url, err := a.databaseURL()
	if err != nil {
		return nil, err
	}
	if err := store.Migrate(a.ctx, url); err != nil {
		return nil, surrounding(err)
	}
	return a.open()
}

// open opens the database. The private one is always migrated: it is nobody else's.
func (a *app) open() (*store.Store, error) {
	if a.store != nil {
		return a.store, nil
	}
	url, err := a.databaseURL()
	if err != nil {
		return nil, err
	}
	if a.cluster != nil {
		if err := store.Migrate(a.ctx, url); err != nil {
			return nil, surrounding(err)
		}
	}
	a.store, err = store.Open(a.ctx, url, store.Options{StatementTimeout: web.StatementTimeout})
	return a.store, surrounding(err)
}

// openServed opens the database as the role that a server runs as, which can neither go past the views nor change the audit.
func (a *app) openServed() (*store.Store, error) {
	owner, err := a.open() // which has migrated it, where it is ours
	if err != nil {
		return nil, err
	}
	url, options := a.config.DatabaseURL, store.Options{StatementTimeout: web.StatementTimeout}
	if a.cluster != nil {
		url = a.cluster.URLOf(store.ServerRole)
	} else if may, err := owner.MayChangeAudit(a.ctx); err != nil {
		return nil, surrounding(err)
	} else if may { // it was given as its owner
		options.Role = store.ServerRole
	}
	if a.served, err = store.Open(a.ctx, url, options); err != nil {
		return nil, surrounding(fmt.Errorf(
			"%w\nThe server runs as the database role %[2]s. Where it is missing, let an administrator of the database run:\n"+
				"create role %[2]s login; grant %[2]s to the database's user; and in this database: select grant_server_rights();", err,
			store.ServerRole))
	}
	return a.served, nil
}

// keeper is the database with its owner's rights, for what of a server takes them: reading what agencies asked about alike,
// and changing accounts and keys. It is nil where the server was given less.
func (a *app) keeper() (*store.Store, error) {
	s, err := a.open()
	if err != nil {
		return nil, err
	}
	may, err := s.MayChangeAudit(a.ctx)
	if err != nil {
		return nil, surrounding(err)
	}
	if !may {
		return nil, nil
	}
	return s, nil
}

// places opens the packaged places and outlines.
func (a *app) places() (*atlas.Atlas, error) {
	if a.atlas != nil {
		return a.atlas, nil
	}
	assets, err := static.Assets()
	if err != nil {
		return nil, err
	}
	a.atlas, err = atlas.Open(assets)
	return a.atlas, err
}

func (a *app) close() error {
	for _, s := range []*store.Store{a.served, a.store} {
		if s != nil {
			s.Close()
		}
	}
	if a.cluster != nil {
		return a.cluster.Close()
	}
	return nil
}

// look says who uses this machine, and what for. Whoever may run commands on the database sees everything in it.
func (a *app) look(purpose string) access.Asker {
	return access.Asker{Actor: actor(), Purpose: purpose, Viewer: access.Viewer{Everything: true}}
}

// actor is the name of the user of this machine.
func actor() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return fmt.Sprintf("uid %d", os.Getuid())
}

// print writes a result: as one line of JSON if that was asked for, else as text.
func (a *app) print(v any, text string) error { return a.printTo(a.out, v, text) }

func (a *app) printTo(w io.Writer, v any, text string) error {
	if !a.json {
		_, err := io.WriteString(w, text)
		return err
	}
	return json.NewEncoder(w).Encode(v)
}

// subject finds a subject by case number and name.
func (a *app) subject(s *store.Store, number, name string) (int64, error) {
	c, err := s.Case(a.ctx, number)
	if errors.Is(err, store.ErrNotFound) {
		return 0, badInput("there is no case %q; sightline cases lists those there are", number)
	}
	if err != nil {
		return 0, err
	}
	id, err := s.SubjectID(a.ctx, c.ID, name)
	if errors.Is(err, store.ErrNotFound) {
		return 0, badInput("case %s has no subject %q; sightline cases lists those there are", number, name)
	}
	return id, err
}

// now is the only clock of the program.
func now() time.Time { return time.Now().UTC() }
