package store

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/ewkb"

	"sightline/geo"
	"sightline/internal/query"
	"sightline/sql"
	"sightline/timeline"
	"sightline/timeline/plate"
)

// searchAsk is a question as sql/functions/30_areas.sql tells.
type searchAsk struct {
	Areas      []searchArea         `json:"areas,omitempty"`
	Boxes      [][4]float64         `json:"boxes,omitempty"`
	From       *time.Time           `json:"from,omitempty"`
	To         *time.Time           `json:"to,omitempty"`
	Case       int64                `json:"case,omitempty"`
	Kinds      []timeline.KindName  `json:"kinds,omitempty"`
	Named      bool                 `json:"named,omitempty"` // the kinds were asked for by name
	Spans      bool                 `json:"spans,omitempty"` // those that are spans are found too
	MaxRadius  *geo.Meters          `json:"max_radius,omitempty"`
	Plates     []string             `json:"plates,omitempty"`
	Prefixes   []string             `json:"prefixes,omitempty"`
	Subjects   []int64              `json:"subjects,omitempty"`
	Pattern    string               `json:"pattern,omitempty"`
	OCR        bool                 `json:"ocr,omitempty"`
	State      string               `json:"state,omitempty"`
	Confidence float64              `json:"confidence,omitempty"`
	Heading    *int                 `json:"heading,omitempty"`
	Within     *int                 `json:"within,omitempty"`
	Coarsest   *int                 `json:"coarsest,omitempty"` // of reads
	Units      []timeline.Precision `json:"units,omitempty"`    // of sightings of cases
	Hours      *searchHours         `json:"hours,omitempty"`
	Nearest    bool                 `json:"nearest,omitempty"`
	ReadsOnly  bool                 `json:"reads_only,omitempty"`
	After      *searchAfter         `json:"after,omitempty"`
	Most       int                  `json:"most"`
}

type searchArea struct {
	Cover string     `json:"cover,omitempty"`
	Edge  string     `json:"edge"`
	Reach geo.Meters `json:"reach"`
}

type searchHours struct {
	From   int `json:"from"`
	Length int `json:"length"`
	Days   int `json:"days"`
}

type searchAfter struct {
	At       string     `json:"at"`
	Load     int64      `json:"load"`
	Line     int32      `json:"line"`
	ID       int64      `json:"id"`
	Distance geo.Meters `json:"distance"`
}

// newSearchAsk translates a question but for its case.
func newSearchAsk(s query.Search) (*searchAsk, error) {
	of, spans := s.Searched()
	a := &searchAsk{
		From: orNull(s.From), To: orNull(s.To), Kinds: of, Named: len(s.Kinds) > 0, Spans: spans, State: s.Plate.State,
		Confidence: s.MinConfidence, Nearest: s.Order == query.Nearest,
		ReadsOnly: !asksForEvents(s), Most: s.Limit + 1,
	}
	for _, shape := range s.Areas {
		area, err := newSearchArea(shape)
		if err != nil {
			return nil, err
		}
		a.Areas = append(a.Areas, area)
		for _, b := range shape.Bounds() {
			a.Boxes = append(a.Boxes, [4]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]})
		}
	}
	if s.MaxRadius > 0 {
		a.MaxRadius = &s.MaxRadius
	}
	if s.Coarsest != "" {
		a.Units = s.Coarsest.Units()
		coarsest := min(len(a.Units), len(readPrecisions)) - 1
		a.Coarsest = &coarsest
	}
	if h := s.Heading; h != nil {
		a.Heading, a.Within = &h.Degrees, &h.Within
	}
	if !s.Hours.IsZero() {
		a.Hours = &searchHours{s.Hours.From, s.Hours.Length(), s.Hours.Days()}
	}
	a.putPlate(s)
	return a, a.putAfter(s)
}

// asksForEvents reports whether events of cases can be meant: they have no heading and no confidence.
func asksForEvents(s query.Search) bool {
	meant := len(s.Kinds) == 0 || slices.ContainsFunc(s.Kinds, func(k timeline.KindName) bool { return k != timeline.KindRead })
	return meant && s.Heading == nil && s.MinConfidence == 0
}

func asksForReads(s query.Search) bool {
	return len(s.Kinds) == 0 || slices.Contains(s.Kinds, timeline.KindRead)
}

// usefulPrefix is how many characters of a plate must be known for its index to beat a look at all reads of an area.
const usefulPrefix = 4

func (a *searchAsk) putPlate(s query.Search) {
	if s.Plate.IsZero() {
		return
	}
	prefixes, whole := s.Plate.Prefixes(query.MaxPlatePrefixes)
	if whole {
		a.Plates = prefixes
		return
	}
	a.putPattern(s.Plate)
	if len(s.Areas) == 0 || len(prefixes[0]) >= usefulPrefix {
		a.Prefixes = prefixes
	}
}

func (a *searchAsk) putPattern(p plate.Pattern) {
	a.OCR, a.Pattern = p.OCR, strings.NewReplacer("?", "_", "*", "%").Replace(p.Folded())
}

// putAfter adds the place where the page before ended. Sightings of cases come before reads of the same instant, so after
// one of them every read of its instant is still to come, and after a read none of them is.
func (a *searchAsk) putAfter(s query.Search) error {
	after := s.After
	if after.ID == "" {
		return nil
	}
	if !timeline.ValidRowID(after.ID) {
		return fmt.Errorf("store: cursor names no sighting: %q", after.ID)
	}
	at := &searchAfter{At: "-infinity", Distance: after.Distance, Load: math.MaxInt64, Line: math.MaxInt32}
	if !after.At.IsZero() {
		at.At = after.At.UTC().Format(time.RFC3339Nano)
	}
	load, line, isRead := strings.Cut(after.ID[1:], "-")
	n, err := strconv.ParseInt(load, 10, 64)
	if err != nil {
		return fmt.Errorf("store: cursor names no sighting: %w", err)
	}
	at.ID = n
	if isRead {
		m, err := strconv.ParseInt(line, 10, 32)
		if err != nil {
			return fmt.Errorf("store: cursor names no sighting: %w", err)
		}
		at.Load, at.Line, at.ID = n, int32(m), 0
	}
	a.After = at
	return nil
}

func newSearchArea(s geo.Shape) (searchArea, error) {
	var edge orb.Geometry = s.Edge()
	if s.Kind == geo.ShapeCircle {
		edge = s.Lines[0][0]
	}
	a := searchArea{Reach: s.Reach}
	var err error
	if a.Edge, err = hexEWKB(edge); err == nil && len(s.Polygons) > 0 {
		a.Cover, err = hexEWKB(s.Polygons)
	}
	return a, err
}

func hexEWKB(g orb.Geometry) (string, error) {
	body, err := ewkb.Marshal(g, srid, binary.LittleEndian)
	if err != nil {
		return "", fmt.Errorf("store: encode area: %w", err)
	}
	return hex.EncodeToString(body), nil
}

// SearchSQL is the statement that finds the reads a question asks for, with its one argument, as an answer runs it: what an
// answer costs is measured against it.
func SearchSQL(ask query.Search) (text string, argument any, err error) {
	a, err := newSearchAsk(ask)
	text = strings.ReplaceAll(sql.Query("SearchReads"), "@ask", "$1")
	return text, a, err
}
