package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Counted is how many of what were given or changed, in words: "3 cases"; "" where the action counts nothing.
func (r *Row) Counted() string {
	for nouns, actions := range counted() {
		if !slices.Contains(actions, r.Action) {
			continue
		}
		one, many, _ := strings.Cut(nouns, "/")
		if r.Rows == 1 {
			many = one
		}
		return strconv.Itoa(r.Rows) + " " + many
	}
	return ""
}

// counted lists the actions by what they count, one and many.
func counted() map[string][]string {
	return map[string][]string{
		"sighting/sightings":                 {"near", "dossier", "tile", "candidates", "export"},
		"event taken away/events taken away": {"undo"},
		"event moved/events moved":           {"agencies load"},
		"feature/features":                   {"features", "feature"},
		"record/records":                     {"record", "records", "load"},
		"rejected row/rejected rows":         {"rejects"},
		"case/cases":                         {"cases"},
		"load/loads":                         {"loads", "load shown", "handling"},
		"share/shares":                       {"shares", "share", "unshare"},
		"plate/plates":                       {"plates of a load"},
		"holding/holdings":                   {"holding stated"},
		"mark/marks":                         {"marks", "mark", "unmark"},
		"address/addresses":                  {"geocode", "address placed", "address asked"},
		"hit/hits":                           {"hits", "hits seen"},
		"notice/notices":                     {"notices", "notices seen"},
		"member/members":                     {"members"},
		"account/accounts":                   {"accounts"},
		"key/keys":                           {"keys"},
	}
}

// Said is what was asked or changed, in words, one part a line's worth: "subject 7", "owner: ZZ9990100 → ZZ9990200". Raw JSON
// stays what is no object.
func (r *Row) Said() []string {
	var asked map[string]any
	read := json.NewDecoder(bytes.NewReader([]byte(r.Asked)))
	read.UseNumber() // so that numbers stay as they were written
	if err := read.Decode(&asked); err != nil {
		return []string{r.Asked}
	}
	before, hasBefore := asked["before"].(map[string]any)
	after, hasAfter := asked["after"].(map[string]any)
	var said []string
	for _, name := range sorted(asked) {
		if name == "before" && hasBefore || name == "after" && hasAfter {
			continue
		}
		said = append(said, plain(name)+" "+text(asked[name]))
	}
	both := map[string]any{}
	for _, side := range []map[string]any{before, after} {
		for name := range side {
			both[name] = nil
		}
	}
	for _, name := range sorted(both) {
		was, had := before[name]
		is, has := after[name]
		switch {
		case had && has:
			said = append(said, fmt.Sprintf("%s: %s → %s", plain(name), text(was), text(is)))
		case has && hasBefore:
			said = append(said, fmt.Sprintf("%s: nothing → %s", plain(name), text(is)))
		case has:
			said = append(said, fmt.Sprintf("%s: %s", plain(name), text(is)))
		default:
			said = append(said, fmt.Sprintf("%s: %s → nothing", plain(name), text(was)))
		}
	}
	return said
}

func plain(name string) string { return strings.ReplaceAll(name, "_", " ") }

func sorted(m map[string]any) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// text is a value as it is read: without the quotes and braces of JSON.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case string:
		if v == "" {
			return "nothing"
		}
		return v
	case json.Number:
		return v.String()
	case []any:
		if len(v) == 0 {
			return "nothing"
		}
		var parts []string
		for _, x := range v {
			parts = append(parts, text(x))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		if len(v) == 0 {
			return "nothing"
		}
		var parts []string
		for _, name := range sorted(v) {
			parts = append(parts, plain(name)+" "+text(v[name]))
		}
		return "(" + strings.Join(parts, ", ") + ")"
	}
	return fmt.Sprint(v)
}
