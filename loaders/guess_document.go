package loaders

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// guessDocument is the beginning of a JSON or XML file as a table: a column for each path that holds a value.
func guessDocument(ctx context.Context, in Input, form Form) (guessTable, error) {
	t := guessTable{form: form}
	src, err := openSource(in, &notes{}, func([]byte) string { return "" })
	if err != nil {
		return t, err
	}
	doc := &document{src: src.Reader, name: in.Name, line: 1}
	flat := flatJSON
	if form == FormXML {
		level, name := recordElement(src.head)
		doc.cut, flat = &xmlCutter{level: level, name: name}, flatXML
	} else {
		doc.cut = &jsonCutter{level: objectLevel(src.head)}
	}
	at := map[string]int{}
	for len(t.rows) < guessRows {
		rec, err := doc.read(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t, err
		}
		if rec.fault != "" {
			continue
		}
		row := make([]string, len(t.headings))
		flat(rec.text, func(path, value string) {
			i, ok := at[path]
			if !ok {
				if len(t.headings) >= maxColumns {
					return
				}
				i = len(t.headings)
				at[path] = i
				t.headings, row = append(t.headings, path), append(row, "")
			}
			row[i] = value
		})
		t.rows = append(t.rows, row)
	}
	if len(t.rows) == 0 {
		return t, &InputError{File: in.Name, Reason: fmt.Sprintf("no records were found in this %s file", strings.ToUpper(string(form)))}
	}
	return t, nil
}

// objectLevel is the least depth whose objects have three keys, else 1.
func objectLevel(head []byte) int {
	keys := map[int]map[string]bool{}
	for _, k := range jsonKeys(head) {
		if keys[k.depth] == nil {
			keys[k.depth] = map[string]bool{}
		}
		keys[k.depth][k.name] = true
	}
	for depth := 1; depth <= maxDepth; depth++ {
		if len(keys[depth]) >= 3 {
			return depth
		}
	}
	return 1
}

// recordElement is the element that most often holds others or attributes, and its depth.
func recordElement(head []byte) (level int, name string) {
	type holder struct {
		name  string
		depth int
	}
	held := map[holder]int{}
	var first []holder
	xmlNames(head, func(_ string, depth int, in string) bool {
		if depth == 0 {
			return true
		}
		h := holder{in, depth}
		if held[h]++; held[h] == 1 {
			first = append(first, h)
		}
		return true
	})
	best := holder{"", 1}
	for _, h := range first {
		if held[h] > held[best] {
			best = h
		}
	}
	return best.depth, best.name
}

// flatJSON tells the path and text of every value of an object that is neither object nor array.
func flatJSON(text []byte, tell func(path, value string)) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v map[string]any
	if d.Decode(&v) == nil {
		flatten("", v, tell)
	}
}

func flatten(path string, v map[string]any, tell func(path, value string)) {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		full := name
		if path != "" {
			full = path + "." + name
		}
		if inner, ok := v[name].(map[string]any); ok {
			flatten(full, inner, tell)
		} else if text := jsonText(v[name]); text != nil && !strings.ContainsAny(name, ".[]") {
			tell(full, string(text))
		}
	}
}

// flatXML tells the name and text of every attribute and innermost element of an element.
func flatXML(text []byte, tell func(path, value string)) {
	values, fault := xmlValues(text)
	if fault != "" {
		return
	}
	names := make([]string, 0, len(values))
	for name := range values {
		if !strings.Contains(name, "/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		tell(name, string(values[name]))
	}
}
