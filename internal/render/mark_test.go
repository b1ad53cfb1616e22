package render

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sightline/timeline"
	"sightline/timeline/kinds"
)

var outlined = regexp.MustCompile(`<path d="M([-0-9.,L ]+)Z" fill="(#[0-9a-f]{6})" stroke="(#[0-9a-f]{6})" stroke-width="[.0-9]+"/>`)

// TestMapHasTheSymbolOfEachKind draws a sighting of each kind, where it was and at an office, and looks for the outline and colour
// of the kind, on the map and in its legend.
func TestMapHasTheSymbolOfEachKind(t *testing.T) {
	base := openAtlas(t)
	for _, k := range append(kinds.All(), kinds.Of("not known")) {
		for _, class := range []timeline.Class{timeline.ClassGPS, timeline.ClassAgency, timeline.ClassCity} {
			s := newStory()
			s.add(0, k.Name, class, -97, 35, 5000, "")
			m, err := TravelMap(base, s.d, MapOptions{})
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, drawn := range outlined.FindAllStringSubmatch(m.SVG, -1) {
				ink := drawn[3]
				if class == timeline.ClassGPS {
					ink = drawn[2]
				}
				if corners := strings.Count(drawn[1], "L") + 1; ink == k.Light && corners == len(k.Symbol.Corners()) &&
					alike(drawn[1], k.Symbol.Corners()) {
					found++
				}
			}
			if k.Symbol == timeline.Dot {
				ink := ` stroke="` + k.Light + `" stroke-width="1.5"`
				if class == timeline.ClassGPS {
					ink = ` fill="` + k.Light + `" stroke="`
				}
				for _, line := range strings.SplitAfter(m.SVG, ">") {
					if strings.Contains(line, "<circle") && strings.Contains(line, ink) {
						found++
					}
				}
			}
			if found != 2 {
				t.Errorf("%s, %s: its %s is drawn %d times, want it on the map and in the legend", k.Name, class, k.Symbol, found)
			}
		}
	}
}

// alike reports whether path data has the form of an outline, wherever and however large it is drawn.
func alike(data string, corners [][2]float64) bool {
	var points [][2]float64
	var x, y float64
	for _, pair := range strings.Split(strings.ReplaceAll(data, "L", " L"), " L") {
		at := strings.FieldsFunc(pair, func(r rune) bool { return r == ',' || r == ' ' })
		var p [2]float64
		for i := range p {
			p[i], _ = strconv.ParseFloat(at[i], 64)
		}
		points = append(points, p)
	}
	for i := range points {
		x, y = x+points[i][0]/float64(len(points)), y+points[i][1]/float64(len(points))
	}
	size := 0.0
	for i, c := range corners {
		if i == 0 {
			size = (points[0][1] - y) / (c[1] - middle(corners))
		}
		if dx, dy := points[i][0]-x-size*c[0], points[i][1]-y-size*(c[1]-middle(corners)); dx*dx+dy*dy > 0.1 {
			return false
		}
	}
	return true
}

func middle(corners [][2]float64) float64 {
	y := 0.0
	for _, c := range corners {
		y += c[1] / float64(len(corners))
	}
	return y
}
