package loaders

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// jsonCutter finds the objects at one depth of a JSON text: 1 for objects one after the other, 2 for those of an array.
type jsonCutter struct {
	level           int
	depth           int
	inside          bool // an object at the level
	quoted, escaped bool
}

func (j *jsonCutter) byte(c byte) (cutStep, error) {
	if j.quoted {
		switch {
		case j.escaped:
			j.escaped = false
		case c == '\\':
			j.escaped = true
		case c == '"':
			j.quoted = false
		}
		return cutNothing, nil
	}
	switch c {
	case '"':
		j.quoted = true
	case '{', '[':
		if j.depth++; j.depth > maxDepth {
			return cutNothing, fmt.Errorf("has objects more than %d deep in one another", maxDepth)
		}
		if c == '{' && j.depth == j.level {
			j.inside = true
			return cutBegin, nil
		}
	case '}', ']':
		if j.depth--; j.depth < 0 {
			return cutNothing, errors.New("closes a bracket here that was never opened")
		}
		if j.inside && j.depth == j.level-1 {
			j.inside = false
			return cutEnd, nil
		}
	}
	return cutNothing, nil
}

// jsonKeys lists the keys of the objects at the beginning of a JSON text, each with its depth, in the text's order.
func jsonKeys(head []byte) []jsonKey {
	var keys []jsonKey
	depth, start := 0, -1
	quoted, escaped := false, false
	for i, c := range head {
		if quoted {
			switch {
			case escaped:
				escaped = false
			case c == '\\':
				escaped = true
			case c == '"':
				quoted = false
				if rest := bytes.TrimLeft(head[i+1:], " \t\r\n"); len(rest) > 0 && rest[0] == ':' && len(keys) < maxColumns {
					keys = append(keys, jsonKey{string(head[start:i]), depth})
				}
			}
			continue
		}
		switch c {
		case '"':
			quoted, start = true, i+1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
	}
	return keys
}

// jsonKey is a key and the depth of its object.
type jsonKey struct {
	name  string
	depth int
}

// jsonLevel is the depth of the objects in which one of the paths begins, 0 when none is found.
func jsonLevel(head []byte, paths []string) int {
	keys := jsonKeys(head)
	for _, path := range paths {
		steps := jsonSteps(path)
		for _, k := range keys {
			if level := k.depth - len(steps) + 1; k.name == steps[len(steps)-1] && level > 0 {
				return level
			}
		}
	}
	return 0
}

// jsonSteps cuts a path such as data.vehicle.color[0].name into data, vehicle, color, 0, name.
func jsonSteps(path string) []string {
	path = strings.ReplaceAll(strings.ReplaceAll(path, "[", "."), "]", "")
	return strings.Split(path, ".")
}

// openJSON opens a file of JSON objects: one a line, one after the other, or in an array.
func openJSON(items *documentItems, src *source, of *profileColumn) error {
	profile := items.profile
	paths := of.headings
	if len(paths) == 0 {
		paths = of.join
	}
	named := profile.document.named
	level, m := jsonLevel(src.head, paths), src.mend
	switch {
	case m != nil && m.array:
		level = 2
	case m != nil, named:
		level = 1
	}
	if level == 0 {
		return &InputError{File: src.name, Reason: fmt.Sprintf("this is no file of profile %s: no object with %s stands at its beginning",
			profile.Name, strings.Join(paths, " or "))}
	}
	src.shape.kind(shapeJSON)
	items.parse, items.tree = parseJSON, parseJSONTree
	path := profile.document.record.names()
	first, _, _ := bytes.Cut(bytes.TrimLeft(src.head, " \t\r\n"), []byte("\n"))
	if level == 1 && (m != nil || len(path) == 0 && bytes.HasPrefix(first, []byte("{")) && json.Valid(first)) {
		// A line that is damaged ends with itself where each object has a line of its own.
		items.reader = &lineReader{newRecords(src, src.head)}
		src.shape.lines()
	} else {
		doc := &document{src: src.Reader, name: src.name, line: 1, cut: &jsonCutter{level: level}, most: profile.document.most()}
		if named && m == nil {
			doc.cut = &jsonPathCutter{path: path}
		}
		items.reader = doc
	}
	if m != nil {
		items.reader = &jsonRejects{items.reader}
	}
	return nil
}

// lineReader reads records that are lines.
type lineReader struct{ records *records }

func (l *lineReader) read(ctx context.Context) (record, error) {
	rec, err := l.records.read(ctx)
	rec.text = bytes.Clone(rec.text)
	return rec, err
}

// jsonRejects reads the records out of the objects of a file of rejects.
type jsonRejects struct{ objects recordReader }

func (j *jsonRejects) read(ctx context.Context) (record, error) {
	rec, err := j.objects.read(ctx)
	if err != nil || rec.fault != "" {
		return rec, err
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(rec.text, &object) != nil {
		return rec, nil // and rejected as no object
	}
	var row, reason string
	if text := object[keyRecord]; text != nil {
		rec.text = text
		_ = json.Unmarshal(object[keyWith], &rec.context) // none is there as a rule
	} else if json.Unmarshal(object[columnRow], &row) == nil && json.Unmarshal(object[columnReason], &reason) == nil {
		rec = heldRecord(row, reason, rec.line)
	}
	return rec, nil
}

// parseJSON returns how to look values up in an object by their paths. fault says why the text is no object.
func parseJSON(text []byte) (value func(path string) []byte, fault string) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var object map[string]any
	if err := d.Decode(&object); err != nil {
		return nil, fmt.Sprintf("the record is no JSON object (%v): correct it, or export it again", err)
	}
	if d.InputOffset() < int64(len(bytes.TrimRight(text, " \t\r\n"))) {
		return nil, "the line holds more than one JSON object: write one a line"
	}
	return func(path string) []byte { return jsonText(jsonAt(object, path)) }, ""
}

// jsonAt follows a path.
func jsonAt(v any, path string) any {
	for _, step := range jsonSteps(path) {
		switch now := v.(type) {
		case map[string]any:
			v = now[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(now) {
				return nil
			}
			v = now[i]
		default:
			return nil
		}
	}
	return v
}

// jsonText is a value as text; objects and arrays have none.
func jsonText(v any) []byte {
	switch v := v.(type) {
	case string:
		return []byte(v)
	case json.Number:
		return []byte(v)
	case bool:
		return strconv.AppendBool(nil, v)
	}
	return nil
}
