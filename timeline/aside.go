package timeline

// Aside reports whether an event is known and tells nothing of whereabouts: it is set aside, no encounter, only a mention, or an
// instant without a time. Page, report and files all count these.
func (e *Event) Aside() bool { return e.Standing != Counts || e.First.IsZero() && !e.Spans() }

// Aside is how many events are aside.
func (d *Dossier) Aside() (n int) {
	for i := range d.Events {
		if d.Events[i].Aside() {
			n++
		}
	}
	return n
}
