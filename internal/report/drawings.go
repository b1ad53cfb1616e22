package report

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
)

// drawings are the charts of a report, drawn beside each other while the rest is composed.
type drawings struct {
	ctx  context.Context
	stop context.CancelFunc
	all  sync.WaitGroup
	mu   sync.Mutex
	svg  map[string]string // by id of the figure
	err  error             // the first
}

func newDrawings(ctx context.Context) *drawings {
	d := &drawings{svg: map[string]string{}}
	d.ctx, d.stop = context.WithCancel(ctx)
	return d
}

// chart begins to draw the chart of a figure.
func (d *drawings) chart(o Options, id string, option json.RawMessage, width, height int) {
	d.all.Go(func() {
		svg, err := o.Charts.SVG(d.ctx, option, width, height)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.svg[id] = svg
		if err != nil && d.err == nil {
			d.err = fmt.Errorf("chart %s: %w", id, err)
			d.stop()
		}
	})
}

// cancel gives up what is not drawn yet, and waits for what is being drawn.
func (d *drawings) cancel() {
	d.stop()
	d.all.Wait()
}

// into waits for all drawings and puts each into its figure.
func (d *drawings) into(blocks []Block) error {
	d.all.Wait()
	if d.err != nil {
		return d.err
	}
	for i, b := range blocks {
		if f, ok := b.(Figure); ok && f.SVG == "" {
			f.SVG = d.svg[f.ID]
			blocks[i] = f
		}
	}
	return nil
}
