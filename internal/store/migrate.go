package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/sql"
)

const createMigrations = `create table if not exists schema_migrations (
    version integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`

// Migrate brings the schema up to this program's. Each migration is one transaction; an advisory lock keeps two
// programs from migrating at once. A migration that was applied and has changed since is an error.
func Migrate(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := checkServer(ctx, conn); err != nil {
		return err
	}
	const lock = "hashtextextended('sightline migrate', 0)"
	if _, err := conn.Exec(ctx, "select pg_advisory_lock("+lock+")"); err != nil {
		return fmt.Errorf("store: wait for another migration: %w", err)
	}
	// The lock goes with the connection.
	if _, err := conn.Exec(ctx, createMigrations); err != nil {
		return rights(fmt.Errorf("store: create schema_migrations: %w", err))
	}
	pending, err := pendingMigrations(ctx, conn)
	if err != nil {
		return err
	}
	for _, m := range pending {
		err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, m.Text); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "insert into schema_migrations (version, name, sha256) values ($1, $2, $3)", m.Version, m.Name, m.SHA256)
			return err
		})
		if err != nil {
			return rights(fmt.Errorf("store: migration %04d_%s: %w", m.Version, m.Name, err))
		}
	}
	return nil
}

// checkSchemaOf is checkSchema on a connection of its own.
func checkSchemaOf(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return checkSchema(ctx, conn)
}

// checkSchema reports whether the database has exactly this program's schema.
func checkSchema(ctx context.Context, conn *pgx.Conn) error {
	var made bool
	if err := conn.QueryRow(ctx, "select to_regclass('schema_migrations') is not null").Scan(&made); err != nil {
		return fmt.Errorf("store: look for the schema: %w", err)
	}
	if !made {
		return fmt.Errorf("store: %w: it has no Sightline schema; run: sightline migrate", ErrOldSchema)
	}
	pending, err := pendingMigrations(ctx, conn)
	if err == nil && len(pending) > 0 {
		err = fmt.Errorf("store: %w: %d migrations are not applied; run: sightline migrate", ErrOldSchema, len(pending))
	}
	return err
}

// pendingMigrations compares the migrations applied with those of this program.
func pendingMigrations(ctx context.Context, conn *pgx.Conn) ([]sql.Migration, error) {
	known, err := sql.Migrations()
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, "select version, sha256 from schema_migrations order by version")
	if err != nil {
		return nil, fmt.Errorf("store: read schema_migrations: %w", err)
	}
	applied, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Version int
		SHA256  string
	}])
	if err != nil {
		return nil, fmt.Errorf("store: read schema_migrations: %w", err)
	}
	newest := known[len(known)-1].Version
	for i, a := range applied {
		switch {
		case i >= len(known) || a.Version > newest:
			return nil, fmt.Errorf("store: %w: it has migration %d, this program knows %d; use the newer program", ErrNewerSchema, a.Version, newest)
		case a.Version != known[i].Version:
			return nil, fmt.Errorf("store: %w: migration %d is missing from schema_migrations; restore the database from a backup", ErrOtherSchema, known[i].Version)
		case a.SHA256 != known[i].SHA256:
			return nil, fmt.Errorf("store: %w: migration %04d_%s was changed after it was applied; restore the program or the database",
				ErrOtherSchema, known[i].Version, known[i].Name)
		}
	}
	return known[len(applied):], nil
}

// checkServer reports whether the server can hold the schema.
func checkServer(ctx context.Context, conn *pgx.Conn) error {
	var version int
	var available bool
	err := conn.QueryRow(ctx, `select current_setting('server_version_num')::int / 10000,
		exists (select from pg_available_extensions where name = 'postgis')`).Scan(&version, &available)
	switch {
	case err != nil:
		return fmt.Errorf("store: ask the server's version: %w", err)
	case version < MinServer:
		return fmt.Errorf("store: %w: the server has version %d, Sightline needs %d or newer", ErrOldServer, version, MinServer)
	case !available:
		return fmt.Errorf("store: %w: on its machine run: apt-get install postgresql-%d-postgis-3", ErrNoPostGIS, version)
	}
	return nil
}

// rights names the remedy where PostgreSQL refused for want of a privilege.
func rights(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42501" { // insufficient_privilege
		return fmt.Errorf("%w: let an administrator run `create extension postgis` in this database and make the user its owner: %w", ErrNoRights, err)
	}
	return err
}
