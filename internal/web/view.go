package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"sightline/internal/access"
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
func (p *params) part() analysis.Part {
	part := analysis.Part{
		Zone: p.zone(), From: p.instant("from"), To: p.instant("to"),
		Counting: p.flag("counting"), Search: p.words("search"), Chosen: p.words("chosen"),
	}
	if !part.From.IsZero() && !part.To.IsZero() && !part.From.Before(part.To) {
		p.fault("from must be before to")
	}
	part.Without = someOf(p, "without", kinds.AllNames()...)
	if p.values.Has("ids") {
		part.IDs = append([]string{}, p.list("ids")...)
		for _, id := range part.IDs {
			if !timeline.ValidRowID(id) {
				p.fault("ids holds %.40q, which is no id of an event", id)
				break
			}
		}
		if len(part.IDs) > mostIDs {
			p.fault("ids must be at most %d", mostIDs)
		}
	}
	return part
}

// frame reads how a chart or a map looks, but which it is.
func (p *params) frame() report.Frame {
	f := report.Frame{
		Theme:    chart.Theme(p.oneOf("theme", string(chart.Light), string(chart.Light), string(chart.Dark))),
		Language: p.oneOf("language", chart.English, chart.English, chart.Spanish),
	}
	f.Width = p.whole("width", 0, chart.MinWidth, chart.MaxWidth)
	f.Index = p.whole("index", 0, 0, 1e6)
	return f
}

// issue reads for whom a file is, how it must be handled, and what a viewer asks to let out that goes only by right.
func (p *params) issue(o *Order, v access.Viewer) {
	o.Issue = report.Issue{
		RequestedBy: p.words("requested_by"), RFI: p.words("rfi"),
		Recipient: p.words("recipient"), Handling: p.words("handling"), Draft: p.flag("draft"),
		Paper: report.Paper(p.oneOf("paper", string(report.Letter), string(report.Letter), string(report.A4))),
	}
	o.Agency = p.words("agency")
	p.words("purpose")
	o.Release = someOf(p, "release", codesFor(v)...)
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

func (p *params) flag(name string) bool { return p.oneOf(name, "", "1") != "" }

// words reads a text for people.
func (p *params) words(name string) string {
	text := p.text(name)
	if utf8.RuneCountInString(text) > mostWords || !utf8.ValidString(text) {
		p.fault("%s must be at most %d characters", name, mostWords)
	}
	return text
}

// someOf reads a list of words, each of which must be allowed.
func someOf[T ~string](p *params, name string, allowed ...T) []T {
	var some []T
	for _, word := range p.list(name) {
		if !slices.Contains(allowed, T(word)) {
			p.fault("%s can hold %s, not %.40q", name, listed(allowed), word)
			continue
		}
		some = append(some, T(word))
	}
	return some
}

// listed writes words with commas between them.
func listed[T ~string](all []T) string {
	texts := make([]string, len(all))
	for i, text := range all {
		texts[i] = string(text)
	}
	return strings.Join(texts, ", ")
}

func (p *params) list(name string) []string {
	return strings.FieldsFunc(p.text(name), func(r rune) bool { return r == ',' })
}

// whole reads a whole number within [low, high].
func (p *params) whole(name string, unset int, low, high float64) int {
	if p.text(name) == "" {
		return unset
	}
	v := p.number(name, low, high)
	if v != float64(int(v)) {
		p.fault("%s must be a whole number", name)
	}
	return int(v)
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
