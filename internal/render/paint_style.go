package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// paintStyle is how an element is painted, with what it has from those around it.
type paintStyle struct {
	fill, stroke               string
	fillOpacity, strokeOpacity float64
	opacity                    float64
	width, miter               float64
	dash                       []float64
	offset                     float64
	join, end                  string
	fillRule                   string // the PDF operator
	size                       float64
	bold, italic, mono         bool
	anchor, dominantBaseline   string
}

// of returns the ink of an element within one painted with in.
func (in paintStyle) of(n *node) (paintStyle, error) {
	p := in
	get := func(name string, into *string) {
		if v := n.attrs[name]; v != "" && v != "inherit" {
			*into = v
		}
	}
	get("fill", &p.fill)
	get("stroke", &p.stroke)
	get("stroke-linejoin", &p.join)
	get("stroke-linecap", &p.end)
	get("text-anchor", &p.anchor)
	get("dominant-baseline", &p.dominantBaseline)
	p.fillOpacity = n.number("fill-opacity", in.fillOpacity)
	p.strokeOpacity = n.number("stroke-opacity", in.strokeOpacity)
	p.opacity = in.opacity * n.number("opacity", 1)
	p.width, p.miter = n.number("stroke-width", in.width), n.number("stroke-miterlimit", in.miter)
	if dash := n.attrs["stroke-dasharray"]; dash != "" {
		p.dash = numbers(dash)
	}
	p.offset = n.number("stroke-dashoffset", in.offset)
	p.fillRule = "f"
	if n.attrs["fill-rule"] == "evenodd" {
		p.fillRule = "f*"
	}
	p.letters(n)
	return p, p.check()
}

// letters reads the font, given in parts or as one shorthand such as "italic bold 12px Liberation Sans".
func (p *paintStyle) letters(n *node) {
	for word := range strings.FieldsSeq(n.attrs["font"]) {
		if px, ok := strings.CutSuffix(word, "px"); ok {
			if v, err := strconv.ParseFloat(px, 64); err == nil {
				p.size = v
			}
			continue
		}
		p.weight(word)
		p.italic = p.italic || word == "italic"
	}
	p.size = n.number("font-size", p.size)
	p.weight(n.attrs["font-weight"])
	if v := n.attrs["font-style"]; v != "" {
		p.italic = v == "italic"
	}
	if v := n.attrs["font-family"]; v != "" {
		p.mono = strings.Contains(strings.ToLower(v), "mono")
	}
}

func (p *paintStyle) weight(word string) {
	if v, err := strconv.Atoi(word); err == nil {
		p.bold = v >= 600
		return
	}
	switch word {
	case "bold", "bolder":
		p.bold = true
	case "normal":
		p.bold = false
	}
}

// check makes sure of the colours, so that a mistake is met where it is.
func (p *paintStyle) check() error {
	for _, c := range []string{p.fill, p.stroke} {
		if c == "none" || c == "transparent" || reference(c) != "" {
			continue
		}
		if _, err := colorOf(c); err != nil {
			return err
		}
	}
	if p.fill == "transparent" {
		p.fill = "none"
	}
	if p.stroke == "transparent" {
		p.stroke = "none"
	}
	return nil
}

func (p *paintStyle) face() Face {
	switch {
	case p.mono:
		return Mono
	case p.bold:
		return Bold
	case p.italic:
		return Italic
	}
	return Regular
}

// baseline is how far below the given height the letters stand, in ems: Liberation Sans reaches 0.905 em up and 0.212 down.
func (p *paintStyle) baseline() float64 {
	switch p.dominantBaseline {
	case "central":
		return (0.905 - 0.212) / 2
	case "middle":
		return 0.519 / 2 // half the height of an x
	case "hanging":
		return 0.72
	case "text-before-edge", "before-edge":
		return 0.905
	case "text-after-edge", "after-edge", "ideographic":
		return -0.212
	}
	return 0
}

// seen reports whether anything is painted at all.
func (p *paintStyle) seen() bool { return p.fill != "none" || p.stroke != "none" }

func (p *paintStyle) fillAlpha() float64   { return p.opacity * p.fillOpacity * alphaOf(p.fill) }
func (p *paintStyle) strokeAlpha() float64 { return p.opacity * p.strokeOpacity * alphaOf(p.stroke) }

// pen writes the operators for width, ends, corners and dashes of a line.
func (p *paintStyle) pen() string {
	words := []string{coordinate(p.width), "w"}
	words = append(words, map[string]string{"round": "1", "square": "2"}[p.end], "J",
		map[string]string{"round": "1", "bevel": "2"}[p.join], "j")
	for i, w := range words {
		if w == "" {
			words[i] = "0"
		}
	}
	words = append(words, coordinate(math.Max(1, p.miter)), "M")
	sum := 0.0
	for _, d := range p.dash {
		sum += d
	}
	if sum > 0 {
		words = append(words, "[")
		dash := p.dash
		if len(dash)%2 == 1 {
			dash = append(append([]float64{}, dash...), dash...)
		}
		for _, d := range dash {
			words = append(words, coordinate(d))
		}
		words = append(words, "]", coordinate(p.offset), "d")
	}
	return strings.Join(words, " ")
}

// operands writes a colour for the operators rg and RG.
func (c Color) operands() string {
	return coordinate(float64(c.R)/255) + " " + coordinate(float64(c.G)/255) + " " + coordinate(float64(c.B)/255)
}

// named are the colours that our drawings name.
func namedColor(s string) (Color, bool) {
	switch s {
	case "black":
		return Color{}, true
	case "white":
		return Color{255, 255, 255}, true
	}
	return Color{}, false
}

// colorOf reads "#rgb", "#rrggbb", "rgb(…)", "rgba(…)" or a name; what is transparent in it is told by alphaOf.
func colorOf(s string) (Color, error) {
	s = strings.TrimSpace(s)
	if c, ok := namedColor(s); ok {
		return c, nil
	}
	if hex, ok := strings.CutPrefix(s, "#"); ok {
		if len(hex) == 3 || len(hex) == 4 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		if len(hex) == 8 {
			hex = hex[:6]
		}
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil && len(hex) == 6 {
			return Color{uint8(v >> 16), uint8(v >> 8), uint8(v)}, nil
		}
	}
	if parts := function(s); len(parts) >= 3 {
		return Color{clip8(parts[0]), clip8(parts[1]), clip8(parts[2])}, nil
	}
	return Color{}, fmt.Errorf("colour %q is not known", s)
}

// alphaOf is how much a colour covers.
func alphaOf(s string) float64 {
	if parts := function(s); len(parts) == 4 {
		return math.Min(1, math.Max(0, parts[3]))
	}
	return 1
}

func function(s string) []float64 {
	list, ok := strings.CutPrefix(s, "rgba(")
	if !ok {
		list, ok = strings.CutPrefix(s, "rgb(")
	}
	if !ok {
		return nil
	}
	return numbers(strings.TrimSuffix(list, ")"))
}

func clip8(v float64) uint8 { return uint8(math.Min(255, math.Max(0, math.Round(v)))) }
