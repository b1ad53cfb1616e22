package store

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// OpenTraced opens a database for tests that watch what is sent to it.
func OpenTraced(ctx context.Context, url string, tracer pgx.QueryTracer) (*Store, error) {
	return Open(ctx, url, Options{tracer: tracer})
}
