package web

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sightline/internal/query"
	"sightline/internal/report"
	"sightline/timeline"
)

// ExportTimeout is how long a file may take to be made, its waits included.
const ExportTimeout = 3 * time.Minute

// exportRoutes are those of files that leave. They answer a form too, for what is too long or too private for an address.
func (s *server) exportRoutes(r *mux.Router) {
	file := func(path string, order func(map[string]string, *params) (FileRequest, error), names ...[]string) {
		names = append(names, axisNames(), partNames(), issueNames(), []string{"download"})
		r.Handle(path, s.file(order, slices.Concat(names...))).Methods(http.MethodGet, http.MethodPost)
	}
	file("/subjects/{id:[0-9]+}/report.{format:html|pdf|docx}", s.reportOrder, s.ruleNames(),
		[]string{"sections", "leave_out", "because", "candidates"})
	file("/subjects/{id:[0-9]+}/picture/{kind:[a-z]+}.{format:svg|png|pdf}", s.pictureOrder, s.ruleNames(), lookNames(),
		[]string{"height", "dpi", "candidates"})
	file("/subjects/{id:[0-9]+}/export/{format:[a-z-]+}", s.dataOrder)
	file("/subjects/{id:[0-9]+}/bundle.{format:zip}", s.bundleOrder, s.ruleNames())
}

func (s *server) reportOrder(at map[string]string, p *params) (FileRequest, error) {
	plan, err := report.ChoosePlan(p.List("sections"), p.List("leave_out"), p.words("because"))
	if err != nil {
		p.Fault("%v", err)
	}
	return FileRequest{Kind: Report, Format: at["format"], Plan: plan, Candidates: p.flag("candidates")}, nil
}

func (s *server) bundleOrder(at map[string]string, p *params) (FileRequest, error) {
	return FileRequest{Kind: Bundle, Format: at["format"]}, nil
}

func (s *server) dataOrder(at map[string]string, p *params) (FileRequest, error) {
	if !slices.ContainsFunc(s.exports.Formats(), func(f ExportFormat) bool { return f.Name == at["format"] }) {
		return FileRequest{}, problem{http.StatusNotFound, "There is no such kind of export."}
	}
	return FileRequest{Kind: Data, Format: at["format"]}, nil
}

func (s *server) pictureOrder(at map[string]string, p *params) (FileRequest, error) {
	o := FileRequest{Kind: Picture, Format: at["format"], Frame: p.frame(), Resolution: p.Whole("dpi", 150, 24, 1200)}
	o.Frame.Kind = at["kind"]
	if !slices.Contains(report.Pictures(), o.Frame.Kind) {
		return o, problem{http.StatusNotFound, "There is no such picture: there are " + strings.Join(report.Pictures(), ", ") + "."}
	}
	if o.Candidates = p.flag("candidates"); o.Candidates && o.Frame.Kind != "timeline" && o.Frame.Kind != "map" {
		p.Fault("candidates are drawn in the timeline and on the map")
	}
	if o.Frame.Width == 0 {
		o.Frame.Width = 1000
	}
	if o.Frame.Height = p.Whole("height", 0, 240, mostHeight); o.Frame.Height > 0 && o.Frame.Kind != "map" {
		p.Fault("height is of the map: a chart is as high as its rows")
	}
	return o, nil
}

// file answers with a file made to order.
func (s *server) file(order func(map[string]string, *params) (FileRequest, error), names []string) http.Handler {
	h := func(w http.ResponseWriter, r *http.Request) error {
		values, err := asked(w, r)
		if err != nil {
			return err
		}
		p := newParams(values, names...)
		o, err := order(mux.Vars(r), p)
		if err != nil {
			return err
		}
		o.Part, o.Zone = p.part(), p.zone()
		p.issue(&o, s.viewerOf(r).Viewer)
		download := p.flag("download") || o.Format != "html"
		p.parameters(s.usual(timeline.Dossier{}))
		if err := p.err(); err != nil {
			return err
		}
		if err := s.mayRelease(r, o.Release); err != nil {
			return err
		}
		return s.sendFile(w, r, func() (*File, error) { return s.makeFile(w, r, p, o, download) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Accept"), "json") { // a script asks
			s.api(h).ServeHTTP(w, r)
			return
		}
		s.page(h).ServeHTTP(w, r)
	})
}

// sendFile has a file made, and sends it after it gave up the slot for making files: how fast it is read is the reader's
// affair. While it waits and sends it holds no slot of other requests either.
func (s *server) sendFile(w http.ResponseWriter, r *http.Request, build func() (*File, error)) error {
	caller := ""
	if place := slotOf(r); place != nil {
		caller = place.caller
		place.done()
	}
	sent, err := s.sending.take(r.Context(), caller)
	if err != nil {
		return err
	}
	defer sent.end()
	made, err := s.making.take(r.Context(), caller)
	if err != nil {
		return err
	}
	defer made.end()
	f, err := build()
	if err != nil {
		return err
	}
	defer f.Close()
	made.end()
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Length", strconv.FormatInt(f.Bytes, 10))
	_, _ = io.Copy(w, f) // a closed connection is the reader's affair
	return nil
}

// makeFile makes the file and sets the headers that go with it.
func (s *server) makeFile(w http.ResponseWriter, r *http.Request, p *params, o FileRequest, download bool) (*File, error) {
	id, err := number(r, "id")
	if err != nil {
		return nil, err
	}
	look := s.look(r, string(o.Kind))
	if purpose := p.Text("purpose"); purpose != "" {
		look.Purpose = purpose
	}
	d, err := s.store.Dossier(r.Context(), id, query.WithWithheld, look)
	if err != nil {
		return nil, err
	}
	rules := p.parameters(s.usual(d))
	o.Rules = &rules
	f, err := s.exports.Make(r.Context(), d, o, look)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", o.Kind, err)
	}
	h := w.Header()
	// A file loads nothing and runs nothing.
	h.Set("Content-Security-Policy",
		"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	if sum, err := hex.DecodeString(f.SHA256); err == nil {
		h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum)+":") // RFC 9530
	}
	if download {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(d, o, f)}))
	}
	return f, nil
}

// fileName names a file after case, subject and what it shows: "26-0042-7-map.png".
func fileName(d timeline.Dossier, o FileRequest, f *File) string {
	name := fmt.Sprintf("%s-%d", safeName(d.Case.Number), d.Subject.ID)
	switch o.Kind {
	case Picture:
		name += "-" + o.Frame.Kind
	case Report, Bundle:
		name = string(o.Kind) + "-" + name
	}
	return name + f.Extension
}

// limitOf is how long a request may take.
func limitOf(r *http.Request) time.Duration {
	for _, part := range []string{"/report.", "/picture/", "/export/", "/bundle."} {
		if strings.HasPrefix(r.URL.Path, "/subjects/") && strings.Contains(r.URL.Path, part) {
			return ExportTimeout
		}
	}
	if r.URL.Path == auditFile {
		return ExportTimeout
	}
	return requestTimeout
}
