package loaders

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"sightline/timeline"
)

// lastRead is a sink that keeps the last read.
type lastRead struct {
	memory
	read timeline.Read
}

func (l *lastRead) Reads(ctx context.Context, batch []timeline.Read) error {
	l.read = batch[len(batch)-1]
	return l.memory.Reads(ctx, batch)
}

func TestHeadings(t *testing.T) {
	const none = -1
	tests := []struct {
		column, value string
		want          int
		note          string
	}{
		{"Heading", "285", 285, ""},
		{"Heading", "285.6", 286, ""},
		{"bearing", "0", 0, ""},
		{"Course", "360", 0, ""},
		{"Heading", "359.9", 0, ""},
		{"Heading", "90°", 90, ""},
		{"Heading", "90 deg", 90, ""},
		{"Heading", "", none, ""},
		{"Heading", "-1", none, "neither degrees"},
		{"Heading", "361", none, "neither degrees"},
		{"Heading", "NaN", none, "neither degrees"},
		{"Heading", "12-3", none, "neither degrees"},
		{"Heading", "NNE", 22, ""},
		{"Direction", "N", 0, ""},
		{"Direction", "NB", 0, ""},
		{"Direction", "S/B", 180, ""},
		{"Direction of travel", "Northbound", 0, ""},
		{"Travel Direction", "north-east", 45, ""},
		{"direction", "South West", 225, ""},
		{"direction", "southwestbound", 225, ""},
		{"direction", "wnw", 292, ""},
		{"direction", "WB", 270, ""},
		{"direction", "east bound", 90, ""},
		{"direction", "b", none, "no point of the compass"},
		{"direction", "inbound", none, "no point of the compass"},
		{"direction", "285", none, "directions in numbers"},
		{"Lane", "2", none, ""},
	}
	for _, tt := range tests {
		file := "plate,time,lat,lon,camera," + tt.column + "\nZZZ0001,2026-07-04 12:00:00,30.2672,-97.7431,C1," + tt.value + "\n"
		var sink lastRead
		sum, err := Load(t.Context(), FormatPlates, Input{Name: "h.csv", Reader: strings.NewReader(file), Size: int64(len(file))},
			Options{Gazetteer: fakeGazetteer{}, Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, &sink)
		if err != nil || sum.Read != 1 || sum.Rejected != 0 {
			t.Errorf("%s %q: %+v, %v", tt.column, tt.value, sum, err)
			continue
		}
		got := none
		if sink.read.Heading != nil {
			got = *sink.read.Heading
		}
		if got != tt.want {
			t.Errorf("%s %q: heading %d, want %d", tt.column, tt.value, got, tt.want)
		}
		var notes bytes.Buffer
		for _, n := range sum.Notes {
			notes.WriteString(n.Text + "\n")
		}
		if has := strings.Contains(notes.String(), "left out"); has != (tt.note != "") || !strings.Contains(notes.String(), tt.note) {
			t.Errorf("%s %q: notes %q, want %q", tt.column, tt.value, notes.String(), tt.note)
		}
	}
}
