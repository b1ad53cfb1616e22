package render

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// drawing lists the elements a chart may be made of. Styles are left out too: ECharts uses them only for hovering.
var drawing = map[string]bool{
	"svg": true, "g": true, "defs": true, "clipPath": true, "path": true, "rect": true, "circle": true, "ellipse": true,
	"line": true, "polyline": true, "polygon": true, "text": true, "tspan": true, "title": true, "desc": true,
	"linearGradient": true, "radialGradient": true, "stop": true, "pattern": true,
}

// cleanSVG keeps the drawing elements of an SVG, without classes, events and references that leave the drawing.
func cleanSVG(raw string) (string, error) {
	in := xml.NewDecoder(strings.NewReader(raw))
	in.Strict = true
	w := newSVG(len(raw))
	skip := 0 // depth inside an element that is left out
	for {
		token, err := in.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", fmt.Errorf("parse: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if skip > 0 || !drawing[t.Name.Local] {
				skip++
				continue
			}
			w.open(t.Name.Local)
			for _, a := range t.Attr {
				if kept(a) {
					w.attr(qualified(a.Name), a.Value)
				}
			}
		case xml.EndElement:
			if skip > 0 {
				skip--
				continue
			}
			w.close()
		case xml.CharData:
			if skip == 0 {
				w.text(string(t))
			}
		}
	}
	if w.depth() != 0 {
		return "", errors.New("parse: an element is not closed")
	}
	return w.String(), nil
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// kept reports whether an attribute may stay.
func kept(a xml.Attr) bool {
	name := strings.ToLower(qualified(a.Name))
	switch {
	case name == "class", strings.HasPrefix(name, "on"), strings.HasPrefix(name, "xmlns:"), strings.HasSuffix(name, "href"):
		return false
	case strings.HasPrefix(name, "ecmeta_"): // marks for a script
		return false
	}
	if name == "style" && strings.ContainsAny(a.Value, `@\`) {
		return false
	}
	// What is painted with or clipped by must be in the drawing itself.
	return !strings.Contains(strings.ReplaceAll(a.Value, "url(#", ""), "url(")
}
