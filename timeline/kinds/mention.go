package kinds

import (
	"sightline/timeline"
)

// Tell says which of an event's parties are the subject, by an identifier that the subject held at the time, and gives the event the
// standing of a mention where none of the subject's parts puts anybody anywhere. An event of a kind that is not known puts nobody
// anywhere.
func Tell(e *timeline.Event, s *timeline.Subject) {
	located, own := false, false
	for i := range e.Parties {
		p := &e.Parties[i]
		if p.Subject == 0 && held(s, p.Of, e) {
			p.Subject = s.ID
		}
		if p.Subject == s.ID {
			k := Of(e.Kind)
			own, located = true, located || k.Locates(p.Part)
		}
	}
	if own && !located && e.Standing == timeline.Counts {
		e.Standing = timeline.Mention
	}
}

// held reports whether a subject may have held an identifier when an event was: of a plate only with its state.
func held(s *timeline.Subject, of timeline.Identifier, e *timeline.Event) bool {
	if of.IsZero() || of.Type == timeline.PlateNumber && of.Region == "" {
		return false
	}
	from, to := e.First.Start, e.LastSeen().End
	for _, h := range s.Holdings {
		if h.Of.Type == of.Type && h.Of.Value == of.Value && h.Of.Region == of.Region &&
			(h.From.IsZero() || to.IsZero() || h.From.Before(to)) && (h.To.IsZero() || from.IsZero() || h.To.After(from)) {
			return true
		}
	}
	return false
}
