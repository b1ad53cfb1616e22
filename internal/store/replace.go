package store

import (
	"context"
	"fmt"
)

// replace takes back a load in whose place this one is. What was marked on an event that goes with it is marked on the one that comes.
func (l *Load) replace(ctx context.Context, old int64) error {
	if err := setViewer(ctx, l.tx, l.what.Asker.Viewer); err != nil {
		return err
	}
	of, err := insideLoad(ctx, l.tx, old, &audit{})
	if err != nil {
		return err
	}
	if of.UndoneAt != nil {
		return fmt.Errorf("load %d: %w", old, ErrUndone)
	}
	told, err := collectScalars[int64](ctx, l.tx, "EventsToldByLoad", args{"load_id": old})
	if err != nil {
		return err
	}
	u := undo{tx: l.tx, load: of, id: args{"load_id": old}, heirs: map[int64]int64{}}
	if err := u.run(ctx, fmt.Sprintf("corrected by load %d", l.id), l.what.Actor); err != nil {
		return err
	}
	_, err = exec(ctx, l.tx, "MarkWhatComes", args{"load_id": l.id, "told": told})
	return err
}
