package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sightline/sql"
)

// Migrate makes the schema in an empty database, and makes the functions on it anew where they are not this program's. It is
// one transaction: whoever dies on the way leaves nothing. An advisory lock keeps two programs from doing so at once. A
// database with another schema is refused: ErrOtherSchema.
func Migrate(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := checkServer(ctx, conn); err != nil {
		return err
	}
	return rights(pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		// The lock goes with the transaction. What is made stands in public, whatever the user's own search path is.
		if _, err := tx.Exec(ctx,
			"select pg_advisory_xact_lock(hashtextextended('sightline migrate', 0)); set local search_path = public"); err != nil {
			return fmt.Errorf("store: wait for another migration: %w", err)
		}
		state, err := schemaState(ctx, tx)
		if err != nil {
			return err
		}
		if state.schema == "" {
			if state.schema, err = createSchema(ctx, tx); err != nil {
				return err
			}
		}
		if err := state.check(); err != nil {
			return err
		}
		if err := createFunctions(ctx, tx, state.functions); err != nil {
			return err
		}
		_, err = scalar[bool](ctx, tx, "GrantServerRights", args{"role": ServerRole})
		return err
	}))
}

// schemaVersion is what a database was made from, by the hashes of its scripts; empty where it was not.
type schemaVersion struct{ schema, functions string }

// schemaState asks a database what it was made from.
func schemaState(ctx context.Context, q querier) (schemaVersion, error) {
	has, err := one[struct{ Made, Numbered bool }](ctx, q, "HasSchema", nil)
	if err != nil {
		return schemaVersion{}, err
	}
	if has.Numbered && !has.Made {
		return schemaVersion{schema: "numbered migrations"}, nil
	}
	if !has.Made {
		return schemaVersion{}, nil
	}
	rows, err := collect[struct{ Part, SHA256 string }](ctx, q, "SchemaState", nil)
	if err != nil {
		return schemaVersion{}, err
	}
	var s schemaVersion
	for _, row := range rows {
		switch row.Part {
		case "schema":
			s.schema = row.SHA256
		case "functions":
			s.functions = row.SHA256
		}
	}
	if s.schema == "" {
		s.schema = "nothing known"
	}
	return s, nil
}

// check reports whether the tables are those of this program.
func (s schemaVersion) check() error {
	want, err := sql.Schema()
	if err != nil {
		return err
	}
	if s.schema == want.SHA256 {
		return nil
	}
	return fmt.Errorf("store: %w (it was made from %.12s, this program is made for %.12s). To go on using its data, run the program that "+
		"made it, or save it with pg_dump; to start anew, give an empty --data-dir or database and load the files again",
		ErrOtherSchema, s.schema, want.SHA256)
}

// createSchema makes the tables and returns the hash of what they were made from.
func createSchema(ctx context.Context, tx pgx.Tx) (string, error) {
	schema, err := sql.Schema()
	if err != nil {
		return "", err
	}
	if err := run(ctx, tx, schema); err != nil {
		return "", err
	}
	_, err = exec(ctx, tx, "PutSchemaState", args{"part": "schema", "sha256": schema.SHA256})
	return schema.SHA256, err
}

// createFunctions makes the views, functions, types and triggers, in the place of those that were made from another text.
func createFunctions(ctx context.Context, tx pgx.Tx, made string) error {
	functions, err := sql.Functions()
	if err != nil || made == functions.SHA256 {
		return err
	}
	drops, err := collect[struct{ Statement string }](ctx, tx, "DropSchemaObjects", nil)
	if err != nil {
		return err
	}
	for _, drop := range drops {
		if _, err := tx.Exec(ctx, drop.Statement); err != nil {
			var pg *pgconn.PgError
			if errors.As(err, &pg) && pg.Code == "2BP01" { // dependent_objects_still_exist
				err = fmt.Errorf("%w: %s; drop what is not Sightline's, and make it again afterwards", err, pg.Detail)
			}
			return fmt.Errorf("store: make the functions anew: %w", err)
		}
	}
	if _, err := exec(ctx, tx, "ForgetSchemaObjects", nil); err != nil {
		return err
	}
	before, err := collect[schemaObject](ctx, tx, "SchemaObjects", nil)
	if err != nil {
		return err
	}
	if err := run(ctx, tx, functions); err != nil {
		return err
	}
	after, err := collect[schemaObject](ctx, tx, "SchemaObjects", nil)
	if err != nil {
		return err
	}
	var types, identities []string
	for _, o := range after {
		if !slices.Contains(before, o) {
			types, identities = append(types, o.Type), append(identities, o.Identity)
		}
	}
	if _, err := exec(ctx, tx, "KeepSchemaObjects", args{"types": types, "identities": identities}); err != nil {
		return err
	}
	_, err = exec(ctx, tx, "PutSchemaState", args{"part": "functions", "sha256": functions.SHA256})
	return err
}

// schemaObject is a view, function, type or trigger as PostgreSQL tells it.
type schemaObject struct{ Type, Identity string }

// run runs a script's files.
func run(ctx context.Context, tx pgx.Tx, s sql.Script) error {
	for _, f := range s.Files {
		if _, err := tx.Exec(ctx, f.Text); err != nil {
			return fmt.Errorf("store: %s: %w", f.Name, err)
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

// checkSchema reports whether the database has exactly this program's schema and functions.
func checkSchema(ctx context.Context, q querier) error {
	s, err := schemaState(ctx, q)
	if err != nil {
		return err
	}
	if s.schema == "" {
		return fmt.Errorf("store: %w: it has no Sightline schema; run: sightline migrate", ErrOldSchema)
	}
	if err := s.check(); err != nil {
		return err
	}
	functions, err := sql.Functions()
	if err == nil && s.functions != functions.SHA256 {
		err = fmt.Errorf("store: %w: its functions are another version's; run: sightline migrate", ErrOldSchema)
	}
	return err
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
		return fmt.Errorf("%w: let an administrator run `create extension postgis` in this database and make the user its owner: %w",
			ErrNoRights, err)
	}
	return err
}
