package loaders

import (
	"bytes"
	"strings"

	"sightline/timeline"
)

// timeOf finds the text of a transaction's date and time: in its fields, in a line of times, or anywhere before its
// first field. Of several the first counts: the input time of a message comes before its output time.
func timeOf(text []byte, fields []timeline.Field, before []byte) string {
	if s := fieldOf(fields, "DTT"); s != "" {
		return s
	}
	if d := fieldOf(fields, "DATE", "DTE"); d != "" {
		if t := fieldOf(fields, "TIME", "TIM"); t != "" {
			return d + " " + t
		}
		if s := timeIn([]byte(d)); s != "" && s != d {
			return s
		}
		if s := timeIn(before); s == "" {
			return d
		}
	}
	for line := range bytes.Lines(text) {
		if timeLine.Match(line) {
			return timeIn(line)
		}
	}
	if s := timeIn(before); s != "" {
		return s
	}
	// A time of its own on a line below the fields, without one of its own before them.
	for line := range bytes.Lines(text) {
		if !hasField(line) && len(line) < 80 {
			if s := timeIn(line); s != "" && strings.ContainsAny(s, ": ") {
				return s
			}
		}
	}
	return ""
}

// trailingTime takes a date and time off the end of a field's value, where a log writes them after the fields.
func trailingTime(fields []timeline.Field) string {
	for i := range fields {
		f := &fields[i]
		loc := dateText.FindStringIndex(f.Value)
		if loc == nil || loc[0] == 0 || f.Name == "MIS" || f.Name == "response" || f.Value[loc[0]-1] != ' ' {
			continue
		}
		tail := f.Value[loc[0]:]
		if s := timeIn([]byte(tail)); s == tail && strings.Contains(s, " ") {
			f.Value = strings.TrimSpace(f.Value[:loc[0]])
			return s
		}
	}
	return ""
}

// timeIn finds a date in a text and the time of day beside it.
func timeIn(text []byte) string {
	loc := dateText.FindIndex(text)
	if loc == nil {
		return ""
	}
	date := string(text[loc[0]:loc[1]])
	if strings.Contains(date, "T") && strings.Contains(date, ":") {
		return date
	}
	after := text[loc[1]:]
	if m := militaryText.FindSubmatch(after); m != nil {
		return date + " " + string(m[1]) + zoneIn(after[len(m[0]):])
	}
	clock := clockText.FindIndex(after)
	if clock != nil {
		return date + " " + string(after[clock[0]:clock[1]]) + zoneIn(after[clock[1]:])
	}
	if before := text[:loc[0]]; before != nil {
		if all := clockText.FindAllIndex(before, -1); len(all) > 0 {
			last := all[len(all)-1]
			return string(before[last[0]:last[1]]) + zoneIn(before[last[1]:]) + " " + date
		}
	}
	return date
}

// zoneIn returns the zone that a text begins with, after a blank, "" when it begins with none.
func zoneIn(text []byte) string {
	if m := zoneText.FindSubmatch(text); m != nil {
		return " " + string(m[1])
	}
	return ""
}
