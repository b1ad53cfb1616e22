package render

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"runtime"
	"time"

	"modernc.org/quickjs"
)

// Bundle is the script of the front end that draws charts: it defines sightlineRender(option, width, height, theme, prefix)
// and measures text with sightlineMeasure(text, font) where the host has one.
const Bundle = "ssr.js"

// Limits bound one chart.
type Limits struct {
	Time   time.Duration // of drawing, once a turn has come
	Memory uintptr       // bytes of the script's heap
}

// DefaultLimits are enough for 50,000 marks; what needs more is a mistake.
func DefaultLimits() Limits { return Limits{Time: 30 * time.Second, Memory: 1 << 30} }

// Charts draws ECharts options. It is safe for concurrent use and draws at most one chart per processor at a time, each
// in an engine of its own. Engines are kept warm: to start one takes as long as to draw a small chart.
type Charts struct {
	code    []byte // of the bundle, compiled
	ruler   *Ruler
	limits  Limits
	engines chan *engine // as many as may draw at a time; nil for one that is not started
}

// NewCharts compiles the bundle found in the front end's built files.
func NewCharts(assets fs.FS) (*Charts, error) {
	source, err := fs.ReadFile(assets, Bundle)
	if err != nil {
		return nil, fmt.Errorf("read the chart script (build the front end first): %w", err)
	}
	ruler, err := NewRuler()
	if err != nil {
		return nil, err
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, fmt.Errorf("start the script engine: %w", err)
	}
	defer vm.Close()
	code, err := vm.Compile(string(source), quickjs.EvalGlobal)
	if err != nil {
		return nil, fmt.Errorf("compile the chart script: %w", err)
	}
	c := &Charts{code: code, ruler: ruler, limits: DefaultLimits(), engines: make(chan *engine, runtime.GOMAXPROCS(0))}
	for range cap(c.engines) {
		c.engines <- nil
	}
	return c, nil
}

// WithLimits returns a Charts that shares the compiled bundle and the engines but draws within other limits.
func (c *Charts) WithLimits(l Limits) *Charts {
	other := *c
	other.limits = l
	return &other
}

// SVG draws an option at a size in pixels. The result has no scripts, styles or references; its identifiers are the
// option's own, so that several charts can share a page. The same option gives the same bytes, whatever was drawn before.
func (c *Charts) SVG(ctx context.Context, option json.RawMessage, width, height int) (string, error) {
	raw, err := c.run(ctx, option, width, height)
	if err != nil {
		return "", err
	}
	svg, err := cleanSVG(raw)
	if err != nil {
		return "", fmt.Errorf("clean the chart: %w", err)
	}
	return svg, nil
}

// run draws in an engine once there is one free. An engine in which something went wrong is not used again.
func (c *Charts) run(ctx context.Context, option json.RawMessage, width, height int) (svg string, err error) {
	var e *engine
	select {
	case e = <-c.engines:
	case <-ctx.Done():
		return "", fmt.Errorf("wait for a turn to draw a chart: %w", ctx.Err())
	}
	defer func() {
		if e != nil && (err != nil || e.drawn >= mostDrawn) {
			e.vm.Close()
			e = nil
		}
		c.engines <- e
	}()
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("draw a chart: %w", err)
	}
	if e == nil {
		if e, err = c.start(ctx); err != nil {
			return "", err
		}
	}
	return e.draw(ctx, c.limits, option, width, height)
}

// measure answers sightlineMeasure(text, font).
func (c *Charts) measure(args []any) (any, error) {
	if len(args) != 2 {
		return nil, fmt.Errorf("measure: want a text and a font, got %d values", len(args))
	}
	text, _ := args[0].(string)
	css, _ := args[1].(string)
	return c.ruler.cssWidth(text, css), nil
}
