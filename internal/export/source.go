package export

import (
	"slices"
	"strconv"
	"strings"

	"sightline/timeline"
)

// source is something of the records that a row rests on: a text, the same of all of them or one for each, in their order.
func (r *row) source(of func(timeline.RecordRef) string) string {
	all := make([]string, len(r.Records))
	same := true
	for i, ref := range r.Records {
		all[i] = of(ref)
		same = same && all[i] == all[0]
	}
	if same && len(all) > 0 {
		return all[0]
	}
	return strings.Join(all, "; ")
}

// sourceNumber is the same of numbers: where it is one it is a number.
func (r *row) sourceNumber(of func(timeline.RecordRef) int64) any {
	text := r.source(func(ref timeline.RecordRef) string { return strconv.FormatInt(of(ref), 10) })
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	return nilIfEmpty(text)
}

func loadOf(ref timeline.RecordRef) int64 { return ref.Load }
func lineOf(ref timeline.RecordRef) int64 { return int64(ref.Line) }

// lineText names the load and the line of a record.
func lineText(ref timeline.RecordRef) string {
	return "load " + strconv.FormatInt(ref.Load, 10) + ", line " + strconv.Itoa(ref.Line)
}

// lineTexts names the load and the line of each record of a row.
func (r *row) lineTexts() string { return r.source(lineText) }

// reference names the records a row leads back to.
func (r *row) reference() string {
	return r.ID + ": " + r.source(func(ref timeline.RecordRef) string { return joined(", ", lineText(ref), ref.Loader) })
}

// files names the files that the records of a row stand in, each once, with their hashes.
func (r *row) files() string {
	var all []string
	for _, ref := range r.Records {
		if f := joined(", SHA-256 ", ref.File, ref.SHA256); f != "" && !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	return strings.Join(all, "; ")
}
