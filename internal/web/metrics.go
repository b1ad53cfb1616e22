package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what the server does, for Prometheus. No label holds personal data: a route is named by its pattern.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
	sentAway *prometheus.CounterVec
	faults   *prometheus.CounterVec
}

// NewMetrics returns metrics that stand at nothing. connections tells how many connections to the database are in use and
// how many there may be; nil tells nothing.
func NewMetrics(version string, connections func() (used, most int32)) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sightline_requests_total",
			Help: "Requests answered, by pattern of the route."}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "sightline_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30}}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "sightline_requests_in_flight", Help: "Requests being answered."}),
		sentAway: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sightline_requests_sent_away_total",
			Help: "Requests refused unanswered: overload, rate, rights."}, []string{"reason"}),
		faults: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sightline_faults_total",
			Help: "Faults of the server: database, audit, time, other."}, []string{"kind"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight, m.sentAway, m.faults, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sightline_build_info", Help: "Always 1.",
			ConstLabels: prometheus.Labels{"version": version}}, func() float64 { return 1 }))
	if connections != nil {
		m.registry.MustRegister(
			prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sightline_database_connections_used",
				Help: "Connections to the database in use."}, func() float64 { used, _ := connections(); return float64(used) }),
			prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sightline_database_connections_most",
				Help: "Connections to the database that there may be."}, func() float64 { _, most := connections(); return float64(most) }))
	}
	return m
}

// follow tells how many slots of a limiter are in use.
func (m *Metrics) follow(of string, l *limiter) {
	labels := prometheus.Labels{"of": of}
	for name, count := range map[string]func(tally) int{
		"sightline_slots_used": func(t tally) int { return t.working },
		"sightline_slots_open": func(t tally) int { return t.open },
	} {
		gauge := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name,
			Help: "Requests that are worked on (used) and that have not ended (open).", ConstLabels: labels},
			func() float64 { return float64(count(l.counts())) })
		_ = m.registry.Register(gauge) // of two servers with the same metrics the first is told of
	}
}

// ServeHTTP answers with the metrics in the text form of Prometheus.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}

// observed is what is told of a request when it ends.
type observed struct {
	http.ResponseWriter
	route  string // pattern
	status int
}

// observe follows a request; the function that it returns is called when the request has ended.
func (m *Metrics) observe(w http.ResponseWriter, r *http.Request) (*observed, *http.Request, func()) {
	start, o := time.Now(), &observed{ResponseWriter: w, route: "none"}
	m.inFlight.Inc()
	return o, r.WithContext(context.WithValue(r.Context(), observedKey, o)), func() {
		m.inFlight.Dec()
		if o.status == 0 {
			o.status = http.StatusOK
		}
		m.requests.WithLabelValues(o.route, methodLabel(r.Method), strconv.Itoa(o.status)).Inc()
		m.seconds.WithLabelValues(o.route).Observe(time.Since(start).Seconds())
		switch o.status {
		case http.StatusTooManyRequests:
			m.sentAway.WithLabelValues("rate").Inc()
		case http.StatusForbidden, http.StatusUnauthorized:
			m.sentAway.WithLabelValues("rights").Inc()
		}
	}
}

// methodLabel keeps a client from making up labels.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch:
		return method
	}
	return "other"
}

// WriteHeader notes the status.
func (o *observed) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// nameRoute tells who observes a request by which route it came.
func nameRoute(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o, is := r.Context().Value(observedKey).(*observed); is {
			if pattern, err := mux.CurrentRoute(r).GetPathTemplate(); err == nil {
				o.route = pattern
			}
		}
		next.ServeHTTP(w, r)
	})
}

// Kinds of faults, by which the server answers and counts them.
const (
	FaultDatabase = "database" // it does not answer, or went away
	FaultAudit    = "audit"    // it cannot be written, so nothing is answered
	FaultTime     = "time"     // a statement or the whole answer took too long
	faultOther    = "other"
)

// faultOf is the kind of an error that is the server's own.
func (s *server) faultOf(err error) string {
	if s.Fault != nil {
		if kind := s.Fault(err); kind != "" {
			return kind
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return FaultTime
	}
	return faultOther
}
