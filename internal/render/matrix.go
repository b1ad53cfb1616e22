package render

import (
	"fmt"
	"math"
	"strings"
)

// matrix maps (x, y) to (ax+cy+e, bx+dy+f), as in SVG and PDF.
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// then returns the matrix that applies inner first.
func (m matrix) then(inner matrix) matrix {
	return matrix{
		m.a*inner.a + m.c*inner.b, m.b*inner.a + m.d*inner.b,
		m.a*inner.c + m.c*inner.d, m.b*inner.c + m.d*inner.d,
		m.a*inner.e + m.c*inner.f + m.e, m.b*inner.e + m.d*inner.f + m.f,
	}
}

// transform reads an SVG transform list.
func transform(s string) (matrix, error) {
	m := identity
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimLeft(s, " ,\n\t") {
		name, rest, ok := strings.Cut(s, "(")
		list, after, closed := strings.Cut(rest, ")")
		if !ok || !closed {
			return m, fmt.Errorf("transform %q is not closed", s)
		}
		one, err := transformOf(strings.TrimSpace(name), numbers(list))
		if err != nil {
			return m, err
		}
		m, s = m.then(one), after
	}
	return m, nil
}

func transformOf(name string, v []float64) (matrix, error) {
	at := func(i int, other float64) float64 {
		if i < len(v) {
			return v[i]
		}
		return other
	}
	switch {
	case name == "translate" && len(v) >= 1:
		return matrix{1, 0, 0, 1, v[0], at(1, 0)}, nil
	case name == "scale" && len(v) >= 1:
		return matrix{v[0], 0, 0, at(1, v[0]), 0, 0}, nil
	case name == "rotate" && len(v) >= 1:
		sin, cos := math.Sincos(v[0] * math.Pi / 180)
		x, y := at(1, 0), at(2, 0)
		return matrix{1, 0, 0, 1, x, y}.then(matrix{cos, sin, -sin, cos, 0, 0}).then(matrix{1, 0, 0, 1, -x, -y}), nil
	case name == "matrix" && len(v) == 6:
		return matrix{v[0], v[1], v[2], v[3], v[4], v[5]}, nil
	}
	return identity, fmt.Errorf("transform %s with %d numbers is not known", name, len(v))
}

// inverse returns the matrix that undoes m; ok is false when nothing does.
func (m matrix) inverse() (out matrix, ok bool) {
	det := m.a*m.d - m.b*m.c
	if det == 0 {
		return identity, false
	}
	out = matrix{m.d / det, -m.b / det, -m.c / det, m.a / det, 0, 0}
	out.e, out.f = -(out.a*m.e + out.c*m.f), -(out.b*m.e + out.d*m.f)
	return out, true
}
