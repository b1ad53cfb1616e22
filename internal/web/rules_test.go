package web

import (
	"math"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sightline/timeline/analysis"
)

// leaves are the names of all parameters of an analysis, as their JSON has them.
func leaves(t reflect.Type, prefix string) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		name := strings.Split(f.Tag.Get("json"), ",")[0]
		switch {
		case name == "-":
		case f.Type.Kind() == reflect.Struct:
			out = append(out, leaves(f.Type, prefix+name+".")...)
		default:
			out = append(out, prefix+strings.Replace(name, "_mps", "_kmh", 1))
		}
	}
	return out
}

func TestEveryParameterCanBeAskedFor(t *testing.T) {
	want, got := leaves(reflect.TypeFor[analysis.Parameters](), ""), ruleNames()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("parameters of an analysis\n%q\nthose of the query\n%q", want, got)
	}
}

func TestRulesStandWhereTheySay(t *testing.T) {
	usual := analysis.DefaultParameters()
	for _, r := range rules() {
		if v := r.value(usual); !(v >= r.Low && v <= r.High) {
			t.Errorf("%s is usually %v, outside %v to %v", r.Name, v, r.Low, r.High)
		}
		for _, v := range []float64{r.Low, r.High, r.value(usual)} {
			p := usual
			if fault := r.set(&p, r.write(v)); fault != "" {
				t.Errorf("%s: %s", r.Name, fault)
			}
			if got := r.value(p); math.Abs(got-v) > 1e-6*math.Abs(v) {
				t.Errorf("%s set to %s is %v", r.Name, r.write(v), got)
			}
			changed := 0
			for k, other := range rules() {
				if other.value(p) != rules()[k].value(usual) {
					changed++
				}
			}
			if changed > 1 {
				t.Errorf("%s changes %d parameters", r.Name, changed)
			}
		}
		for _, text := range []string{r.write(r.High*1.5 + 1), r.write(r.Low - 1), "x", "NaN", "Inf", "1e999", " 1", "1,5"} {
			p := usual
			if r.set(&p, text) == "" {
				t.Errorf("%s takes %q", r.Name, text)
			}
		}
	}
}

func TestSpeedsAreKilometersPerHour(t *testing.T) {
	p := newParams(url.Values{"speed.review_kmh": {"180"}, "gap": {"90m"}, "base.night_from": {"21"}}, ruleNames()...)
	got := p.parameters(analysis.DefaultParameters())
	if err := p.err(); err != nil {
		t.Fatal(err)
	}
	if got.Speed.Review != 50 || compact(90*60e9) != "1h30m" || got.Gap != 90*60e9 || got.Base.From != 21 {
		t.Errorf("read as %+v", got)
	}
}
