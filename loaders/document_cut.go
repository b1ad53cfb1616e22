package loaders

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// jsonPathCutter finds the objects at the end of a path of names. Arrays on the way are looked through.
type jsonPathCutter struct {
	path            []string
	open            []jsonOpen // the brackets around records
	inside          int        // brackets open in a record; 0: there is none
	quoted, escaped bool
	key             []byte // the text being read, where it may be a key
}

// jsonOpen is an open bracket outside of records.
type jsonOpen struct {
	object bool
	key    bool // the next text is a key
	steps  int  // steps of the path that lead to it; -1: it lies beside the path
	next   int  // the same of the value at hand
}

// maxKey is how much of a key is looked at, in bytes.
const maxKey = 256

func (j *jsonPathCutter) byte(c byte) (cutStep, error) {
	if j.quoted {
		j.inQuotes(c)
		return cutNothing, nil
	}
	switch c {
	case '"':
		j.quoted, j.key = true, j.key[:0]
	case '{', '[':
		return j.opens(c == '{')
	case '}', ']':
		return j.closes()
	case ':', ',':
		if top := len(j.open) - 1; j.inside == 0 && top >= 0 && j.open[top].object {
			j.open[top].key = c == ','
			j.open[top].next = j.step(&j.open[top])
		}
	}
	return cutNothing, nil
}

func (j *jsonPathCutter) inQuotes(c byte) {
	switch {
	case j.escaped:
		j.escaped = false
	case c == '\\':
		j.escaped = true
	case c == '"':
		j.quoted = false
		return
	}
	if j.inside == 0 && len(j.key) < maxKey {
		j.key = append(j.key, c)
	}
}

// step is how many steps of the path lead to the value of the key at hand.
func (j *jsonPathCutter) step(in *jsonOpen) int {
	if in.steps < 0 || in.steps == len(j.path) {
		return -1
	}
	key := string(j.key)
	if bytes.IndexByte(j.key, '\\') >= 0 {
		if json.Unmarshal(append(append([]byte{'"'}, j.key...), '"'), &key) != nil {
			return -1
		}
	}
	if key != j.path[in.steps] {
		return -1
	}
	return in.steps + 1
}

func (j *jsonPathCutter) opens(object bool) (cutStep, error) {
	if len(j.open)+j.inside >= maxDepth {
		return cutNothing, fmt.Errorf("has objects more than %d deep in one another", maxDepth)
	}
	if j.inside > 0 {
		j.inside++
		return cutNothing, nil
	}
	steps := 0
	if top := len(j.open) - 1; top >= 0 {
		if steps = j.open[top].steps; j.open[top].object {
			steps = j.open[top].next
		}
	}
	if object && steps == len(j.path) {
		j.inside = 1
		return cutBegin, nil
	}
	j.open = append(j.open, jsonOpen{object: object, key: object, steps: steps, next: -1})
	return cutNothing, nil
}

func (j *jsonPathCutter) closes() (cutStep, error) {
	switch {
	case j.inside > 1:
		j.inside--
	case j.inside == 1:
		j.inside = 0
		return cutEnd, nil
	case len(j.open) == 0:
		return cutNothing, errors.New("closes a bracket here that was never opened")
	default:
		j.open = j.open[:len(j.open)-1]
	}
	return cutNothing, nil
}
