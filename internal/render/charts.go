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

// Bundle is the script of the front end that draws charts: it defines sightlineRender(option, width, height, theme) and
// measures text with sightlineMeasure(text, font) where the host has one.
const Bundle = "ssr.js"

// Limits bound one chart.
type Limits struct {
	Time   time.Duration // of drawing, once a turn has come
	Memory uintptr       // bytes of the script's heap
}

// DefaultLimits are enough for 50,000 marks; what needs more is a mistake.
func DefaultLimits() Limits { return Limits{Time: 30 * time.Second, Memory: 1 << 30} }

// Charts draws ECharts options. It is safe for concurrent use and draws at most one chart per processor at a time.
type Charts struct {
	code   []byte // of the bundle, compiled
	ruler  *Ruler
	limits Limits
	turns  chan struct{}
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
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	return &Charts{code: code, ruler: ruler, limits: DefaultLimits(), turns: turns}, nil
}

// WithLimits returns a Charts that shares the compiled bundle and the turns but draws within other limits.
func (c *Charts) WithLimits(l Limits) *Charts {
	other := *c
	other.limits = l
	return &other
}

// SVG draws an option at a size in pixels. The result has no scripts, styles or
// references; its identifiers are the option's own, so that several charts can share a page.
//
// Every chart gets a fresh engine: ECharts numbers what it draws from counters that live as long as the engine, and the
// same option must give the same bytes.
func (c *Charts) SVG(ctx context.Context, option json.RawMessage, width, height int) (string, error) {
	select {
	case c.turns <- struct{}{}:
		defer func() { <-c.turns }()
	case <-ctx.Done():
		return "", fmt.Errorf("wait for a turn to draw a chart: %w", ctx.Err())
	}
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

func (c *Charts) run(ctx context.Context, option json.RawMessage, width, height int) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("draw a chart: %w", err)
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return "", fmt.Errorf("start the script engine: %w", err)
	}
	defer vm.Close()
	vm.SetMemoryLimit(c.limits.Memory)
	if err := vm.SetEvalTimeout(c.limits.Time); err != nil {
		return "", fmt.Errorf("set the script's time limit: %w", err)
	}
	stop := context.AfterFunc(ctx, vm.Interrupt)
	defer stop()
	if err := vm.RegisterHostFunc("sightlineMeasure", c.measure); err != nil {
		return "", fmt.Errorf("lend the script its ruler: %w", err)
	}
	if _, err := vm.EvalBytecode(c.code); err != nil {
		return "", fmt.Errorf("run the chart script: %w", cause(ctx, err))
	}
	result, err := vm.Call("sightlineRender", string(option), width, height, "light")
	if err != nil {
		return "", fmt.Errorf("draw a chart: %w", cause(ctx, err))
	}
	svg, ok := result.(string)
	if !ok {
		return "", fmt.Errorf("draw a chart: the script returned %T, not text", result)
	}
	return svg, nil
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

// cause prefers the reason the caller gave up over the engine's word for being interrupted.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
