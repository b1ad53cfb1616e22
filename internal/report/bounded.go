package report

import "sightline/internal/words"

// mostText is the most characters of one span. Longer ones come of damaged records; a page of them helps nobody, and
// the record keeps them whole.
const mostText = 600

// bounded cuts overlong text in blocks and says how much was cut.
func bounded(blocks []Block) []Block {
	out := make([]Block, len(blocks))
	for i, b := range blocks {
		switch b := b.(type) {
		case Paragraph:
			out[i] = Paragraph{boundedText(b.Text)}
		case List:
			out[i] = List{boundedTexts(b.Items)}
		case Notice:
			out[i] = Notice{b.Title, boundedTexts(b.Items)}
		case Facts:
			out[i] = Facts{boundedFacts(b.Facts)}
		case Profile:
			out[i] = Profile{boundedFacts(b.Facts), b.Photo}
		case Table:
			rows := make([]Row, len(b.Rows))
			for j, r := range b.Rows {
				rows[j] = Row{r.ID, boundedTexts(r.Cells), r.Faint}
			}
			b.Rows = rows
			out[i] = b
		default:
			out[i] = b
		}
	}
	return out
}

func boundedFacts(facts []Fact) []Fact {
	out := make([]Fact, len(facts))
	for i, f := range facts {
		out[i] = Fact{shorten(f.Name, 80), boundedTexts(f.Values)}
	}
	return out
}

func boundedTexts(texts []Text) []Text {
	out := make([]Text, len(texts))
	for i, t := range texts {
		out[i] = boundedText(t)
	}
	return out
}

func boundedText(t Text) Text {
	out := t
	for i, s := range t {
		if len(s.Text) <= mostText {
			continue // as many characters at most
		}
		runes := []rune(s.Text)
		if left := len(runes) - mostText; left > 0 {
			out = append(Text(nil), out...)
			out[i].Text = string(runes[:mostText]) + "… (" + words.Count(left, "more character") + " in the record)"
		}
	}
	return out
}
