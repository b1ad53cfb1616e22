package store

import "sightline/timeline"

// offer is a record that a load brings. When the case holds it already, the offer is kept for the day the load that it
// is from is undone.
type offer struct {
	load    int64
	subject int64
	record  timeline.Record
	kind    string // sighting or stay
	value   any    // timeline.Sighting or timeline.Stay
}

// args are the arguments of AddOffer.
func (o *offer) args() args {
	return args{"load_id": o.load, "subject_id": o.subject, "key": o.record.Key[:], "line": o.record.Line, "text": o.record.Text, "kind": o.kind, "value": o.value}
}

// sighting returns the arguments of AddSighting.
func (o *offer) sighting(caseID int64, s timeline.Event) args {
	a := o.common(caseID)
	a["kind"], a["at"], a["until"] = s.Kind, s.First.Start, s.First.End
	a["time_raw"], a["zone"], a["zone_basis"], a["precision"] = s.First.Raw, s.First.Zone, s.First.Basis, s.First.Precision
	a["time_flags"], a["flags"], a["details"] = texts(s.First.Flags), texts(s.Flags), list(s.Fields)
	putWhere(a, s.Where)
	a["plate"], a["plate_state"], a["ori"] = nil, nil, nil
	if s.Plate != nil {
		a["plate"], a["plate_state"] = s.Plate.Number, s.Plate.State
	}
	if s.Agency != nil {
		a["ori"] = s.Agency.ORI
	}
	a["message_key"], a["category"], a["set_aside"] = s.Code, s.Category, s.SetAside
	return a
}

// stay returns the arguments of AddStay.
func (o *offer) stay(caseID int64, s timeline.Event) args {
	a := o.common(caseID)
	a["kind"], a["first_seen"], a["last_seen"] = s.Kind, s.First, s.Last
	a["possible_from"], a["possible_to"] = orNull(s.First.Start), orNull(s.Last.End)
	a["flags"], a["details"] = texts(s.Flags), list(s.Fields)
	putWhere(a, s.Where)
	return a
}

// common are the arguments every record needs.
func (o *offer) common(caseID int64) args {
	return args{"load_id": o.load, "case_id": caseID, "subject_id": o.subject, "line": o.record.Line, "key": o.record.Key[:], "text": o.record.Text}
}
