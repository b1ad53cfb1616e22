package render

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"sightline/internal/long"
	"sightline/static"
)

// scripted returns Charts that run a bundle written for the test.
func scripted(t *testing.T, js string) *Charts {
	t.Helper()
	c, err := NewCharts(fstest.MapFS{Bundle: {Data: []byte(js)}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// real returns Charts that run the front end's own bundle.
func real(t testing.TB) *Charts {
	t.Helper()
	assets, err := static.Assets()
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCharts(assets)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestChartOfTheBundle(t *testing.T) {
	option := json.RawMessage(`{"xAxis":{"type":"time"},"yAxis":{"type":"category","data":["Łódź & <script>alert(1)</script>"]},
		"legend":{"data":["reads"]},
		"series":[{"name":"reads","type":"scatter","data":[["2026-01-02T03:04:05Z",0],["2026-03-02T03:04:05Z",0]]}]}`)
	c := real(t)
	first, err := c.SVG(t.Context(), option, 600, 200)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<svg", `width="600"`, "Łódź &amp; &lt;script&gt;", "<path", "font-size:12px"} {
		if !strings.Contains(first, want) {
			t.Errorf("the chart lacks %q", want)
		}
	}
	for _, no := range []string{"<script", "<style", "class="} {
		if strings.Contains(first, no) {
			t.Errorf("the chart holds %q", no)
		}
	}
	second, err := c.SVG(t.Context(), option, 600, 200)
	if err != nil {
		t.Fatal(err)
	}
	if first != second {
		t.Error("the same option gave different bytes")
	}
}

// TestChartsInParallel draws several options at once, over and over, in engines that have drawn others before.
func TestChartsInParallel(t *testing.T) {
	c := real(t)
	options := map[string]json.RawMessage{}
	for _, kind := range []string{"bar", "line", "scatter"} {
		options[kind] = json.RawMessage(
			`{"xAxis":{"type":"category","data":["Łódź","b"]},"yAxis":{},"visualMap":{"min":0,"max":3},"series":[{"type":"` + kind +
				`","data":[1,3]}]}`)
	}
	want := map[string]string{}
	for kind, option := range options {
		var err error
		if want[kind], err = real(t).SVG(t.Context(), option, 400, 200); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range long.Rounds(mostDrawn/16, mostDrawn/4) { // long: more than an engine draws
				for kind, option := range options {
					if got, err := c.SVG(t.Context(), option, 400, 200); err != nil || got != want[kind] {
						t.Errorf("%s is another drawing (%v)", kind, err)
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestChartEnginesAreReplaced makes an engine fail: the next chart is drawn in another.
func TestChartEnginesAreReplaced(t *testing.T) {
	c := scripted(t, `globalThis.n=0; globalThis.sightlineRender=(o)=>{n++; if(JSON.parse(o).bad) throw new Error("bad"); return '<svg><text>'+n+'</text></svg>'}`)
	for len(c.engines) > 1 { // leave one
		<-c.engines
	}
	for k, want := range []string{"1", "2", "", "1", "2"} {
		got, err := c.SVG(t.Context(), json.RawMessage(map[bool]string{true: `{"bad":1}`, false: `{}`}[want == ""]), 1, 1)
		if want == "" {
			if err == nil {
				t.Error("a bad option is drawn")
			}
		} else if err != nil || got != "<svg><text>"+want+"</text></svg>" {
			t.Errorf("drawing %d is %s, %v; want %s", k, got, err, want)
		}
	}
}

func TestChartMeasuresText(t *testing.T) {
	c := scripted(t, `globalThis.sightlineRender=()=>'<svg><text>'+[sightlineMeasure('iiii','12px sans-serif'),
		sightlineMeasure('iiii','bold 12px sans-serif'),sightlineMeasure('iiii','700 24px Arial')].map(v=>v.toFixed(2))+'</text></svg>'`)
	got, err := c.SVG(t.Context(), json.RawMessage(`{}`), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	// Arial's i is 455 of 2048 units wide, its bold i 569.
	if want := "<svg><text>10.66,13.34,26.67</text></svg>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestChartLimits(t *testing.T) {
	endless := `globalThis.sightlineRender=()=>{for(;;){}}`
	t.Run("time", func(t *testing.T) {
		c := scripted(t, endless).WithLimits(Limits{Time: 50 * time.Millisecond, Memory: 64 << 20})
		start := time.Now()
		if _, err := c.SVG(t.Context(), nil, 1, 1); err == nil {
			t.Error("an endless script ended well")
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("took %v", took)
		}
	})
	t.Run("memory", func(t *testing.T) {
		c := scripted(t, `globalThis.sightlineRender=()=>{const a=[];for(;;)a.push('x'.repeat(1<<16)+a.length)}`).
			WithLimits(Limits{Time: 20 * time.Second, Memory: 32 << 20})
		if _, err := c.SVG(t.Context(), nil, 1, 1); err == nil || !strings.Contains(err.Error(), "memory") {
			t.Errorf("got %v, want an error about memory", err)
		}
	})
	t.Run("caller", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := scripted(t, endless).SVG(ctx, nil, 1, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the caller's deadline", err)
		}
	})
}

func TestChartsSayWhatIsWrong(t *testing.T) {
	if _, err := NewCharts(fstest.MapFS{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no bundle: got %v", err)
	}
	if _, err := NewCharts(fstest.MapFS{Bundle: {Data: []byte("let let")}}); err == nil {
		t.Error("a broken bundle was taken")
	}
	for name, js := range map[string]string{
		"throws":   `globalThis.sightlineRender=()=>{throw new Error("no such series")}`,
		"no text":  `globalThis.sightlineRender=()=>7`,
		"no SVG":   `globalThis.sightlineRender=()=>'<svg><g>'`,
		"no entry": `1`,
	} {
		if _, err := scripted(t, js).SVG(t.Context(), nil, 1, 1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCleanSVG(t *testing.T) {
	got, err := cleanSVG(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()" class="k"><style>a{}</style><script>alert(1)</script>` +
		`<defs><clipPath id="a"><path d="M0 0"/></clipPath></defs><a href="javascript:x"><text>gone</text></a>` +
		`<g clip-path="url(#a)" fill="url(http://x/y)"><text style="font-size:9px" onclick="x()">1 &lt; 2 &amp; "3"</text></g></svg>`)
	if err != nil {
		t.Fatal(err)
	}
	want := `<svg xmlns="http://www.w3.org/2000/svg"><defs><clipPath id="a"><path d="M0 0"/></clipPath></defs>` +
		`<g clip-path="url(#a)"><text style="font-size:9px">1 &lt; 2 &amp; &quot;3&quot;</text></g></svg>`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// wellFormed fails the test unless s is well-formed XML, and returns its character data.
func wellFormed(t *testing.T, s string) string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	var text strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return text.String()
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		if c, ok := token.(xml.CharData); ok {
			text.Write(c)
		}
	}
}
