package analysis

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// leaves are the names of all parameters of an analysis, as their JSON has them.
func leaves(t reflect.Type, prefix string) (out []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := strings.Split(f.Tag.Get("json"), ",")[0]
		switch {
		case name == "-", name == "own": // own are by name
		case f.Type.Kind() == reflect.Struct:
			out = append(out, leaves(f.Type, prefix+name+".")...)
		default:
			out = append(out, prefix+strings.Replace(name, "_mps", "_kmh", 1))
		}
	}
	return out
}

func TestEveryParameterIsARule(t *testing.T) {
	var got []string
	for _, r := range new(Parameters).Rules() {
		got = append(got, r.Name)
	}
	want := leaves(reflect.TypeFor[Parameters](), "")
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("parameters of an analysis\n%q\nits rules\n%q", want, got)
	}
}

func TestRulesStandWhereTheySay(t *testing.T) {
	usual := DefaultParameters()
	if err := usual.Check(); err != nil {
		t.Error(err)
	}
	for i, r := range usual.Rules() {
		if !(r.Usual >= r.Low && r.Usual <= r.High) || r.Value() != r.Usual || !r.IsUsual() {
			t.Errorf("%s is usually %v, said to be %v, of %v to %v", r.Name, r.Value(), r.Usual, r.Low, r.High)
		}
		for _, v := range []float64{r.Low, r.High, r.Usual} {
			p := usual
			r := p.Rules()[i]
			if err := r.Set(r.Write(v)); err != nil {
				t.Error(err)
			}
			if math.Abs(r.Value()-v) > 1e-6*math.Abs(v) {
				t.Errorf("%s set to %s is %v", r.Name, r.Write(v), r.Value())
			}
			if r.IsUsual() != (r.Write(v) == r.Write(r.Usual)) {
				t.Errorf("%s at %s is usual: %v", r.Name, r.Text(), r.IsUsual())
			}
			changed := ChangedRules(p.Rules())
			if text := changed[r.Name]; !r.IsUsual() && text != r.Write(v) || len(changed) > 1 {
				t.Errorf("%s set to %s changes %v", r.Name, r.Write(v), changed)
			}
		}
		for _, text := range []string{r.Write(r.High*1.5 + 1), r.Write(r.Low - 1), "x", "NaN", "Inf", "1e999", " 1", "1,5"} {
			p := usual
			if r := p.Rules()[i]; r.Set(text) == nil || !reflect.DeepEqual(p, usual) {
				t.Errorf("%s takes %q", r.Name, text)
			}
		}
	}
}

func TestRulesAreSetByTheirNames(t *testing.T) {
	p := DefaultParameters()
	given := map[string]string{"speed.review_kmh": "180", "gap": "90m", "base.night_from": "21"}
	if err := SetRules(p.Rules(), func(name string) string { return given[name] }); err != nil {
		t.Fatal(err)
	}
	if p.Speed.Review != 50 || p.Gap != 90*60e9 || p.Gap.Compact() != "1h30m" || p.Base.From != 21 {
		t.Errorf("read as %+v", p)
	}
	if changed := ChangedRules(p.Rules()); len(changed) != 3 || changed["gap"] != "1h30m" || changed["speed.review_kmh"] != "180" {
		t.Errorf("changed %v", changed)
	}
	err := SetRules(p.Rules(), func(name string) string { return map[string]string{"gap": "1", "base.share": "2"}[name] })
	if err == nil || !strings.Contains(err.Error(), "gap must be a length of time from 1h to 8760h") ||
		!strings.Contains(err.Error(), "base.share must be a number from 0 to 1") {
		t.Errorf("not every fault is told: %v", err)
	}
}

func TestRulesMayNotContradictEachOther(t *testing.T) {
	for _, contradict := range []func(*Parameters){
		func(p *Parameters) { p.Circuit.Stops, p.Circuit.MaxStops = 5, 4 },
		func(p *Parameters) { p.Speed.Review = p.Speed.Certain + 1 },
	} {
		p := DefaultParameters()
		if contradict(&p); p.Check() == nil {
			t.Errorf("taken: %+v", p)
		}
	}
}
