package analysis

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// Finding is something found in what is known of one or several subjects. What page, report, charts and API show of it stands
// in it, so that they need not know what sort of finding it is.
type Finding struct {
	Key  string `json:"key"`  // kind and number among those of its detector, from 0: "conflict:5"; given by Analyze
	Kind string `json:"kind"` // Detector.Kind
	Statement
	Start    time.Time   `json:"start,omitzero"` // when what was found began and ended; zero: not at a time
	End      time.Time   `json:"end,omitzero"`
	Subjects []int64     `json:"subjects"`
	Rank     float64     `json:"rank"`    // those that weigh most are shown first; equal ranks keep their order
	Certain  bool        `json:"certain"` // beyond doubt, as far as the records are right
	Shapes   []Shape     `json:"shapes"`
	Marks    []ChartMark `json:"marks"`
	Facts    []Fact      `json:"facts"`
	Data     Data        `json:"data,omitempty"`
}

// Data is what a finding carries that has a chart or a table of its own: a Circuit, a Place.
type Data any

// Form is how a shape or a mark is drawn.
type Form string

const (
	FormDisc  Form = "disc"  // a filled circle about a point
	FormWay   Form = "way"   // an inferred line with a direction
	FormClash Form = "clash" // a line between two records that cannot both be right; of a mark, with a triangle
	FormStop  Form = "stop"  // a point with a name, and a number where it is one of a round
	FormBar   Form = "bar"   // of a mark: a bar from the beginning to the end
)

// Forms are all forms.
func Forms() []Form { return []Form{FormDisc, FormWay, FormClash, FormStop, FormBar} }

// Shape is what a finding looks like on a map.
type Shape struct {
	Form   Form        `json:"form"`
	Points []orb.Point `json:"points"` // lon, lat: one of a disc or a stop, two of a line, which follows the great circle
	Radius geo.Meters  `json:"radius_m,omitempty"`
	Label  string      `json:"label,omitempty"`
	Number int         `json:"number,omitempty"`
}

// ChartMark is what a finding looks like on the timeline, in a row that all its detector's marks of one lane share. It goes from one
// event to another, each in the zone of its place, or from one instant to another.
type ChartMark struct {
	Lane  string    `json:"lane"` // label of the row
	Form  Form      `json:"form"`
	Event [2]string `json:"event"` // ids of the events it goes from and to; "" where From and To say it
	From  time.Time `json:"from,omitzero"`
	To    time.Time `json:"to,omitzero"`
	Zone  string    `json:"zone,omitempty"` // IANA zone of the place, for From and To
}

// Fact is one particular of a finding: a text, an instant, events, or a text followed by either.
type Fact struct {
	Label    string    `json:"label"`
	Value    string    `json:"value,omitempty"`
	At       time.Time `json:"at,omitzero"`
	Zone     string    `json:"zone,omitempty"` // IANA zone of the place, for At
	Evidence []string  `json:"evidence"`       // ids of events
}

func disc(center orb.Point, radius geo.Meters, label string) Shape {
	return Shape{Form: FormDisc, Points: []orb.Point{center}, Radius: max(1, radius), Label: label}
}

func line(form Form, a, b orb.Point) Shape { return Shape{Form: form, Points: []orb.Point{a, b}} }

// factOf is a fact that is a text.
func factOf(label, value string) Fact { return Fact{Label: label, Value: value} }

// lengthText writes a length to two figures: "30 m", "4.5 km", "1200 km".
func lengthText(m geo.Meters) string {
	if m < 1000 {
		return fmt.Sprintf("%.0f m", math.Round(float64(m)))
	}
	km := float64(m) / 1000
	figure := math.Pow(10, math.Floor(math.Log10(km))-1)
	return grouped3(math.Round(km/figure)*figure) + " km"
}

// grouped3 writes a number with commas between thousands, and with a decimal where it has one.
func grouped3(v float64) string {
	text := strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
	for at := len(strconv.FormatFloat(math.Floor(v), 'f', 0, 64)) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }
