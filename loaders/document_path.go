package loaders

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// docStep is one step of a path through a document: to the part of a name, of several to the first, to the one of a number, or
// to each.
type docStep struct {
	name   string
	number int
	listed bool // the number is written
	each   bool
}

// docPath is a way through a document. In JSON it is written with dots, as in data.results[].plate and
// geometry.coordinates[0], in XML with slashes, as in Event/Plates/Plate[]. A name that holds such a sign stands in quotation
// marks.
type docPath []docStep

// separator is what stands between the steps of paths of a form.
func (f Form) separator() string {
	if f == FormXML {
		return "/"
	}
	return "."
}

// parsePath reads a path. A single dot is the path of no step.
func parsePath(text string, form Form) (docPath, error) {
	sep := form.separator()
	var path docPath
	rest := strings.TrimSpace(text)
	if rest == "." {
		return nil, nil
	}
	for {
		name, after, err := pathName(rest, sep)
		if err != nil {
			return nil, err
		}
		path, rest = append(path, docStep{name: name}), after
		for first := true; strings.HasPrefix(rest, "["); first = false {
			inside, after, closed := strings.Cut(rest[1:], "]")
			number, err := strconv.Atoi(inside)
			if !closed || inside != "" && (err != nil || number < 0) {
				return nil, errors.New("has a [ that is not followed by a number and ], or by ] for each")
			}
			if !first {
				path = append(path, docStep{})
			}
			last := &path[len(path)-1]
			last.number, last.listed, last.each, rest = number, inside != "", inside == "", after
		}
		if rest == "" {
			break
		}
		if !strings.HasPrefix(rest, sep) || rest == sep {
			return nil, fmt.Errorf("is no path: write names with %q between them", sep)
		}
		rest = rest[len(sep):]
	}
	if len(path) > maxDepth {
		return nil, fmt.Errorf("has more than %d steps", maxDepth)
	}
	return path, nil
}

// pathName reads the name at the beginning of a path.
func pathName(text, sep string) (name, rest string, err error) {
	if strings.HasPrefix(text, `"`) {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return "", "", errors.New("has a quotation mark that is not closed")
		}
		name, err = strconv.Unquote(quoted)
		return name, text[len(quoted):], err
	}
	end := strings.IndexAny(text, sep+"[")
	if end < 0 {
		end = len(text)
	}
	if end == 0 {
		return "", "", fmt.Errorf("is no path: write names with %q between them", sep)
	}
	return text[:end], text[end:], nil
}

// text writes a path.
func (p docPath) text(form Form) string {
	if len(p) == 0 {
		return "."
	}
	sep := form.separator()
	var b strings.Builder
	for i, s := range p {
		if i > 0 && s.name != "" {
			b.WriteString(sep)
		}
		switch {
		case s.name == "":
		case s.name == "." || strings.ContainsAny(s.name, sep+`[]"`) || strings.TrimSpace(s.name) != s.name:
			b.WriteString(strconv.Quote(s.name))
		default:
			b.WriteString(s.name)
		}
		switch {
		case s.each:
			b.WriteString("[]")
		case s.listed:
			fmt.Fprintf(&b, "[%d]", s.number)
		}
	}
	return b.String()
}

// runs cuts a path behind each step that means each of several. rest is what follows the last of them.
func (p docPath) runs() (runs []docPath, rest docPath) {
	from := 0
	for i, s := range p {
		if s.each {
			runs, from = append(runs, p[from:i+1]), i+1
		}
	}
	return runs, p[from:]
}
