package loaders

import (
	"fmt"
	"strconv"
	"strings"
)

// Text is the draft as a profile to look through, correct and keep. The reasons stand beside the columns.
func (d *Draft) Text(name, file string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Drafted from %s, of which the first %d records were looked at. Look through it, correct it, and remove these remarks.\n", quoteComment(file), d.Rows)
	if d.Missing != "" {
		fmt.Fprintf(&b, "# NOT COMPLETE: %s.\n", quoteReason(d.Missing))
	} else if sure, why := d.Sure(); !sure {
		fmt.Fprintf(&b, "# NOT SURE: %s.\n", quoteReason(why))
	}
	for _, line := range d.Tried.words() {
		fmt.Fprintf(&b, "# %s\n", quoteReason(line))
	}
	fmt.Fprintf(&b, "sightline = %d\nname = %q\ntitle = %q\nversion = 1\nformat = %q # %s\nform = %q\nverified = false\n", ProfileVersion,
		name, "Drafted from a file", d.Format, d.Why, d.Form)
	if d.Form == FormTable {
		b.WriteString("\n[table]\n")
		if d.Delimiter != 0 {
			fmt.Fprintf(&b, "delimiter = %s\n", strconv.Quote(string(rune(d.Delimiter))))
		}
		if d.Headless {
			b.WriteString("headings = false # the first row holds values\n")
		} else if d.Skip > 0 {
			fmt.Fprintf(&b, "skip = %d # lines above the headings that are not blank\n", d.Skip)
		}
	}
	if d.Record != "" {
		fmt.Fprintf(&b, "\n[document]\nrecord = %s # where each record stands; the paths below lead on from there\n", tomlText(d.Record))
	}
	b.WriteString("\n[time]\n")
	if d.Order != "" {
		fmt.Fprintf(&b, "order = %q # %s\n", d.Order, d.OrderWhy)
	} else if d.OrderWhy != "" {
		fmt.Fprintf(&b, "# order = \"month/day\" # %s\n", d.OrderWhy)
	}
	if d.ZoneStated {
		fmt.Fprintf(&b, "# no zone is needed: %s\n", d.ZoneWhy)
	} else {
		fmt.Fprintf(&b, "# zone = \"America/Chicago\" # %s\n", d.ZoneWhy)
	}
	b.WriteString("\n[columns]\n")
	for i := range d.Columns {
		if g := &d.Columns[i]; g.Field != "" {
			fmt.Fprintf(&b, "%s = %s # %.0f%% sure: %s; such as %s\n", g.Field, g.place(d), 100*g.Sure, g.Why, quoteComment(g.Example))
		}
	}
	for i := range d.Columns {
		if g := &d.Columns[i]; g.Field == "" {
			why := g.Why
			if why == "" {
				why = "no field of " + string(d.Format)
			}
			fmt.Fprintf(&b, "# not used: %s, %s; such as %s\n", quoteComment(g.Heading), quoteReason(why), quoteComment(g.Example))
		}
	}
	return b.String()
}

// place is where the column is found, as a profile writes it.
func (g *GuessedColumn) place(d *Draft) string {
	place := fmt.Sprintf("heading = %s", tomlText(g.Heading))
	if d.Headless {
		place = fmt.Sprintf("number = %d", g.Number)
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
	return tomlText(g.Heading)
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
