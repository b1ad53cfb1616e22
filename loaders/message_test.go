package loaders

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestMessageKeysAreExplained loads a message of every key of the table and holds it to the table's words; of a key that is not
// in it, nothing is said.
func TestMessageKeysAreExplained(t *testing.T) {
	for _, key := range append(slices.Collect(maps.Keys(messageKeys())), "XQZ") {
		m, _, err := load(t, FormatNCIC, "keys.csv",
			fmt.Appendf(nil, "date,time,mke,ori,name\n07/04/2026,12:00,%s,TX2270100,\"INVENTED, JANE\"\n", key))
		if err != nil {
			t.Fatal(err)
		}
		k, known := messageKeys()[key]
		said := m.out.String()
		if explained := strings.Contains(said, fmt.Sprintf("message meaning = %q", k.meaning)); m.taken != 1 || explained != known {
			t.Errorf("%s, %q, is taken as %s", key, k.meaning, said)
		}
	}
}
