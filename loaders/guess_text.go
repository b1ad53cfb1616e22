package loaders

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Text is the draft as a profile to look through, correct and keep. The reasons stand beside the columns.
func (d *Draft) Text(name, file string) string {
	w := draftWriter{remarks: true}
	w.remark("Drafted from %s, of which the first %d records were looked at. Look through it, correct it, and remove these remarks.",
		quoteComment(file), d.Rows)
	if d.Missing != "" {
		w.remark("NOT COMPLETE: %s.", d.Missing)
	} else if sure, why := d.Sure(); !sure {
		w.remark("NOT SURE: %s.", why)
	}
	for _, line := range d.Tried.words() {
		w.remark("%s", line)
	}
	d.write(&w, name)
	return w.String()
}

// bare is the draft without remarks: the same for all files that are laid out alike.
func (d *Draft) bare(name string) string {
	w := draftWriter{}
	d.write(&w, name)
	return w.String()
}

// draftWriter writes the lines of a draft, with remarks or without.
type draftWriter struct {
	strings.Builder
	remarks bool
}

// remark writes a line that is a remark.
func (w *draftWriter) remark(format string, args ...any) {
	if w.remarks {
		w.WriteString("# " + quoteReason(fmt.Sprintf(format, args...)) + "\n")
	}
}

// line writes a setting, and why it is so.
func (w *draftWriter) line(setting, why string) {
	w.WriteString(setting)
	if w.remarks && why != "" {
		w.WriteString(" # " + quoteReason(why))
	}
	w.WriteString("\n")
}

// write writes the profile.
func (d *Draft) write(w *draftWriter, name string) {
	w.line(fmt.Sprintf("sightline = %d\nname = %q\ntitle = %q\nversion = 1", ProfileVersion, name, "Drafted from a file"), "")
	w.line(fmt.Sprintf("format = %q", d.Format), d.Why)
	w.line(fmt.Sprintf("form = %q\nverified = false", d.Form), "")
	if d.Form == FormTable {
		w.line("\n[table]", "")
		if d.Delimiter != 0 {
			w.line("delimiter = "+strconv.Quote(string(rune(d.Delimiter))), "")
		}
		if d.Headless {
			w.line("headings = false", "the first row holds values")
		} else if d.Skip > 0 {
			w.line(fmt.Sprintf("skip = %d", d.Skip), "lines above the headings that are not blank")
		}
	}
	if d.Record != "" {
		w.line("\n[document]", "")
		w.line("record = "+tomlText(d.Record), "where each record stands; the paths below lead on from there")
	}
	w.line("\n[time]", "")
	if d.Order != "" {
		w.line(fmt.Sprintf("order = %q", d.Order), d.OrderWhy)
	} else if d.OrderWhy != "" {
		w.remark("order = \"month/day\" # %s", d.OrderWhy)
	}
	if d.ZoneStated {
		w.remark("no zone is needed: %s", d.ZoneWhy)
	} else {
		w.remark("zone = \"America/Chicago\" # %s", d.ZoneWhy)
	}
	w.line("\n[columns]", "")
	for i := range d.Columns {
		if g := &d.Columns[i]; g.Field != "" {
			w.line(g.Field+" = "+g.place(d), fmt.Sprintf("%.0f%% sure: %s; such as %s", 100*g.Sure, g.Why, quoteComment(g.Example)))
		}
	}
	for i := range d.Columns {
		if g := &d.Columns[i]; g.Field == "" {
			w.remark("not used: %s, %s; such as %s", quoteComment(g.Heading), cmp.Or(g.Why, "no field of "+string(d.Format)),
				quoteComment(g.Example))
		}
	}
}

// place is where the column is found, as a profile writes it.
func (g *GuessedColumn) place(d *Draft) string {
	place := fmt.Sprintf("heading = %s", tomlText(g.Heading))
	if d.Headless {
		place = fmt.Sprintf("number = %d", g.Number)
	}
	heading := tomlText(g.Heading)
	if len(g.also) > 0 {
		for _, i := range g.also {
			heading += ", " + tomlText(d.Columns[i].Heading)
		}
		heading = "[" + heading + "]"
		place = "heading = " + heading
	}
	settings := []string{place}
	for _, setting := range [][2]string{{"unit", g.Unit}, {"layout", g.Layout}, {"key", g.Key}} {
		if setting[1] != "" {
			settings = append(settings, fmt.Sprintf("%s = %s", setting[0], tomlText(setting[1])))
		}
	}
	switch {
	case len(settings) > 1:
		return "{ " + strings.Join(settings, ", ") + " }"
	case d.Headless:
		return strconv.Itoa(g.Number)
	}
	return heading
}

// tomlText writes a text as TOML does.
func tomlText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quoteComment writes a value of the file into a comment, where it must not end the line.
func quoteComment(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		s = string(runes[:60]) + "…"
	}
	return tomlText(s)
}

// quoteReason keeps a reason, which may quote the file, on its line.
func quoteReason(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
