package loaders

import (
	"slices"
	"strings"
)

// xmlHas reports whether an element at the end of a path stands in the beginning of an XML text.
func xmlHas(head []byte, path []string) bool {
	roots, _ := xmlTrees(head, false)
	return hasPath(roots, path)
}

func hasPath(among []node, path []string) bool {
	return len(path) == 0 || slices.ContainsFunc(among, func(n node) bool { return n.name == path[0] && hasPath(n.kids, path[1:]) })
}

// xmlRecord finds the elements that are records: those that hold a column, or where that has the time beside it and not in it,
// those around them that hold both.
func xmlRecord(head []byte, p *Profile, of *profileColumn) (level int, name string) {
	roots, _ := xmlTrees(head, false)
	var others []*profileColumn
	for _, group := range p.Format.table().times {
		for _, field := range group {
			if c := p.column(field); c != nil && field != of.field {
				others = append(others, c)
			}
		}
	}
	var around []*node
	for i := range roots {
		if around = holders(&roots[i], of, nil); around != nil {
			break
		}
	}
	for i := len(around) - 1; i >= 0; i-- {
		if count(around[i], of) > 1 && i < len(around)-1 {
			break // the element around several records
		}
		if len(others) == 0 || slices.ContainsFunc(others, func(c *profileColumn) bool { return count(around[i], c) > 0 }) {
			return i + 1, around[i].name
		}
	}
	if len(around) == 0 {
		return 0, ""
	}
	return len(around), around[len(around)-1].name
}

// holders are the elements around the first that a column means, the outermost first; nil when there is none.
func holders(n *node, of *profileColumn, around []*node) []*node {
	around = append(slices.Clip(around), n)
	for i := range n.kids {
		if of.means(n.name, n.kids[i].name) {
			return around
		}
		if found := holders(&n.kids[i], of, around); found != nil {
			return found
		}
	}
	return nil
}

// count is how many values of a column an element holds.
func count(n *node, of *profileColumn) (all int) {
	for i := range n.kids {
		if of.means(n.name, n.kids[i].name) {
			all++
		}
		all += count(&n.kids[i], of)
	}
	return all
}

// means reports whether a column of XML may be a part of a name in a holder.
func (c *profileColumn) means(holder, name string) bool {
	return slices.ContainsFunc(slices.Concat(c.headings, c.join), func(path string) bool {
		steps := strings.Split(path, "/")
		last := len(steps) - 1
		return steps[last] == name && (last == 0 || steps[last-1] == holder)
	})
}
