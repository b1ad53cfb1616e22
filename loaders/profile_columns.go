package loaders

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// units are what the numbers of a field may be in; times have their layouts.
var units = map[string][]string{
	"confidence": {"fraction", "percent"},
	"lat":        {"degrees", "microdegrees"},
	"lon":        {"degrees", "microdegrees"},
}

// columns reads where the fields are found.
func (p *profileParser) columns() error {
	fields := slices.Collect(maps.Keys(p.raw.Columns))
	slices.SortFunc(fields, func(a, b string) int {
		return cmp.Or(lineOfKey(p.text, []string{"columns", a})-lineOfKey(p.text, []string{"columns", b}), cmp.Compare(a, b))
	})
	for _, field := range fields {
		key := []string{"columns", field}
		if !knownField(p.out.Format, field) {
			return p.fault(key, p.noField(field))
		}
		c := profileColumn{field: field}
		if err := p.column(&c, p.raw.Columns[field]); err != nil {
			return p.fault(key, field+" "+err.Error())
		}
		if err := p.checkColumn(&c); err != nil {
			return p.fault(key, field+" "+err.Error())
		}
		p.out.columns = append(p.out.columns, c)
	}
	return nil
}

// column reads one column: a heading, several of which the first that is there counts, a number, or a table of settings.
func (p *profileParser) column(c *profileColumn, value any) error {
	switch v := value.(type) {
	case string:
		c.headings = []string{v}
	case []any:
		return texts(&c.headings, v)
	case int64:
		c.number = int(min(max(v, -1), maxColumns+1))
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if err := p.setting(c, key, v[key]); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("must be a heading, a list of headings, a number or { … }")
	}
	return nil
}

// setting reads one setting of a column.
func (p *profileParser) setting(c *profileColumn, key string, value any) error {
	text, isText := value.(string)
	number, isNumber := value.(int64)
	list, isList := value.([]any)
	number = min(max(number, -1), maxRecord)
	switch key {
	case "heading":
		if isList {
			return texts(&c.headings, list)
		}
		c.headings = []string{text}
		return wrongKind(isText, key, "a text or a list of texts")
	case "join":
		return cmp.Or(wrongKind(isList, key, "a list of texts"), texts(&c.join, list))
	case "with":
		c.with = text
		return wrongKind(isText, key, "a text")
	case "number":
		c.number = int(number)
		return wrongKind(isNumber, key, "a number")
	case "from":
		c.from = int(number)
		return wrongKind(isNumber, key, "a number")
	case "width":
		c.width = int(number)
		return wrongKind(isNumber, key, "a number")
	case "unit":
		c.unit = text
		return wrongKind(isText, key, "a text")
	case "key":
		c.key = text
		return wrongKind(isText && text != "", key, "a text")
	case "layout":
		p.forms[c.field] = text
		return wrongKind(isText, key, "a text")
	case "zone":
		p.zones[c.field] = text
		return wrongKind(isText, key, "a text")
	}
	return fmt.Errorf("has the setting %q; there are heading, join, with, number, from, width, unit, key, layout and zone", key)
}

func wrongKind(ok bool, key, want string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("has a %s that is not %s", key, want)
}

func texts(out *[]string, list []any) error {
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			return fmt.Errorf("has a list that holds something else than texts")
		}
		*out = append(*out, s)
	}
	return nil
}

// checkColumn holds the settings of a column to its form and field.
func (p *profileParser) checkColumn(c *profileColumn) error {
	form, field := p.out.Form, c.field
	named := len(c.headings) > 0 || len(c.join) > 0
	isTime := p.out.Format.table().isTime(field)
	switch {
	case len(c.headings) > 0 && len(c.join) > 0:
		return fmt.Errorf("has a heading and a join: keep one")
	case slices.ContainsFunc(slices.Concat(c.headings, c.join), func(s string) bool { return strings.TrimSpace(s) == "" }):
		return fmt.Errorf("has an empty heading")
	case form == FormFixed && (named || c.number != 0):
		return fmt.Errorf("must be { from = …, width = … } in a profile of form fixed")
	case form == FormFixed && (c.from < 1 || c.width < 1 || c.from+c.width > maxRecord):
		return fmt.Errorf("needs from, the first position from 1, and width, the number of characters")
	case form != FormFixed && (c.from != 0 || c.width != 0):
		return fmt.Errorf("has from or width, which only a profile of form fixed has")
	case form == FormTable && !p.out.table.headings && (named || c.number < 1 || c.number > maxColumns):
		return fmt.Errorf("must be the number of its column, from 1, as the table has no headings")
	case form != FormFixed && (form != FormTable || p.out.table.headings) && (!named || c.number != 0):
		return fmt.Errorf("must name its heading")
	case c.unit != "" && !slices.Contains(units[field], c.unit):
		if len(units[field]) == 0 {
			return fmt.Errorf("has a unit, which only %s have", wordList(slices.Sorted(maps.Keys(units))))
		}
		return fmt.Errorf("has the unit %q: choose %s", c.unit, strings.Join(units[field], " or "))
	case !isTime && (p.forms[field] != "" || p.zones[field] != ""):
		return fmt.Errorf("has a layout or zone, which only %s have", strings.Join(slices.Concat(p.out.Format.table().times...), ", "))
	}
	return nil
}

// columnsIn finds the columns of a profile in a row of headings, which stand behind the made columns. missing lists the
// columns that are not there.
func (p *Profile) columnsIn(headings []string) (c columns, made []madeColumn, missing []string) {
	at := map[string]int{}
	for i := len(headings) - 1; i >= 0; i-- {
		at[plainHeading(headings[i])] = i
		at["="+strings.TrimSpace(headings[i])] = i
	}
	find := func(h string) int {
		if i, ok := at["="+strings.TrimSpace(h)]; ok {
			return i
		}
		if i, ok := at[plainHeading(h)]; ok && plainHeading(h) != "" {
			return i
		}
		return -1
	}
	c = columns{at: map[string]int{}, zones: map[string]string{}}
	for _, k := range p.constants {
		c.at[k.field] = len(made)
		c.names = append(c.names, k.field)
		made = append(made, madeColumn{constant: []byte(k.value)})
	}
	plain := map[string]int{}
	for i := range p.columns {
		col := &p.columns[i]
		switch {
		case len(col.join) > 0:
			m := madeColumn{with: []byte(col.with), key: col.key}
			for _, h := range col.join {
				if j := find(h); j >= 0 {
					m.join = append(m.join, j)
				} else {
					missing = append(missing, h)
				}
			}
			if len(m.join) > 0 {
				c.at[col.field] = len(made)
				c.names = append(c.names, strings.Join(col.join, col.with))
				made = append(made, m)
			}
		case col.number > 0:
			if col.number <= len(headings) {
				plain[col.field] = col.number - 1
			} else {
				missing = append(missing, fmt.Sprint(col.number))
			}
		default:
			if j := slices.IndexFunc(col.headings, func(h string) bool { return find(h) >= 0 }); j >= 0 && col.key != "" {
				c.at[col.field] = len(made)
				c.names = append(c.names, col.headings[j])
				made = append(made, madeColumn{join: []int{find(col.headings[j])}, key: col.key})
			} else if j >= 0 {
				plain[col.field] = find(col.headings[j])
			} else {
				missing = append(missing, col.headings[0])
			}
		}
	}
	for field, i := range plain {
		c.at[field] = len(made) + i
		if timeFields()[field] {
			c.zones[field] = zoneOfHeading(headings[i])
		}
	}
	c.names = append(c.names, headings...)
	c.made = len(made)
	for _, m := range made {
		for _, i := range m.join {
			c.parts = append(c.parts, c.made+i)
		}
	}
	return c, made, missing
}

// madeColumn is a column that the file does not have: a constant, or columns of the file put together.
type madeColumn struct {
	constant []byte
	join     []int // columns of the file
	with     []byte
	key      string // of the part of each that counts
}

// value is the column's text in a row of the file.
func (m *madeColumn) value(parts [][]byte) []byte {
	if m.join == nil {
		return m.constant
	}
	var out []byte
	for _, i := range m.join {
		v := valueOf(bytes.TrimSpace(at(parts, i)), m.key)
		if len(out) > 0 && len(v) > 0 {
			out = append(out, m.with...)
		}
		out = append(out, v...)
	}
	return out
}
