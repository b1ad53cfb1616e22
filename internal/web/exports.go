package web

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/gorilla/mux"

	"sightline/timeline"
)

// ExportFormat is one kind of data file.
type ExportFormat struct {
	Name      string // as the address has it
	Extension string // of the file's name, with its dot
	MediaType string
}

// Giving says for whom a data file is made, and in which zone its local times are.
type Giving struct {
	Zone      string // timeline.ZoneOfPlace, "UTC" or an IANA name
	Recipient string // "" when not named
	Agency    string // "" when not named
}

// Exports makes data files of a dossier.
type Exports interface {
	Formats() []ExportFormat
	// Export returns a file of a format that there is, but only once its hash is in the audit.
	Export(ctx context.Context, format string, d timeline.Dossier, to Giving, look timeline.Look) ([]byte, error)
}

// mostWords is the most characters of a recipient, an agency or a purpose.
const mostWords = 500

// export answers with a subject's data as a file.
func (s *server) export(w http.ResponseWriter, r *http.Request) error {
	format, err := s.exportFormat(mux.Vars(r)["format"])
	if err != nil {
		return err
	}
	p := newParams(r.URL.Query(), "zone", "recipient", "agency", "purpose")
	to := Giving{p.zone(), p.text("recipient"), p.text("agency")}
	for _, name := range []string{"recipient", "agency", "purpose"} {
		if text := p.text(name); utf8.RuneCountInString(text) > mostWords || !utf8.ValidString(text) {
			p.fault("%s must be at most %d characters", name, mostWords)
		}
	}
	if err := p.err(); err != nil {
		return err
	}
	d, err := s.readDossier(r, "export")
	if err != nil {
		return err
	}
	body, err := s.Exports.Export(r.Context(), format.Name, d, to, s.look(r, "export"))
	if err != nil {
		return fmt.Errorf("export %s: %w", format.Name, err)
	}
	name := fmt.Sprintf("%s-%d%s", safeName(d.Case.Number), d.Subject.ID, format.Extension)
	w.Header().Set("Content-Type", format.MediaType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = w.Write(body)
	return nil
}

func (s *server) exportFormat(name string) (ExportFormat, error) {
	if s.Exports != nil {
		all := s.Exports.Formats()
		if i := slices.IndexFunc(all, func(f ExportFormat) bool { return f.Name == name }); i >= 0 {
			return all[i], nil
		}
	}
	return ExportFormat{}, problem{http.StatusNotFound, "There is no such kind of export."}
}
