package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"sightline/internal/query"
	"sightline/internal/web"
	"sightline/internal/words"
	"sightline/timeline"
	"sightline/timeline/kinds"
)

// nearCmd asks exactly what GET /api/v1/sightings asks, or with --question what POST /api/v1/sightings/search does.
type nearCmd struct {
	Lat           string  `placeholder:"DEGREES" help:"Latitude of a circle's centre."`
	Lon           string  `placeholder:"DEGREES" help:"Longitude, negative west of Greenwich."`
	Radius        string  `name:"radius-m" placeholder:"METRES" help:"Radius of the circle."`
	BBox          string  `name:"bbox" placeholder:"W,S,E,N" help:"A box instead of a circle, degrees, such as -98,35,-97,36."`
	Question      string  `placeholder:"FILE" type:"path" help:"Ask what this JSON file asks, as POST /api/v1/sightings/search takes it: several areas, polygons, corridors; - reads standard input. Other flags but --cursor and --purpose are not used."`
	From          string  `placeholder:"TIME" help:"From this time on, with offset, such as 2026-05-02T18:30:00-05:00."`
	To            string  `placeholder:"TIME" help:"Up to this time."`
	TimeOfDay     string  `placeholder:"HH:MM-HH:MM" help:"Only at these hours of the place's local time; they may run over midnight."`
	Weekdays      string  `placeholder:"DAYS" help:"Only when the hours begin on these days, such as fri,sat."`
	Kind          string  `placeholder:"KINDS" help:"Only these kinds, with commas between them: ${search_kinds}; without it, all."`
	Plate         *string `help:"Only this plate, anywhere if no area is named; ? stands for one character, * for any number."`
	PlateState    string  `placeholder:"XX" help:"State of the plate; plates read without a state are given too."`
	OCR           bool    `name:"ocr" help:"Take characters that readers confuse (0ODQ, 1I, 2Z, 5S, 8B, 6G) for the same."`
	Case          string  `placeholder:"NUMBER" help:"Only sightings of this case; it is written to the audit as the one you ask for."`
	MaxRadius     string  `name:"max-radius-m" placeholder:"METRES" help:"Only positions at least as certain."`
	Coarsest      string  `placeholder:"UNIT" help:"Only times at least as precise: second, minute, hour, day, month, year."`
	Heading       string  `help:"Only reads of vehicles going this way: degrees or N, NE, E …"`
	HeadingWithin string  `placeholder:"DEGREES" help:"Give or take (45)."`
	MinConfidence string  `placeholder:"0-1" help:"Only reads that are at least as sure."`
	Order         string  `help:"newest or nearest first (newest)."`
	Count         string  `help:"Count what all pages hold: bounded, exact or none (none)."`
	Purpose       string  `help:"Why you ask; it is written to the audit."`
	Limit         string  `help:"Most sightings to give (100)."`
	Cursor        string  `help:"Go on where the page before ended."`
}

// Run prints a page of the answer.
func (c *nearCmd) Run(a *app) error {
	ask, err := c.request()
	if err != nil {
		return badInput("%w", err)
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	key, err := s.CursorKey(a.ctx)
	if err != nil {
		return err
	}
	cursors := web.NewCursors(key)
	if ask.Search.Case == "" {
		ask.Search.Case = ask.Case
	}
	if err := cursors.Resume(&ask.Search, ask.Cursor); err != nil {
		return badInput("%w", err)
	}
	look := a.look(cmp.Or(c.Purpose, ask.Purpose))
	look.Case = ask.Case
	page, err := s.Search(a.ctx, ask.Search, look)
	if errors.Is(err, query.ErrTooWide) {
		return badInput("%w", err)
	}
	if err != nil {
		return err
	}
	answer := web.SearchAnswer{Page: page}
	if page.Next != nil {
		if answer.Cursor, err = cursors.Next(ask.Search, *page.Next); err != nil {
			return err
		}
	}
	return a.print(answer, nearText(answer))
}

// request reads the flags or the file.
func (c *nearCmd) request() (web.SearchRequest, error) {
	if c.Question != "" {
		return c.read()
	}
	values := url.Values{}
	for name, text := range map[string]string{
		"lat": c.Lat, "lon": c.Lon, "radius_m": c.Radius, "bbox": c.BBox, "from": c.From, "to": c.To, "time_of_day": c.TimeOfDay, "weekdays": c.Weekdays,
		"kind": c.Kind, "plate_state": c.PlateState, "case": c.Case, "max_radius_m": c.MaxRadius, "coarsest": c.Coarsest,
		"heading": c.Heading, "heading_within": c.HeadingWithin, "min_confidence": c.MinConfidence, "order": c.Order, "count": c.Count, "limit": c.Limit, "cursor": c.Cursor,
	} {
		if text != "" {
			values.Set(name, text)
		}
	}
	if c.Plate != nil {
		values.Set("plate", *c.Plate) // an empty one is told, not left out
	}
	if c.OCR {
		values.Set("ocr", "true")
	}
	return web.ParseSearch(values)
}

func (c *nearCmd) read() (ask web.SearchRequest, err error) {
	in := os.Stdin
	if c.Question != "-" {
		if in, err = os.Open(c.Question); err != nil {
			return ask, fmt.Errorf("open question: %w", err)
		}
		defer in.Close()
	}
	text, err := io.ReadAll(io.LimitReader(in, web.MaxSearchBody+1))
	if err != nil {
		return ask, fmt.Errorf("read question: %w", err)
	}
	if len(text) > web.MaxSearchBody {
		return ask, errors.New("the question is too large")
	}
	ask, err = web.ParseSearchBody(text)
	ask.Cursor = cmp.Or(c.Cursor, ask.Cursor)
	return ask, err
}

// nearText is an answer as a table.
func nearText(answer web.SearchAnswer) string {
	var text strings.Builder
	page := answer.Page
	for i := range page.Found {
		writeNear(&text, &page.Found[i])
	}
	if page.Why != "" {
		fmt.Fprintln(&text, page.Why)
	}
	if n := page.Count; n != nil {
		least := ""
		if n.AtLeast {
			least = "at least "
		}
		fmt.Fprintf(&text, "All pages hold %s%s.\n", least, words.Count(n.Number, "sighting"))
	}
	if answer.Cursor != "" {
		fmt.Fprintf(&text, "There is more: add --cursor %s\n", answer.Cursor)
	}
	for _, caveat := range kinds.Caveats() {
		fmt.Fprintln(&text, caveat)
	}
	return text.String()
}

func writeNear(text *strings.Builder, n *query.Nearby) {
	s := &n.Sighting
	what := ""
	if s.Plate != nil {
		what = s.Plate.String()
	}
	if s.Key != "" {
		what = strings.TrimSpace(timeline.MessageText(s.Key, s.Fields) + " " + what)
	}
	notes := ""
	if s.Heading != nil {
		notes += fmt.Sprintf("  going %d°", *s.Heading)
	}
	for _, f := range s.When.Flags {
		notes += fmt.Sprintf("  time %s", f)
	}
	at := ""
	if n.Relation != "" {
		at = fmt.Sprintf("%-9s %7.0f m ", n.Relation, n.Distance)
	}
	fmt.Fprintf(text, "%s  %-11s  %-16s  %s± %.0f m  %s (%s)  case %s  %s%s\n", s.When.Start.Format("2006-01-02 15:04:05Z"), kinds.Of(s.Kind).One,
		what, at, s.Where.Radius, s.Where.Label, s.Where.Class, n.Case, s.ID, notes)
}
