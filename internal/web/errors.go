package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"sightline/static"
)

// handler answers a request or says why not.
type handler func(http.ResponseWriter, *http.Request) error

// problem is an error for the asker: its text is shown as it stands.
type problem struct {
	status int
	detail string
}

func (p problem) Error() string { return p.detail }

// overload is an error for whoever asks when there is too much to do; its text is shown as it stands.
type overload string

func (o overload) Error() string { return string(o) }

// statusGone is for the log: whoever asked has gone.
const statusGone = 499

func badRequest(format string, a ...any) error {
	return problem{http.StatusBadRequest, fmt.Sprintf(format, a...)}
}

// statusOf is the one place where errors become answers. What is not meant for the asker is not shown.
func (s *server) statusOf(err error) (int, string) {
	var p problem
	var busy overload
	switch {
	case errors.As(err, &p):
		return p.status, p.detail
	case errors.As(err, &busy):
		return http.StatusServiceUnavailable, string(busy)
	case s.NotFound(err):
		return http.StatusNotFound, "There is no such case, subject, load or record."
	case errors.Is(err, context.Canceled):
		return statusGone, "The request was given up."
	}
	switch s.faultOf(err) {
	case FaultDatabase:
		return http.StatusServiceUnavailable, "The database does not answer at the moment. Try again in some seconds."
	case FaultAudit:
		return http.StatusServiceUnavailable, "The audit cannot be written, so nothing is answered. Tell whoever keeps this server."
	case FaultTime:
		return http.StatusServiceUnavailable,
			"The answer took too long and was given up. Try again, or ask for a smaller area, window or page."
	default:
		return http.StatusInternalServerError, "The server could not answer. Its log says why."
	}
}

// api answers errors as application/problem+json (RFC 9457).
func (s *server) api(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.problem(w, r, err)
		}
	})
}

// told logs an error that is answered, says when to come again where that helps, and returns what to answer.
func (s *server) told(w http.ResponseWriter, r *http.Request, err error) (int, string) {
	status, detail := s.statusOf(err)
	s.logFailure(r, status, err)
	adviseRetry(w, status)
	return status, detail
}

func (s *server) problem(w http.ResponseWriter, r *http.Request, err error) {
	status, detail := s.told(w, r, err)
	body, _ := json.Marshal(map[string]any{ // texts and a number always encode
		"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": detail, "instance": requestID(r),
	})
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// adviseRetry says when to come again after an answer that says that it is the server's plight, unless that was said.
func adviseRetry(w http.ResponseWriter, status int) {
	if status == http.StatusServiceUnavailable && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "5")
	}
}

// page answers errors as a page.
func (s *server) page(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			status, detail := s.told(w, r, err)
			if err := s.render(w, status, "error.gohtml", static.Page{Title: http.StatusText(status), Detail: detail}); err != nil {
				http.Error(w, detail, status)
			}
		}
	})
}

// unknown answers for addresses that are not routes: a problem below /api, else a page.
func (s *server) unknown(status int, detail string) http.Handler {
	fail := func(http.ResponseWriter, *http.Request) error { return problem{status, detail} }
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") || forPrograms(r) {
			s.api(fail).ServeHTTP(w, r)
			return
		}
		s.page(fail).ServeHTTP(w, r)
	})
}

func (s *server) logFailure(r *http.Request, status int, err error) {
	if status < http.StatusInternalServerError {
		return
	}
	var p problem
	var busy overload
	switch {
	case errors.As(err, &busy):
		s.metrics.sentAway.WithLabelValues("overload").Inc()
		return
	case errors.As(err, &p): // sent away, not failed
		return
	}
	kind := s.faultOf(err)
	s.metrics.faults.WithLabelValues(kind).Inc()
	sort := kind
	if kind == faultOther { // each by itself: it may be a fault of the program
		sort = r.URL.Path + " " + err.Error()
	}
	ctx := context.WithoutCancel(r.Context())
	s.failed.add(sort, func() {
		s.Log.ErrorContext(ctx, "request failed", "fault", kind, "request", requestID(r), "path", r.URL.Path, "status", status,
			"error", err)
	}, func(n int) {
		s.Log.ErrorContext(ctx, "more requests failed", "fault", kind, "status", status, "requests", n, "within", failureInterval,
			"error", err)
	})
}

// render executes a template before the first byte goes out.
func (s *server) render(w http.ResponseWriter, status int, name string, p static.Page) error {
	p.Status, p.Version = status, s.Version
	var body bytes.Buffer
	if err := s.pages.ExecuteTemplate(&body, name, p); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
	return nil
}
