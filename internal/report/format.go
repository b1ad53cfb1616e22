package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// Format is a kind of file that a report can be written as.
type Format struct {
	Name      string // as the audit and the web address have it
	Extension string // of file names, with its dot
	MediaType string
	Write     func(io.Writer, Report) error
}

// Formats returns all kinds of files.
func Formats() []Format {
	return []Format{
		{"html", ".html", "text/html; charset=utf-8", WriteHTML},
		{"pdf", ".pdf", "application/pdf", WritePDF},
		{"docx", ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", WriteDOCX},
	}
}

// FormatOf returns the format that the name of a file asks for by its extension. Its error lists those there are.
func FormatOf(file string) (Format, error) {
	extension := strings.ToLower(filepath.Ext(file))
	if extension == ".htm" {
		extension = ".html"
	}
	var known []string
	for _, f := range Formats() {
		if f.Extension == extension {
			return f, nil
		}
		known = append(known, f.Extension)
	}
	return Format{}, fmt.Errorf("%q: reports are written as %s", file, strings.Join(known, ", "))
}
