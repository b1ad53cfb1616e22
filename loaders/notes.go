package loaders

import (
	"sightline/timeline"
)

// notes counts remarks about a load, in the order in which they were first made.
type notes struct {
	list  []timeline.Note
	index map[string]int
}

// maxNotes is the most different remarks kept; beyond it they are counted together.
const maxNotes = 200

func (n *notes) add(text string, count int64) {
	if n.index == nil {
		n.index = map[string]int{}
	}
	i, ok := n.index[text]
	if !ok && len(n.list) >= maxNotes {
		text = "other remarks"
		i, ok = n.index[text]
	}
	if !ok {
		i = len(n.list)
		n.index[text] = i
		n.list = append(n.list, timeline.Note{Text: text})
	}
	n.list[i].Count += count
}
