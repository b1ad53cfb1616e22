package report

// linked makes links that lead nowhere plain text: the analyst may have left out what they lead to.
func linked(blocks []Block) []Block {
	anchors := anchorsOf(blocks)
	eachText(blocks, func(t Text) {
		for i := range t {
			if t[i].Link != "" && !anchors[t[i].Link] {
				t[i].Link = ""
			}
		}
	})
	return blocks
}

// anchorsOf are the names that links can lead to.
func anchorsOf(blocks []Block) map[string]bool {
	out := map[string]bool{}
	for _, b := range blocks {
		switch b := b.(type) {
		case Heading:
			out[b.ID] = true
		case Figure:
			out[b.ID] = true
		case Table:
			out[b.ID] = true
			for _, row := range b.Rows {
				out[row.ID] = true
			}
		}
	}
	delete(out, "")
	return out
}

// eachText calls do with every text of some blocks.
func eachText(blocks []Block, do func(Text)) {
	all := func(texts []Text) {
		for _, t := range texts {
			do(t)
		}
	}
	facts := func(facts []Fact) {
		for _, f := range facts {
			all(f.Values)
		}
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case Paragraph:
			do(b.Text)
		case Aside:
			all(b.Texts)
		case List:
			all(b.Items)
		case Notice:
			all(b.Items)
		case Facts:
			facts(b.Facts)
		case Profile:
			facts(b.Facts)
		case Figure:
			do(b.Caption)
		case Table:
			for _, r := range b.Rows {
				all(r.Cells)
			}
		}
	}
}
