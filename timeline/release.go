package timeline

// Release says what beyond the ordinary may leave with a document or a file: its maker holds the right and asked for it.
// The zero Release lets neither go.
type Release struct {
	CriminalHistory bool // what is drawn from criminal history record information
	Restricted      bool // what restricted loads brought
}

const (
	withheldHistory    = "sighting(s) or stay(s) drawn from criminal history record information, left out: given only to who has the right to it and asks for it"
	withheldRestricted = "sighting(s) or stay(s) of restricted loads, left out: given only to who has the right to it and asks for it"

	obligesHistory = "sighting(s) or stay(s) drawn from criminal history record information: for this case only. Whoever gives it on logs to whom, when and why; " +
		"who no longer needs it destroys it (CJIS Security Policy 4.2 and 5.1.3)"
	obligesRestricted = "sighting(s) or stay(s) of restricted loads: ask the agency that contributed them before giving them on"
)

// Release returns what of a dossier may go into a document or a file: without what an analyst hid, which stands under
// Excluded, and without what r does not let go, which is counted under Withheld. What is let go only with a right is
// counted under Obligations with what it obliges to. Releasing twice is the same as once.
func (d Dossier) Release(r Release) Dossier {
	d = d.WithoutHidden()
	d.Obligations = nil
	restricted := map[int64]bool{}
	for _, l := range d.Loads {
		restricted[l.ID] = l.Restricted
	}
	kinds := []delicate{
		{func(flags []string, _ RecordRef) bool { return CriminalHistory(flags) }, r.CriminalHistory, withheldHistory, obligesHistory},
		{func(_ []string, from RecordRef) bool { return restricted[from.Load] }, r.Restricted, withheldRestricted, obligesRestricted},
	}
	for _, k := range kinds {
		if !k.let {
			d.withhold(k)
		}
	}
	for _, k := range kinds { // counted when all that is withheld is gone
		if n := d.count(k); k.let && n > 0 {
			d.Obligations = append(d.Obligations, Note{k.obliges, n})
		}
	}
	return d
}

// WithheldByRight are the notes of what Release left out.
func (d Dossier) WithheldByRight() []Note {
	return keep(d.Withheld, func(n *Note) bool { return n.Text == withheldHistory || n.Text == withheldRestricted })
}

// WithheldReads are the other notes: of reads that may be of the subject's vehicles and are not surely so.
func (d Dossier) WithheldReads() []Note {
	return keep(d.Withheld, func(n *Note) bool { return n.Text != withheldHistory && n.Text != withheldRestricted })
}

// delicate is a kind of material that is let go only by right.
type delicate struct {
	is                func(flags []string, from RecordRef) bool
	let               bool
	withheld, obliges string
}

func (k delicate) sighting(s *Sighting) bool { return k.is(s.Flags, s.Record) }
func (k delicate) stay(s *Stay) bool         { return k.is(s.Flags, s.Record) }

func (k delicate) excluded(x *Excluded) bool {
	if x.Sighting != nil {
		return k.sighting(x.Sighting)
	}
	return k.stay(x.Stay)
}

// count returns how many sightings, stays and candidates are of a kind, those excluded too.
func (d *Dossier) count(k delicate) (n int64) {
	add := func(is bool) {
		if is {
			n++
		}
	}
	for i := range d.Sightings {
		add(k.sighting(&d.Sightings[i]))
	}
	for i := range d.Stays {
		add(k.stay(&d.Stays[i]))
	}
	for i := range d.Candidates {
		add(k.sighting(&d.Candidates[i].Sighting))
	}
	for i := range d.Excluded {
		add(k.excluded(&d.Excluded[i]))
	}
	return n
}

// withhold takes out what is of a kind, with the marks on it, and counts it.
func (d *Dossier) withhold(k delicate) {
	n := d.count(k)
	if n == 0 {
		return
	}
	gone := map[string]bool{}
	out := func(id string, is bool) bool {
		if is {
			gone[id] = true
		}
		return !is
	}
	d.Sightings = keep(d.Sightings, func(s *Sighting) bool { return out(s.ID, k.sighting(s)) })
	d.Stays = keep(d.Stays, func(s *Stay) bool { return out(s.ID, k.stay(s)) })
	d.Candidates = keep(d.Candidates, func(c *Candidate) bool { return !k.sighting(&c.Sighting) })
	d.Excluded = keep(d.Excluded, func(x *Excluded) bool { return out(x.Mark.Target, k.excluded(x)) })
	d.Marks = keep(d.Marks, func(m *Mark) bool { return !gone[m.Target] })
	d.Withheld = append(d.Withheld[:len(d.Withheld):len(d.Withheld)], Note{k.withheld, n})
}
