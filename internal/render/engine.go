package render

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"

	"modernc.org/quickjs"
)

// mostDrawn is how many charts an engine draws before a new one takes its place: what it holds on to is bounded.
const mostDrawn = 100

// engine is a script engine with the bundle loaded.
type engine struct {
	vm    *quickjs.VM
	drawn int // charts
}

// start starts an engine and loads the bundle.
func (c *Charts) start(ctx context.Context) (e *engine, err error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, fmt.Errorf("start the script engine: %w", err)
	}
	e = &engine{vm: vm}
	defer func() {
		if err != nil {
			vm.Close()
			e = nil
		}
	}()
	stop, err := e.within(ctx, c.limits)
	if err != nil {
		return e, err
	}
	defer stop()
	if err := vm.RegisterHostFunc("sightlineMeasure", c.measure); err != nil {
		return e, fmt.Errorf("lend the script its ruler: %w", err)
	}
	if _, err := vm.EvalBytecode(c.code); err != nil {
		return e, fmt.Errorf("run the chart script: %w", cause(ctx, err))
	}
	return e, nil
}

// within sets the limits of the next call, and has it end with ctx until stop is called.
func (e *engine) within(ctx context.Context, l Limits) (stop func() bool, err error) {
	e.vm.SetMemoryLimit(l.Memory)
	if err := e.vm.SetEvalTimeout(l.Time); err != nil {
		return nil, fmt.Errorf("set the script's time limit: %w", err)
	}
	return context.AfterFunc(ctx, e.vm.Interrupt), nil
}

// draw draws one chart. After an error the engine may be in any state.
func (e *engine) draw(ctx context.Context, l Limits, option json.RawMessage, width, height int) (string, error) {
	stop, err := e.within(ctx, l)
	if err != nil {
		return "", err
	}
	defer stop()
	e.drawn++
	result, err := e.vm.Call("sightlineRender", string(option), width, height, "light", prefix(option, width, height))
	if err != nil {
		return "", fmt.Errorf("draw a chart: %w", cause(ctx, err))
	}
	svg, ok := result.(string)
	if !ok {
		return "", fmt.Errorf("draw a chart: the script returned %T, not text", result)
	}
	return svg, nil
}

// prefix begins the identifiers of a chart. Charts that differ have others, so that several can share a page.
func prefix(option json.RawMessage, width, height int) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %d %s", width, height, option)
	return "c" + strconv.FormatUint(h.Sum64(), 36)
}

// cause prefers the reason the caller gave up over the engine's word for being interrupted.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
