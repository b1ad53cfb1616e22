package loaders

import (
	"bytes"
	"fmt"
)

// passedLines are the lines of a result that belong to no entry, told by name: those that differ only in their numbers, as pages
// do, once.
type passedLines struct {
	notes notes
	count int64
}

// maxHeadings is the most headings that are named.
const maxHeadings = 40

func (h *passedLines) add(line []byte) {
	h.count++
	text, _ := decode(bytes.TrimSpace(line[:min(len(line), 100)]))
	if text == "" {
		return
	}
	key := string(bytes.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, []byte(text)))
	if _, known := h.notes.index[key]; !known && len(h.notes.list) >= maxHeadings {
		key, text = "others", "others"
	}
	if _, known := h.notes.index[key]; !known {
		h.notes.add(key, 0)
		h.notes.list[h.notes.index[key]].Text = text
	}
	h.notes.list[h.notes.index[key]].Count++
}

// tell names the headings.
func (h *passedLines) tell(notes *notes) {
	if h.count > 0 {
		notes.add("lines that are headings or page marks", h.count)
	}
	for _, n := range h.notes.list {
		notes.add(fmt.Sprintf("heading %q", n.Text), n.Count)
	}
}
