package loaders

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// node is a part of a document: an object or a value of JSON, an element or an attribute of XML. The elements of an array are
// parts of the array's name.
type node struct {
	name       string
	value      []byte // nil: it has none of its own
	many       bool   // an element of an array
	kids       []node
	begin, end int // where it stands in the text
}

// kid is the part with a name and a number among those of the name, nil when there is none.
func (n *node) kid(name string, number int) *node {
	for i := range n.kids {
		if n.kids[i].name == name {
			if number == 0 {
				return &n.kids[i]
			}
			number--
		}
	}
	return nil
}

// at follows a path, nil where it leads nowhere.
func (n *node) at(path docPath) *node {
	for i := 0; i < len(path) && n != nil; i++ {
		n = n.kid(path[i].name, path[i].number)
	}
	return n
}

// jsonTree reads JSON as nodes. Text that is cut off gives those that are whole.
type jsonTree struct {
	text []byte
	pos  int
}

// parseJSONTree reads the one object of a text. fault says why it is none.
func parseJSONTree(text []byte) (root node, fault string) {
	if !json.Valid(text) {
		var object json.RawMessage
		d := json.NewDecoder(bytes.NewReader(text))
		if err := d.Decode(&object); err != nil {
			return node{}, fmt.Sprintf("the record is no JSON object (%v): correct it, or export it again", err)
		}
		return node{}, "the line holds more than one JSON object: write one a line"
	}
	var top node
	(&jsonTree{text: text}).put(&top, "", 0)
	if len(top.kids) != 1 || top.kids[0].value != nil {
		return node{}, "the record is no JSON object: correct it, or export it again"
	}
	return top.kids[0], ""
}

// put reads the value at hand as a part of a node. It returns false where the text ends, or is none.
func (j *jsonTree) put(into *node, name string, depth int) bool {
	c := j.peek()
	if depth > maxDepth {
		return false
	}
	n := node{name: name, begin: j.pos}
	whole := true
	switch c {
	case 0:
		return false
	case '{':
		whole = j.members(&n, depth)
	case '[':
		return j.elements(into, name, depth)
	case '"':
		n.value, whole = j.quoted()
	default:
		n.value, whole = j.bare()
		if string(n.value) == "null" {
			return whole
		}
	}
	if n.end = j.pos; whole || n.value == nil {
		into.kids = append(into.kids, n)
	}
	return whole
}

// peek is the next byte that is no blank, 0 at the end.
func (j *jsonTree) peek() byte {
	for ; j.pos < len(j.text); j.pos++ {
		switch c := j.text[j.pos]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

func (j *jsonTree) members(n *node, depth int) bool {
	for j.pos++; ; {
		switch j.peek() {
		case '}':
			j.pos++
			return true
		case ',':
			j.pos++
			continue
		case '"':
		default:
			return false
		}
		name, whole := j.quoted()
		if !whole || j.peek() != ':' {
			return false
		}
		j.pos++
		if !j.put(n, string(name), depth+1) {
			return false
		}
	}
}

// elements reads an array: its elements are parts of its name, and those of an array in it parts without a name.
func (j *jsonTree) elements(into *node, name string, depth int) bool {
	first := len(into.kids)
	for j.pos++; ; {
		switch j.peek() {
		case ']':
			j.pos++
			return true
		case ',':
			j.pos++
			continue
		case 0:
			return false
		}
		whole := true
		if j.peek() == '[' {
			n := node{name: name, begin: j.pos}
			whole = depth < maxDepth && j.elements(&n, "", depth+1)
			n.end = j.pos
			into.kids = append(into.kids, n)
		} else {
			whole = j.put(into, name, depth+1)
		}
		for ; first < len(into.kids); first++ {
			into.kids[first].many = true
		}
		if !whole {
			return false
		}
	}
}

// quoted reads a text in quotation marks.
func (j *jsonTree) quoted() (text []byte, whole bool) {
	begin, escaped := j.pos, false
	for j.pos++; j.pos < len(j.text); j.pos++ {
		switch j.text[j.pos] {
		case '\\':
			escaped = true
			j.pos++
		case '"':
			j.pos++
			if text = j.text[begin+1 : j.pos-1]; escaped {
				var s string
				if json.Unmarshal(j.text[begin:j.pos], &s) != nil {
					return nil, false
				}
				text = []byte(s)
			}
			return text[:len(text):len(text)], true
		}
	}
	return nil, false
}

// bare reads a number or a word, which is whole when something follows it.
func (j *jsonTree) bare() (text []byte, whole bool) {
	end := bytes.IndexAny(j.text[j.pos:], ",]} \t\r\n{[\":")
	if end <= 0 {
		return nil, false
	}
	text = j.text[j.pos : j.pos+end : j.pos+end]
	j.pos += end
	return text, true
}

// parseXMLTree reads the one element of a text. fault says why it is none.
func parseXMLTree(text []byte) (root node, fault string) {
	roots, err := xmlTrees(text, true)
	if err != nil || len(roots) != 1 {
		return node{}, fmt.Sprintf("the record is no whole XML element (%v): correct it, or export it again", err)
	}
	return roots[0], ""
}

// xmlTrees are the elements of a text, up to an error in it. One that is not strict closes what is not closed.
func xmlTrees(text []byte, strict bool) ([]node, error) {
	d := xml.NewDecoder(bytes.NewReader(xmlUTF8(text)))
	d.Strict = strict
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	stack := []node{{}}
	var fault error
	for begin := int64(0); len(stack) <= maxDepth+1; begin = d.InputOffset() {
		token, err := d.Token()
		if err != nil {
			if !errors.Is(err, io.EOF) || len(stack) > 1 {
				fault = err
			}
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := node{name: t.Name.Local, begin: int(begin)}
			for _, a := range t.Attr {
				if a.Name.Local != "xmlns" && a.Name.Space != "xmlns" {
					n.kids = append(n.kids, node{name: a.Name.Local, value: []byte(a.Value)})
				}
			}
			stack = append(stack, n)
		case xml.CharData:
			if top := &stack[len(stack)-1]; len(stack) > 1 {
				top.value = append(top.value, t...)
			}
		case xml.EndElement:
			stack[len(stack)-1].end = int(d.InputOffset())
			stack = popNode(stack)
		}
	}
	for len(stack) > 1 {
		stack = popNode(stack)
	}
	return stack[0].kids, fault
}

// popNode makes the last of a stack of open elements a part of the one before.
func popNode(stack []node) []node {
	last := len(stack) - 1
	n := stack[last]
	n.value = bytes.TrimSpace(n.value)
	if len(n.value) == 0 && len(n.kids) > 0 {
		n.value = nil
	}
	stack[last-1].kids = append(stack[last-1].kids, n)
	return stack[:last]
}
