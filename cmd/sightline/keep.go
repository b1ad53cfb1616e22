package main

import (
	"context"
	"errors"
	"log/slog"

	"sightline/internal/cluster"
	"sightline/internal/store"
)

// keepDatabase starts the private database server again whenever it has ended. The function that it returns ends that, and
// waits until it has. A database that was named is its administrators' affair: the server waits for it to come back.
func (a *app) keepDatabase(log *slog.Logger) (stop func()) {
	if a.cluster == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(a.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a.cluster.Keep(ctx, func(down error) {
			switch {
			case down == nil:
				log.InfoContext(ctx, "the database server runs again")
			case errors.Is(down, cluster.ErrEnded):
				log.WarnContext(ctx, "the database server has ended: it is being started again", "log", a.cluster.Log())
			default:
				log.ErrorContext(ctx, "the database server cannot be started; it is tried again every few seconds", "error", down)
			}
		})
	}()
	return func() { cancel(); <-ended }
}

// unready says why the database cannot answer, to whoever watches over the server.
func (a *app) unready(err error) string {
	switch {
	case errors.Is(err, store.ErrOldSchema):
		return "The database has no schema, or functions of another version: run sightline migrate."
	case errors.Is(err, store.ErrOtherSchema):
		return "The database has the schema of another version of Sightline: use the program that made it, or another database."
	case errors.Is(err, store.ErrReadOnly):
		return "The database can only be read: no answer could be written to the audit."
	case a.cluster == nil:
		return ""
	}
	down := a.cluster.Down()
	var fault *cluster.Fault
	switch {
	case errors.As(down, &fault):
		return "The database server cannot be started: " + fault.Kind.Error() + "."
	case errors.Is(down, cluster.ErrEnded):
		return "The database server has ended and is being started again."
	case down != nil:
		return "The database server cannot be started."
	}
	return ""
}
