package export

import (
	"fmt"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

// TestKMLHasTheSymbolOfEachKind holds the mark of each kind, where it was and of an office, to its symbol and colour, and its
// folder to its group.
func TestKMLHasTheSymbolOfEachKind(t *testing.T) {
	for _, k := range append(kinds.All(), kinds.Of("not known")) {
		for _, class := range []timeline.Class{timeline.ClassGPS, timeline.ClassAgency} {
			d := tell().seen(func(s *timeline.Event) {
				s.Kind, s.Where.Class = k.Name, class
				if k.Name == timeline.KindRead {
					s.Parties = kinds.Vehicle(timeline.Plate{Number: "ZZZ0000", State: "TX"})
				}
			}).Dossier
			doc := document(t, written(t, "kmz", d, given()))
			url := mark(t, doc, "e1").texts("styleUrl")[0]
			for _, style := range doc.all("Style") {
				if "#"+style.ID != url {
					continue
				}
				href, color := style.texts("href")[0], style.all("IconStyle")[0].texts("color")[0]
				light := strings.TrimPrefix(k.Light, "#")
				if want := fmt.Sprintf("ff%s%s%s", light[4:6], light[2:4], light[0:2]); href != iconName(k.Symbol,
					class == timeline.ClassGPS) || color != want {
					t.Errorf("%s, %s: drawn as %s in %s, want %s", k.Name, class, href, color, want)
				}
				url = ""
			}
			if url != "" {
				t.Errorf("%s: there is no style %s", k.Name, url)
			}
			if names := doc.all("Folder")[0].texts("name"); !strings.HasPrefix(names[0], k.Group+" (1)") {
				t.Errorf("%s lies in %v, want %s", k.Name, names, k.Group)
			}
		}
	}
}

// TestPicturesOfSymbolsDiffer: no two of the pictures are the same, and none is empty or reaches its edge.
func TestPicturesOfSymbolsDiffer(t *testing.T) {
	seen := map[string]string{}
	for _, s := range timeline.Symbols() {
		for _, exact := range []bool{true, false} {
			body := string(picture(s, exact))
			if other := seen[body]; other != "" {
				t.Errorf("%s looks like %s", iconName(s, exact), other)
			}
			seen[body] = iconName(s, exact)
			for i := range 32 {
				for _, p := range [][2]int{{i, 0}, {i, 31}, {0, i}, {31, i}} {
					if corners := s.Corners(); depth(corners, float64(p[0])-15.5, float64(p[1])-15.5, 10.5) >= 0.5 {
						t.Errorf("%s reaches the edge of its picture at %v", s, p)
					}
				}
			}
		}
	}
}
