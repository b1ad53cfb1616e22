package timeline

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MarkKind says what an analyst's mark means.
type MarkKind string

const (
	MarkHidden    MarkKind = "hidden"    // left out of maps, timelines, findings and reports, for the reason given
	MarkConfirmed MarkKind = "confirmed" // verified with the contributing agency, or otherwise
	MarkNote      MarkKind = "note"      // a remark
)

// Mark is an analyst's word on an event. What it is about is never changed by it, and it is kept when undone.
type Mark struct {
	ID     int64     `json:"id"`
	Target string    `json:"target"` // id of the event
	Kind   MarkKind  `json:"kind"`
	Text   string    `json:"text,omitempty"` // why it is hidden, how it was confirmed, or the note
	Actor  string    `json:"actor"`
	At     time.Time `json:"at"`

	UndoneAt time.Time `json:"undone_at,omitzero"`
	UndoneBy string    `json:"undone_by,omitempty"`
}

// Stands reports whether the mark was not undone.
func (m Mark) Stands() bool { return m.UndoneAt.IsZero() }

// Why a mark is refused though nothing is wrong with it.
var (
	ErrHidden     = errors.New("it is hidden already")
	ErrMarkUndone = errors.New("the mark was undone already")
)

// MaxMarkText is the most characters of a mark's text.
const MaxMarkText = 2000

var markTarget = regexp.MustCompile(`^(e[0-9]{1,18}|r[0-9]{1,18}-[0-9]{1,9})$`)

// ValidRowID reports whether id has the form of an event's.
func ValidRowID(id string) bool { return markTarget.MatchString(id) }

// Check returns what is wrong with a mark about to be made, in words for the analyst.
func (m Mark) Check() error {
	switch {
	case !markTarget.MatchString(m.Target):
		return fmt.Errorf("%q is not the id of an event, such as e12 or r7-88", m.Target)
	case !slices.Contains([]MarkKind{MarkHidden, MarkConfirmed, MarkNote}, m.Kind):
		return fmt.Errorf("a mark is hidden, confirmed or note, not %q", m.Kind)
	case m.Kind == MarkHidden && strings.TrimSpace(m.Text) == "":
		return errors.New("say why it is hidden: the report tells the reason")
	case m.Kind == MarkNote && strings.TrimSpace(m.Text) == "":
		return errors.New("the note is empty")
	case !utf8.ValidString(m.Text) || strings.ContainsRune(m.Text, 0):
		return errors.New("the text is not plain text")
	case utf8.RuneCountInString(m.Text) > MaxMarkText:
		return fmt.Errorf("the text has more than %d characters", MaxMarkText)
	}
	return nil
}

// Excluded is an event that an analyst hid.
type Excluded struct {
	Mark  Mark  `json:"mark"`
	Event Event `json:"event"`
}

// WithoutHidden returns a dossier whose hidden events stand under Excluded instead of among the others. Of
// one without any it returns the same.
func (d Dossier) WithoutHidden() Dossier {
	hidden := map[string]Mark{}
	for _, m := range d.Marks {
		if m.Kind == MarkHidden && m.Stands() {
			hidden[m.Target] = m
		}
	}
	if len(hidden) == 0 {
		return d
	}
	excluded := slices.Clip(d.Excluded)
	d.Events = Keep(d.Events, func(e *Event) bool {
		m, out := hidden[e.ID]
		if out {
			excluded = append(excluded, Excluded{Mark: m, Event: *e})
		}
		return !out
	})
	d.Excluded = excluded
	return d
}

// Keep returns those for which a condition holds, in a list of its own; nil stays nil.
func Keep[T any](all []T, holds func(*T) bool) []T {
	if all == nil {
		return nil
	}
	out := make([]T, 0, len(all))
	for i := range all {
		if holds(&all[i]) {
			out = append(out, all[i])
		}
	}
	return out
}
