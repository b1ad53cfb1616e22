package main

import (
	"fmt"
	"strings"

	"sightline/internal/web"
	"sightline/timeline"
)

type nearCmd struct {
	Lat     string `required:"" help:"Latitude, degrees."`
	Lon     string `required:"" help:"Longitude, degrees, negative west of Greenwich: write --lon=-97.5."`
	Radius  string `name:"radius-m" required:"" placeholder:"METRES" help:"Radius, metres."`
	From    string `placeholder:"TIME" help:"From this time on, with offset, such as 2026-05-02T18:30:00-05:00."`
	To      string `placeholder:"TIME" help:"Up to this time."`
	Source  string `help:"ncic or plate; without it, both."`
	Case    string `placeholder:"NUMBER" help:"Only sightings of this case."`
	Purpose string `help:"Why you ask; it is written to the audit."`
	Limit   string `help:"Most sightings to give (100)."`
	Cursor  string `help:"Go on where the page before ended."`
}

// Run asks exactly what GET /api/v1/sightings asks, with the same checks.
func (c *nearCmd) Run(a *app) error {
	values := map[string][]string{}
	for name, text := range map[string]string{
		"lat": c.Lat, "lon": c.Lon, "radius_m": c.Radius, "from": c.From, "to": c.To, "source": c.Source, "case": c.Case, "limit": c.Limit, "cursor": c.Cursor,
	} {
		if text != "" {
			values[name] = []string{text}
		}
	}
	ask, err := web.ParseNear(values)
	if err != nil {
		return badInput("%w", err)
	}
	s, err := a.open()
	if err != nil {
		return err
	}
	look := a.look(c.Purpose)
	look.Case = c.Case
	page, err := s.Near(a.ctx, ask, look)
	if err != nil {
		return err
	}
	return a.print(web.NearCollection(page, nil), nearText(page))
}

// nearText is an answer as a table.
func nearText(page timeline.Page) string {
	var text strings.Builder
	for _, n := range page.Found {
		what := ""
		if n.Sighting.Plate != nil {
			what = n.Sighting.Plate.String()
		}
		if n.Sighting.Key != "" {
			what = strings.TrimSpace(n.Sighting.Key + " " + what)
		}
		flags := ""
		for _, f := range n.Sighting.When.Flags {
			flags += fmt.Sprintf("  time %s", f)
		}
		fmt.Fprintf(&text, "%s  %-5s  %-16s  %-9s %7.0f m ± %.0f m  %s (%s)  case %s  %s%s\n", n.Sighting.When.Start.Format("2006-01-02 15:04:05Z"), n.Sighting.Source,
			what, n.Relation, n.Distance, n.Sighting.Where.Radius, n.Sighting.Where.Label, n.Sighting.Where.Class, n.Case, n.Sighting.ID, flags)
	}
	if page.Why != "" {
		fmt.Fprintln(&text, page.Why)
	}
	if page.Next != nil {
		fmt.Fprintf(&text, "There is more: add --cursor %s\n", web.EncodeCursor(*page.Next))
	}
	for _, caveat := range timeline.Caveats {
		fmt.Fprintln(&text, caveat)
	}
	return text.String()
}
