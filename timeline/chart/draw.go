package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sightline/timeline"
	"sightline/timeline/analysis"
)

// Kinds are the names of all charts.
func Kinds() []string {
	return []string{"timeline", "interest", "hours", "calendar", "nights", "distance", "circuit"}
}

// Plain reports whether a kind of chart is drawn from the dossier alone.
func Plain(kind string) bool { return kind == "interest" }

// Draw draws a chart by the name of its kind; index is that of a circuit. But for a kind that is Plain the options must
// hold findings. The error is about the kind, the index or the options.
func Draw(kind string, index int, d timeline.Dossier, o Options) (json.RawMessage, error) {
	if kind == "interest" {
		return Interest(d, o)
	}
	if o.Findings == nil {
		return nil, errors.New("a chart of findings needs them")
	}
	f, err := rhythmOf(d, *o.Findings, o.Part)
	if err != nil {
		return nil, err
	}
	switch kind {
	case "timeline":
		return Timeline(d, o)
	case "hours":
		return HourWeekday(f, o)
	case "calendar":
		return Calendar(f, o)
	case "nights":
		return Nights(d, f, o)
	case "distance":
		return Distance(d, f, o)
	case "circuit":
		return Circuit(d, f, index, o)
	}
	return nil, fmt.Errorf("chart %q is none of %s", kind, strings.Join(Kinds(), ", "))
}

// rhythmOf returns findings whose counts by hour and day are those of a part. Days of the whole that the part has nothing
// on stay, so that a calendar keeps its months.
func rhythmOf(d timeline.Dossier, f analysis.Findings, p *analysis.Selection) (analysis.Findings, error) {
	if p == nil || p.Whole() {
		return f, nil
	}
	shown, err := p.Of(d)
	if err != nil {
		return f, err
	}
	rhythm := analysis.RhythmOf(shown)
	counts := map[string]int{}
	for _, c := range rhythm.Days {
		counts[c.Day] = c.Count
	}
	rhythm.Days = nil
	for _, c := range f.Routine.Days {
		rhythm.Days = append(rhythm.Days, analysis.DayCount{Day: c.Day, Count: counts[c.Day]})
	}
	f.Routine.Rhythm = rhythm
	return f, nil
}
