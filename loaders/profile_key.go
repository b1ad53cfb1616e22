package loaders

import (
	"bytes"
	"regexp"
)

// valueOf is the part of a value that a key names, where the value is itself a list of keys and values, as JSON or Python write
// them: of {'code': 'us-tx', 'score': 0.7} by code it is us-tx. Any other value is itself, and so is each without a key.
func valueOf(value []byte, key string) []byte {
	if key == "" || len(value) == 0 || value[0] != '{' && value[0] != '[' {
		return value
	}
	for _, quote := range []string{"'", `"`} {
		_, rest, found := bytes.Cut(value, []byte(quote+key+quote))
		if rest = bytes.TrimLeft(rest, " "); !found || len(rest) == 0 || rest[0] != ':' {
			continue
		}
		rest = bytes.TrimLeft(rest[1:], " ")
		if len(rest) > 0 && (rest[0] == '\'' || rest[0] == '"') {
			if end := bytes.IndexByte(rest[1:], rest[0]); end >= 0 {
				return rest[1 : 1+end]
			}
			return nil
		}
		end := bytes.IndexAny(rest, ",}]")
		if end < 0 {
			return nil
		}
		if rest = bytes.TrimSpace(rest[:end]); string(rest) == "None" || string(rest) == "null" {
			return nil
		}
		return rest
	}
	return nil
}

var keyText = regexp.MustCompile(`['"](\w+)['"]\s*:`)

// keyThatFits is the key whose parts of values fit a test most often, "" when none does.
func keyThatFits(values []string, test func(string) bool) (best string) {
	counts := map[string]int{}
	for _, v := range values[:min(len(values), 50)] {
		if v[0] != '{' && v[0] != '[' {
			continue
		}
		for _, m := range keyText.FindAllStringSubmatch(v, 20) {
			if test(string(valueOf([]byte(v), m[1]))) {
				counts[m[1]]++
			}
		}
	}
	for key, n := range counts {
		if n > counts[best] || n == counts[best] && key < best {
			best = key
		}
	}
	return best
}

// partsOf are the parts of values that a key names, of those that have it.
func partsOf(values []string, key string) (parts []string) {
	for _, v := range values {
		if part := valueOf([]byte(v), key); len(part) > 0 {
			parts = append(parts, string(part))
		}
	}
	return parts
}
