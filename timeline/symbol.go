package timeline

// Symbol is the outline of the mark of a kind, the same on map, timeline, table, paper and in files. It is solid where the mark
// lies where something was, and hollow where only an area or an office is known.
type Symbol string

const (
	Dot      Symbol = "dot"
	Square   Symbol = "square"
	Diamond  Symbol = "diamond"
	Triangle Symbol = "triangle"
	Hexagon  Symbol = "hexagon"
	Bar      Symbol = "bar" // lying
)

// Symbols are all outlines there are. Charts tell them by their place in this list.
func Symbols() []Symbol { return []Symbol{Dot, Square, Diamond, Triangle, Hexagon, Bar} }

// Corners are those of an outline around (0, 0), y downwards, of about the area of a circle of radius 1, which a Dot is: it has
// none.
func (s Symbol) Corners() [][2]float64 {
	switch s {
	case Square:
		return [][2]float64{{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}}
	case Diamond:
		return [][2]float64{{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}}
	case Triangle:
		return [][2]float64{{0, -1.35}, {1.35, 0.98}, {-1.35, 0.98}}
	case Hexagon:
		return [][2]float64{{0, -1.1}, {0.95, -0.55}, {0.95, 0.55}, {0, 1.1}, {-0.95, 0.55}, {-0.95, -0.55}}
	case Bar:
		return [][2]float64{{-1.4, -0.56}, {1.4, -0.56}, {1.4, 0.56}, {-1.4, 0.56}}
	}
	return nil
}
