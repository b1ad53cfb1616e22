package dbtest

import (
	"context"
	"fmt"

	"sightline/internal/store"
)

// AuditRow adds a row to the audit, which the database asks of every change.
const AuditRow = `select pg_advisory_xact_lock(hashtextextended('sightline audit', 0));
	insert into audit (actor, action, seq, prev_hash) values ('test', 'test', coalesce((select max(seq) from audit), 0) + 1,
		coalesce((select hash from audit order by seq desc limit 1), decode(repeat('00', 32), 'hex')))`

// Change runs statements that change what the program keeps, past the program, with a row in the audit in the same transaction.
func Change(ctx context.Context, url, text string) error {
	if err := store.Exec(ctx, url, "begin; "+text+"; "+AuditRow+"; commit"); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	return nil
}
