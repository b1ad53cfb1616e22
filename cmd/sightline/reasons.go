package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sightline/loaders"
	"sightline/timeline"
)

// previewReason is a kind of reason for rejects; the values in it are those of the first row.
type previewReason struct {
	Count  int64  `json:"count"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// rejectReasons counts why records were rejected, by kinds of reasons.
type rejectReasons map[string]*previewReason

func (c rejectReasons) add(r timeline.Reject) {
	kind := valueText.ReplaceAllString(r.Reason, "…")
	if known := c[kind]; known != nil {
		known.Count++
	} else if len(c) < maxReasons {
		c[kind] = &previewReason{1, r.Line, clip(printable([]byte(r.Reason)), 300)}
	}
}

// ranked are the reasons, the most frequent first.
func (c rejectReasons) ranked() (all []previewReason) {
	for _, r := range c {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b previewReason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Line, b.Line))
	})
	return all
}

// reasoned is a sink that counts why what it is given was rejected.
type reasoned struct {
	loaders.Sink
	reasons rejectReasons
}

func (s *reasoned) Reject(ctx context.Context, r timeline.Reject) error {
	s.reasons.add(r)
	return s.Sink.Reject(ctx, r)
}

// mostReasonsTold is how many kinds of reasons an error tells.
const mostReasonsTold = 3

// nothingTaken is the error of a file of which nothing was taken: that it was not understood, or why its records were rejected. nil is
// the answer where something was taken, or the file is a table that holds headings and no rows.
func nothingTaken(name string, taken int64, t loaders.Tally, reasons []previewReason) error {
	switch {
	case taken > 0 || t.Read == 0 && t.Shape.IsTable():
		return nil
	case t.Read == 0:
		return badInput("%s: nothing in it was understood: no record was found; look at it with --dry-run, or draft a profile: sightline profile guess %s",
			name, name)
	}
	var why []string
	for _, r := range reasons[:min(len(reasons), mostReasonsTold)] {
		why = append(why, fmt.Sprintf("%d × such as line %d: %s", r.Count, r.Line, r.Reason))
	}
	return badInput("%s: nothing of it was taken; %s", name, strings.Join(why, "; "))
}
