package web

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"sightline/static"
)

func (s *server) index(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, http.StatusOK, "index.gohtml", s.shell(r, static.Page{Title: "Cases"}))
}

func (s *server) subject(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "subject.gohtml", s.shell(r, static.Page{
		Title: fmt.Sprintf("Subject %d", id), Subject: id, Releases: releases(s.viewerOf(r).Viewer),
	}))
}

// safeName keeps of a text what may stand in a file name anywhere.
func safeName(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, text)
}

// asset serves the built browser side. It holds nobody's data, so unlike everything else it may be kept by the browser,
// which asks each time whether it has changed.
func (s *server) asset() http.Handler {
	files := http.StripPrefix("/assets", http.FileServerFS(s.assets))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tag, ok := s.tags[strings.TrimPrefix(r.URL.Path, "/assets/")]
		if !ok {
			s.unknown(http.StatusNotFound, "There is nothing at this address.").ServeHTTP(w, r)
			return
		}
		if path.Ext(r.URL.Path) == ".mjs" {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		files.ServeHTTP(w, r)
	})
}

// tagAssets returns an entity tag for each asset, made of its content.
func tagAssets(assets fs.FS) (map[string]string, error) {
	tags := map[string]string{}
	err := fs.WalkDir(assets, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := fs.ReadFile(assets, name)
		tags[name] = fmt.Sprintf(`"%x"`, sha256.Sum256(body))
		return err
	})
	return tags, err
}
