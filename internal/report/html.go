package report

import (
	"bufio"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
)

//go:embed html.css
var htmlStyle string

// WriteHTML writes a report as one HTML file that loads nothing and runs nothing, made for the screen and for paper of
// A4 and letter size. The same report gives the same bytes.
func WriteHTML(w io.Writer, r Report) error {
	h := &htmlWriter{Writer: bufio.NewWriterSize(w, 1<<16)}
	h.head(r)
	h.cover(r)
	for i, b := range r.Blocks {
		h.block(b, i == 0) // the cover's own facts
	}
	h.put("<section class=\"whole\">\n")
	for _, b := range r.colophon() {
		h.block(b, false)
	}
	h.put("</section>\n</main>\n</body>\n</html>\n")
	if err := h.Flush(); err != nil {
		return fmt.Errorf("write report as html: %w", err)
	}
	return nil
}

// htmlWriter writes markup with put and everything else with text. Its errors are those of the buffer, met at Flush.
type htmlWriter struct{ *bufio.Writer }

// put writes markup. It is never given anything from a dossier.
func (h *htmlWriter) put(markup ...string) {
	for _, m := range markup {
		h.WriteString(m)
	}
}

// text writes text so that it is only text, in content and in quoted attributes. Text that could turn the direction of
// what follows is kept to itself.
func (h *htmlWriter) text(s string) {
	if turns(s) {
		h.put("<bdi>", escape(s), "</bdi>")
		return
	}
	h.put(escape(s))
}

func (h *htmlWriter) head(r Report) {
	h.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		// Should a mistake ever let markup through, it may neither run nor load anything.
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n",
		"<meta name=\"generator\" content=\"", escape(r.Provenance.Program), "\">\n",
		"<title>", escape(shorten(plain(r.Title), 120)+" · case "+shorten(plain(r.Case.Number), 60)), "</title>\n<style>\n", htmlStyle,
		"@page { @bottom-left { content: \"", cssString("Case "+shorten(plain(r.Case.Number), 40)+" · "+shorten(plain(r.Subject.Name), 48)),
		"\" } }\n",
		"@page { @top-left { content: \"", cssString(r.Issue.caveat()), "\" } }\n",
		"</style>\n</head>\n<body>\n<main>\n")
}

func (h *htmlWriter) cover(r Report) {
	h.put("<header>\n<p class=\"kind\">Travel-pattern report</p>\n<h1>")
	h.text(shorten(plain(r.Subject.Name), 160))
	h.put("</h1>\n")
	if mark := r.Issue.mark(); mark != "" {
		h.put("<p class=\"mark\">")
		h.text(mark)
		h.put("</p>\n")
	}
	h.put("</header>\n")
	h.facts(r.front().Facts, "facts cover")
}

func (h *htmlWriter) block(b Block, first bool) {
	switch b := b.(type) {
	case Heading:
		h.heading(b)
	case Paragraph:
		h.put("<p>")
		h.spans(b.Text)
		h.put("</p>\n")
	case List:
		h.list(b.Items)
	case Facts:
		class := "facts"
		if first {
			class = "facts cover"
		}
		h.facts(b.Facts, class)
	case Profile:
		h.put("<div class=\"profile\">\n<img alt=\"", escape(b.Photo.Alt), "\" width=\"", strconv.Itoa(b.Photo.Width), "\" height=\"",
			strconv.Itoa(b.Photo.Height),
			"\" src=\"data:image/jpeg;base64,", base64.StdEncoding.EncodeToString(b.Photo.JPEG), "\">\n")
		h.facts(b.Facts, "facts")
		h.put("</div>\n")
	case Aside:
		h.put("<aside class=\"aside\">\n")
		for _, t := range b.signed() {
			h.put("<p>")
			h.spans(t)
			h.put("</p>\n")
		}
		h.put("</aside>\n")
	case Table:
		h.table(b)
	case Figure:
		h.figure(b)
	case Notice:
		h.put("<aside class=\"notice\" role=\"note\">\n<p class=\"title\">")
		h.text(b.Title)
		h.put("</p>\n")
		h.list(b.Items)
		h.put("</aside>\n")
	}
}

func (h *htmlWriter) heading(b Heading) {
	tag := "h2"
	if b.Level > 1 {
		tag = "h3"
	}
	h.put("<", tag, " id=\"", escape(b.ID), "\">")
	h.text(b.Text)
	h.put("</", tag, ">\n")
}

func (h *htmlWriter) list(items []Text) {
	h.put("<ul>\n")
	for _, t := range items {
		h.put("<li>")
		h.spans(t)
		h.put("</li>\n")
	}
	h.put("</ul>\n")
}

func (h *htmlWriter) facts(facts []Fact, class string) {
	h.put("<dl class=\"", class, "\">\n")
	for _, f := range facts {
		h.put("<dt>")
		h.text(f.Name)
		h.put("</dt>")
		for _, v := range f.Values {
			h.put("<dd>")
			h.spans(v)
			h.put("</dd>")
		}
		h.put("\n")
	}
	h.put("</dl>\n")
}

func (h *htmlWriter) figure(b Figure) {
	h.put("<figure id=\"", escape(b.ID), "\">\n<div class=\"art\" role=\"img\" aria-label=\"", escape(b.Alt), "\">", b.SVG,
		"</div>\n<figcaption>")
	h.spans(b.Caption)
	h.put("</figcaption>\n</figure>\n")
}

func (h *htmlWriter) spans(t Text) {
	for _, s := range t {
		if s.Line {
			h.put("<br>")
		}
		if s.Link != "" {
			h.put("<a href=\"#", escape(s.Link), "\">")
		}
		tag, end := "", ""
		switch s.Style {
		case Strong:
			tag, end = "<strong>", "</strong>"
		case Muted:
			tag, end = "<span class=\"muted\">", "</span>"
		case Code:
			tag, end = "<code>", "</code>"
		}
		h.put(tag)
		h.text(s.Text)
		h.put(end)
		if s.Link != "" {
			h.put("</a>")
		}
	}
}

// table writes a table with its caption, a header that repeats on every page, and its rows.
func (h *htmlWriter) table(b Table) {
	dense := ""
	if b.Dense {
		dense = " class=\"dense\""
	}
	h.put("<table id=\"", escape(b.ID), "\"", dense, ">\n<caption>")
	h.text(b.Caption)
	h.put("</caption>\n<colgroup>")
	for _, c := range b.Columns {
		fmt.Fprintf(h, "<col style=\"width:%d%%\">", c.Share)
	}
	h.put("</colgroup>\n")
	if len(b.Rows) > 0 {
		h.put("<thead><tr>")
		for _, c := range b.Columns {
			h.put("<th scope=\"col\"", class(c), ">")
			h.text(c.Title)
			h.put("</th>")
		}
		h.put("</tr></thead>\n")
	}
	h.put("<tbody>\n")
	for _, r := range b.Rows {
		h.row(b.Columns, r)
	}
	if len(b.Rows) == 0 {
		fmt.Fprintf(h, "<tr><td colspan=\"%d\">", len(b.Columns))
		h.text(b.Empty)
		h.put("</td></tr>\n")
	}
	h.put("</tbody>\n</table>\n")
}

func (h *htmlWriter) row(columns []Column, r Row) {
	h.put("<tr")
	if r.ID != "" {
		h.put(" id=\"", escape(r.ID), "\"")
	}
	if r.Faint {
		h.put(" class=\"faint\"")
	}
	h.put(">")
	for i, cell := range r.Cells {
		h.put("<td", class(columns[i]), ">")
		h.spans(cell)
		h.put("</td>")
	}
	h.put("</tr>\n")
}

func class(c Column) string {
	if c.Number {
		return " class=\"number\""
	}
	return ""
}
