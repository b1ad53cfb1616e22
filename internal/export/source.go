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

func (r *row) loads() string {
	return r.source(func(ref timeline.RecordRef) string { return strconv.FormatInt(ref.Load, 10) })
}

func (r *row) lines() string {
	return r.source(func(ref timeline.RecordRef) string { return strconv.Itoa(ref.Line) })
}

// numberOr is a text as the number it is; one that is none as it stands, and nothing for "".
func numberOr(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	return nilIfEmpty(text)
}

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
