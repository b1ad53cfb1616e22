package chart

import (
	"encoding/json"
	"testing"
)

func TestDraw(t *testing.T) {
	d := rounds()
	f := analyzed(d)
	for _, kind := range Kinds() {
		option, err := Draw(kind, 0, d, Options{Findings: &f})
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		var drawn struct{ Sightline Meta }
		if err := json.Unmarshal(option, &drawn); err != nil || drawn.Sightline.Kind != kind {
			t.Errorf("%s draws a chart of kind %q, %v", kind, drawn.Sightline.Kind, err)
		}
		if _, err := Draw(kind, 0, d, Options{}); (err == nil) != Plain(kind) {
			t.Errorf("%s without findings: %v", kind, err)
		}
	}
	if _, err := Draw("pie", 0, d, Options{Findings: &f}); err == nil {
		t.Error("a pie is drawn")
	}
}
