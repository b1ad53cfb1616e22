package static

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"modernc.org/quickjs"
)

// engine is an embedded JavaScript engine, which has no document, with the chart renderer in it.
func engine(t *testing.T, before string) *quickjs.VM {
	t.Helper()
	script, err := fs.ReadFile(assets(t), "ssr.js")
	if err != nil {
		t.Fatal(err)
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = vm.Close() })
	if _, err := vm.Eval(before+";\n"+string(script)+";0", quickjs.EvalGlobal); err != nil {
		t.Fatal(err)
	}
	return vm
}

func render(t *testing.T, vm *quickjs.VM, option string) string {
	t.Helper()
	svg, err := vm.Call("sightlineRender", option, 640, 200, "light")
	if err != nil {
		t.Fatal(err)
	}
	return svg.(string)
}

// chartOption is a chart with one lane, whose label is given, and one item of every function that draws.
func chartOption(t *testing.T, label string) string {
	t.Helper()
	const from, to = 1_767_225_600_000, 1_769_904_000_000
	draws := []string{"stay", "mark", "bin", "total", "gap", "held", "encounter", "contacts", "selected"}
	var series []any
	for i, name := range draws {
		series = append(series, map[string]any{
			"type": "custom", "id": name, "name": label, "renderItem": name, "color": "#0b3fa0", "encode": map[string]any{"x": []int{0, 2}, "y": 1},
			"data": []any{map[string]any{"name": label, "value": []int{from + i*1e8, 0, to - i*1e8, 3, 1, 5}}},
		})
	}
	option, err := json.Marshal(map[string]any{
		"xAxis": map[string]any{"type": "time", "min": from, "max": to, "axisLabel": map[string]any{"formatter": "wallTime"}},
		"yAxis": map[string]any{"type": "category", "data": []string{label}}, "legend": map[string]any{"data": []string{label}},
		"series": series,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(option)
}

func TestRenderDrawsTextAsText(t *testing.T) {
	vm := engine(t, "")
	for _, label := range []string{
		"Tulsa", `</text><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "__f__globalThis.PWNED=1__f__", "{a|b}", "Łódź zr3-g0", "&amp;",
	} {
		svg := render(t, vm, chartOption(t, label))
		if lower := strings.ToLower(svg); strings.Contains(lower, "<script") || strings.Contains(lower, "<img") {
			t.Errorf("%q became an element", label)
		}
		text := ""
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", label, err)
			}
			if c, ok := token.(xml.CharData); ok {
				text += string(c)
			}
		}
		if !strings.Contains(text, label) {
			t.Errorf("%q is not among the texts drawn", label)
		}
	}
	if v, err := vm.Eval("typeof PWNED", quickjs.EvalGlobal); err != nil || v != "undefined" {
		t.Errorf("text ran as code: typeof PWNED = %v, %v", v, err)
	}
}

func TestRenderIsSteady(t *testing.T) {
	a, b := engine(t, ""), engine(t, "")
	one, other := chartOption(t, "one"), chartOption(t, "other")
	first := render(t, a, one)
	render(t, a, other)
	if again := render(t, a, one); again != first {
		t.Error("an engine draws one option differently the second time")
	}
	if fresh := render(t, b, one); fresh != first {
		t.Error("two engines draw one option differently")
	}
	ids := regexp.MustCompile(`id="([^"]+)"`)
	seen := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(first, -1) {
		seen[m[1]] = true
	}
	if len(seen) == 0 {
		t.Fatal("the chart has no ids, so this test tests nothing")
	}
	for _, m := range ids.FindAllStringSubmatch(render(t, a, other), -1) {
		if seen[m[1]] {
			t.Errorf("two charts share the id %s, and could not stand on one page", m[1])
		}
	}
}

func TestRenderRefusesUnknownFunctions(t *testing.T) {
	vm := engine(t, "")
	for _, name := range []string{"nothing", "constructor", "__proto__", "toString", "function(){return 1}"} {
		option := fmt.Sprintf(`{"xAxis":{},"yAxis":{},"series":[{"type":"custom","renderItem":%q,"data":[[1,2]]}]}`, name)
		if svg, err := vm.Call("sightlineRender", option, 300, 200, "light"); err == nil {
			t.Errorf("%q was drawn: %v", name, svg)
		}
	}
}

func TestRenderAsksTheHostToMeasure(t *testing.T) {
	vm := engine(t, `globalThis.asked = []; globalThis.sightlineMeasure = (text, font) => { asked.push(text + "@" + font); return 7 * text.length }`)
	render(t, vm, chartOption(t, "Tulsa"))
	asked, err := vm.Eval(`asked.join("\n")`, quickjs.EvalGlobal)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(asked.(string), "Tulsa@") || !strings.Contains(asked.(string), "px") {
		t.Errorf("the host was asked for %q", asked)
	}
}
