package render

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// node is an element of one of our drawings.
type node struct {
	name     string
	attrs    map[string]string // with those of its style
	children []*node
	text     string // for a node without a name: character data
}

// parseSVG reads a drawing.
func parseSVG(svg string) (*node, error) {
	in := xml.NewDecoder(strings.NewReader(svg))
	root := &node{}
	stack := []*node{root}
	for {
		token, err := in.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("parse drawing: %w", err)
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: make(map[string]string, len(t.Attr))}
			for _, a := range t.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			for declaration := range strings.SplitSeq(n.attrs["style"], ";") {
				if name, value, ok := strings.Cut(declaration, ":"); ok {
					n.attrs[strings.TrimSpace(name)] = strings.TrimSpace(value)
				}
			}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			if len(stack) == 1 {
				return nil, errors.New("parse drawing: an element ends that did not begin")
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if s := string(t); strings.TrimSpace(s) != "" || top.name == "text" || top.name == "tspan" {
				top.children = append(top.children, &node{text: s})
			}
		}
	}
	if len(stack) != 1 || len(root.children) != 1 || root.children[0].name != "svg" {
		return nil, errors.New("parse drawing: not one svg element")
	}
	return root.children[0], nil
}

// number returns an attribute as a number of px, other when it has none.
func (n *node) number(name string, other float64) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(n.attrs[name]), "px"), 64)
	if err != nil {
		return other
	}
	return v
}

// numbers reads a list of numbers parted by spaces and commas.
func numbers(s string) []float64 {
	var out []float64
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' }) {
		v, err := strconv.ParseFloat(strings.TrimSuffix(word, "px"), 64)
		if err != nil {
			return out
		}
		out = append(out, v)
	}
	return out
}

// index returns the elements that have an id.
func (n *node) index(into map[string]*node) map[string]*node {
	if id := n.attrs["id"]; id != "" {
		into[id] = n
	}
	for _, c := range n.children {
		c.index(into)
	}
	return into
}

// reference is the id that a value such as "url(#a)" names, "" when it names none.
func reference(value string) string {
	id, ok := strings.CutPrefix(strings.TrimSpace(value), "url(")
	if !ok {
		return ""
	}
	return strings.Trim(strings.TrimSuffix(id, ")"), "'\"#")
}
