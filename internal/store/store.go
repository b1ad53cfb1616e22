// Package store keeps everything in PostgreSQL with PostGIS. It is the only package that speaks to the database.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sightline/sql"
)

// Errors that callers tell apart.
var (
	ErrNotFound    = errors.New("not found")
	ErrOldServer   = errors.New("PostgreSQL is too old")
	ErrNoPostGIS   = errors.New("PostGIS is not installed on the database server")
	ErrNoRights    = errors.New("the database user lacks rights")
	ErrOtherSchema = errors.New("the database has the schema of another version of Sightline")
	ErrOldSchema   = errors.New("the database needs migrating")
	ErrReadOnly    = errors.New("the database can only be read")
)

// MinServer is the oldest PostgreSQL version that is supported.
const MinServer = 14

// Store is an open database. It is safe for concurrent use.
type Store struct {
	pool        *pgxpool.Pool
	probe       *pgxpool.Pool // of one connection, so that Ready has not to wait for those that are busy
	auditWriter *auditWriter
}

// Options tune a Store.
type Options struct {
	// Role is the role to take after logging in; "": that of the user who logs in.
	Role string
	// StatementTimeout ends a query that takes longer; 0 means no limit. Loads are exempt.
	StatementTimeout time.Duration

	tracer pgx.QueryTracer // of tests
}

// Open connects to a migrated database. It returns ErrOldSchema or ErrOtherSchema when the schema is not this program's.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: read database URL: %w", err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		// More than there are processors, for some wait for the disk: of 4, 10, 16 and 24, 10 gave most answers on two.
		config.MaxConns = max(config.MaxConns, 10)
	}
	params := config.ConnConfig.RuntimeParams
	params["application_name"] = "sightline"
	params["timezone"] = "UTC"
	params["default_transaction_isolation"] = "read committed" // whatever the server's default: the audit's chain needs it
	// Our queries are either small, where starting workers costs more than the query, or loads.
	params["max_parallel_workers_per_gather"] = "0"
	params["jit"] = "off"
	if o.Role != "" {
		params["role"] = o.Role
	}
	if o.StatementTimeout > 0 {
		params["statement_timeout"] = fmt.Sprint(o.StatementTimeout.Milliseconds())
	}
	if !strings.Contains(url, "connect_timeout") {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	config.AfterConnect = registerGeometry
	config.ConnConfig.Tracer = o.tracer
	if err := checkSchemaOf(ctx, url); err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("store: connect: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("store: connect: %w", err)
	}
	one := config.Copy()
	one.MaxConns, one.MinConns, one.AfterConnect = 1, 0, nil
	probe, err := pgxpool.NewWithConfig(ctx, one)
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("store: connect: %w", err)
	}
	return &Store{pool, probe, &auditWriter{pool: pool}}, nil
}

// connectTimeout is how long a new connection may take, unless the database's URL says otherwise. One to a machine that has gone
// would otherwise be waited for long after it has come back.
const connectTimeout = 10 * time.Second

// ServerRole is the role as which a server runs: it reads through the views and cannot change the audit.
const ServerRole = "sightline_server"

// MayChangeAudit reports whether the role as which the program speaks to the database could change the audit.
func (s *Store) MayChangeAudit(ctx context.Context) (bool, error) {
	return scalar[bool](ctx, s.pool, "MayChangeAudit", nil)
}

// Close ends all connections.
func (s *Store) Close() {
	s.pool.Close()
	s.probe.Close()
}

// Ready says why the database cannot answer questions at the moment: it does not answer at all, its schema is not this program's
// (ErrOldSchema, ErrOtherSchema), or it can only be read (ErrReadOnly), so that no look could be written to the audit. It does not
// wait for connections that are busy, and writes nothing.
func (s *Store) Ready(ctx context.Context) error {
	conn, err := s.probe.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	defer conn.Release()
	if err := checkSchema(ctx, conn.Conn()); err != nil {
		return err
	}
	var readOnly bool
	if err := conn.QueryRow(ctx, "select current_setting('transaction_read_only')::boolean").Scan(&readOnly); err != nil {
		return fmt.Errorf("store: ask whether the database can be written: %w", err)
	}
	if readOnly {
		return fmt.Errorf("store: %w", ErrReadOnly)
	}
	return nil
}

// Connections tells how many connections to the database are in use and how many there may be.
func (s *Store) Connections() (used, most int32) {
	stat := s.pool.Stat()
	return stat.AcquiredConns(), stat.MaxConns()
}

// Exec runs SQL that returns nothing on a connection of its own. It is for the tests' own databases.
func Exec(ctx context.Context, url, text string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, text)
	return err
}

// querier is what a pool and a transaction have in common.
type querier interface {
	Exec(context.Context, string, ...any) (pgconn.CommandTag, error)
	Query(context.Context, string, ...any) (pgx.Rows, error)
}

// exec runs the named query and returns the number of rows it changed.
func exec(ctx context.Context, q querier, name string, a args) (int64, error) {
	tag, err := q.Exec(ctx, sql.Query(name), a)
	if err != nil {
		return 0, fmt.Errorf("store: %s: %w", name, err)
	}
	return tag.RowsAffected(), nil
}

// execOne is exec for a statement that changes one row or none, and reports whether it did.
func execOne(ctx context.Context, q querier, name string, a args) (bool, error) {
	n, err := exec(ctx, q, name, a)
	return n > 0, err
}

// collect runs the named query and returns its rows as Ts, columns matched to fields by name.
func collect[T any](ctx context.Context, q querier, name string, a args) ([]T, error) {
	rows, err := q.Query(ctx, sql.Query(name), a)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", name, err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", name, err)
	}
	return found, nil
}

// collectScalars is collect for a query of one column.
func collectScalars[T any](ctx context.Context, q querier, name string, a args) ([]T, error) {
	rows, err := q.Query(ctx, sql.Query(name), a)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", name, err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", name, err)
	}
	return found, nil
}

// one is collect for a query that has at most one row; none is ErrNotFound.
func one[T any](ctx context.Context, q querier, name string, a args) (T, error) {
	found, err := collect[T](ctx, q, name, a)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}

// scalar runs a query of one row and one column.
func scalar[T any](ctx context.Context, q querier, name string, a args) (T, error) {
	rows, err := q.Query(ctx, sql.Query(name), a)
	if err != nil {
		var none T
		return none, fmt.Errorf("store: %s: %w", name, err)
	}
	v, err := pgx.CollectOneRow(rows, pgx.RowTo[T])
	if errors.Is(err, pgx.ErrNoRows) {
		return v, ErrNotFound
	}
	if err != nil {
		return v, fmt.Errorf("store: %s: %w", name, err)
	}
	return v, nil
}
