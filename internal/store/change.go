package store

import (
	"bytes"
	"encoding/json"
)

// state is how something stands, or stood, as far as a change concerns it: what the audit tells under before and after.
type state map[string]any

// opposite is the state with each yes a no.
func (s state) opposite() state {
	other := state{}
	for name, value := range s {
		is, _ := value.(bool)
		other[name] = !is
	}
	return other
}

// differences are of two states what differs between them. What one of them does not know of is left out of that.
func differences(was, is state) (before, after state) {
	before, after = state{}, state{}
	for name, value := range was {
		if will, there := is[name]; !there || !same(value, will) {
			before[name] = value
		}
	}
	for name, value := range is {
		if had, there := was[name]; !there || !same(had, value) {
			after[name] = value
		}
	}
	return before, after
}

// same reports whether two values are the same text in the audit.
func same(a, b any) bool {
	one, err := json.Marshal(a)
	if err != nil {
		return false
	}
	other, err := json.Marshal(b)
	return err == nil && bytes.Equal(one, other)
}

// changed puts what differs between two states into what the audit tells, and reports whether anything does.
func (a *audit) changed(was, is state) bool {
	before, after := differences(was, is)
	if len(before) > 0 {
		a.put("before", before)
	}
	if len(after) > 0 {
		a.put("after", after)
	}
	return len(before)+len(after) > 0
}
