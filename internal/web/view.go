package web

import (
	"net/http"
	"net/url"
	"unicode/utf8"

	"sightline/internal/access"
	"sightline/internal/query"
	"sightline/internal/report"
	"sightline/static"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

// What charts, pictures, reports and data have in common is read here, so that a parameter means the same everywhere.

const (
	mostWords  = 500     // characters of a recipient, an agency, a purpose, a search
	mostForm   = 4 << 20 // bytes of a form
	mostIDs    = 200_000
	mostHeight = 8000 // px of a map
)

func axisNames() []string { return []string{"zone", "from", "to"} }
func lookNames() []string { return []string{"theme", "language", "width", "index"} }
func partNames() []string { return []string{"without", "counting", "search", "ids", "chosen"} }
func issueNames() []string {
	return []string{"requested_by", "rfi", "recipient", "agency", "purpose", "handling", "draft", "paper", "release"}
}

// part reads which part of a dossier is meant. Its span is on the time axis of the zone.
func (p *params) part() analysis.Selection {
	part := analysis.Selection{
		Zone: p.zone(), From: p.Instant("from"), To: p.Instant("to"),
		Counting: p.flag("counting"), Search: p.words("search"), Chosen: p.words("chosen"),
	}
	if !part.From.IsZero() && !part.To.IsZero() && !part.From.Before(part.To) {
		p.Fault("from must be before to")
	}
	part.Without = query.SomeOf(&p.Values, "without", kinds.AllNames()...)
	if p.Has("ids") {
		part.IDs = append([]string{}, p.List("ids")...)
		for _, id := range part.IDs {
			if !timeline.ValidRowID(id) {
				p.Fault("ids holds %.40q, which is no id of an event", id)
				break
			}
		}
		if len(part.IDs) > mostIDs {
			p.Fault("ids must be at most %d", mostIDs)
		}
	}
	return part
}

// frame reads how a chart or a map looks, but which it is.
func (p *params) frame() report.Frame {
	f := report.Frame{
		Theme:    chart.Theme(p.OneOf("theme", string(chart.Light), string(chart.Light), string(chart.Dark))),
		Language: p.OneOf("language", chart.English, chart.English, chart.Spanish),
	}
	f.Width = p.Whole("width", 0, chart.MinWidth, chart.MaxWidth)
	f.Index = p.Whole("index", 0, 0, 1e6)
	return f
}

// issue reads for whom a file is, how it must be handled, and what a viewer asks to let out that goes only by right.
func (p *params) issue(o *FileRequest, v access.Viewer) {
	o.Issue = report.Issue{
		RequestedBy: p.words("requested_by"), RFI: p.words("rfi"),
		Recipient: p.words("recipient"), Handling: p.words("handling"), Draft: p.flag("draft"),
		Paper: report.Paper(p.OneOf("paper", string(report.Letter), string(report.Letter), string(report.A4))),
	}
	o.Agency = p.words("agency")
	p.words("purpose")
	o.Release = query.SomeOf(&p.Values, "release", codesFor(v)...)
}

// codesFor are the handling codes by which a viewer can ask: those that are known, and others to which he has the right.
func codesFor(v access.Viewer) []timeline.Handling {
	return append(timeline.Handlings(), timeline.Keep(v.May, func(code *timeline.Handling) bool { return !code.Known() })...)
}

// mayRelease refuses whoever asks to let out what he has no right to; the audit tells of it.
func (s *server) mayRelease(r *http.Request, release access.Release) error {
	v := s.viewerOf(r)
	for _, code := range release {
		if !v.MaySee(code) {
			why := "You have no right to " + code.Name() + ": leave " + string(code) + " out of release."
			return s.refused(r, v, problem{http.StatusForbidden, why})
		}
	}
	return nil
}

// releases are the handling codes that a viewer may let out, with what they stand for.
func releases(v access.Viewer) (all []static.Choice) {
	for _, code := range codesFor(v) {
		if v.MaySee(code) {
			all = append(all, static.Choice{Value: string(code), Text: code.Name()})
		}
	}
	return all
}

func (p *params) flag(name string) bool { return p.OneOf(name, "", "1") != "" }

// words reads a text for people.
func (p *params) words(name string) string {
	text := p.Text(name)
	if utf8.RuneCountInString(text) > mostWords || !utf8.ValidString(text) {
		p.Fault("%s must be at most %d characters", name, mostWords)
	}
	return text
}

// asked are the parameters of a request: those of its address, or of the form it posts.
func asked(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if r.Method != http.MethodPost {
		return r.URL.Query(), nil
	}
	if err := requireSameOrigin(r); err != nil {
		return nil, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		return nil, badRequest("the form cannot be read: %v", err)
	}
	return r.Form, nil
}
