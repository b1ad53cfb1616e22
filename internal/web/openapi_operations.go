package web

import (
	"net/http"

	"github.com/paulmach/orb"

	"sightline/internal/ledger"
	"sightline/internal/query"
	"sightline/timeline"
	"sightline/timeline/analysis"
	"sightline/timeline/chart"
	"sightline/timeline/kinds"
)

// apiRoot is where the API is, below the server's origin.
const apiRoot = "/api/v1"

// described is a route of the API as the OpenAPI document tells it.
type described struct {
	method, path string // path below apiRoot, as its route has it but without patterns
	id, summary  string
	query        []any
	body, answer object
	status       int    // of the answer, http.StatusOK when 0
	contentType  string // of the answer, contentJSON when ""
	region       object // of the answer as GeoJSON, where there is one too
}

// describedRoutes are all routes of the API. Tests hold them against the router, and the parameters against what is read.
func describedRoutes(s *schemas) []described {
	free := object{"type": "object", "additionalProperties": true}
	purpose := []any{parameter("purpose", "Why is looked, for the audit.", text())}
	with := func(lists ...[]any) (all []any) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return append(all, purpose...)
	}
	cursor := parameter("cursor", "Where the page begins; stands in next links only.", text())
	limit := func(most, unset int) any {
		return parameter("limit", "Most in a page.", usual(wholeFrom(1, most), unset))
	}
	flag := func(name, about string) any { return parameter(name, about, word("1")) }
	instants := []any{parameter("from", "With its offset.", text("date-time")), parameter("to", "With its offset.", text("date-time"))}
	return []described{
		{path: "/openapi.json", id: "openapi", summary: "This document", answer: free, contentType: contentOpenAPI},
		{path: "/session", id: "session", summary: "Who asks, and how long the session may stay unused", answer: sessionSchema()},

		{path: "/sightings", id: "sightings", summary: "What was sighted in a circle or a box, or of a plate anywhere",
			query: searchParameters(query.Params()), answer: schemaRef("FoundPage"), contentType: contentGeoJSON},
		{method: http.MethodPost, path: "/sightings/search", id: "search",
			summary: "What was sighted in any or all of several areas: circles, boxes, polygons and corridors",
			body:    schemaRef("Question"), answer: schemaRef("FoundPage"), contentType: contentGeoJSON},

		{path: "/cases", id: "cases", summary: "Cases, their subjects, and how much is held on them",
			answer: members("cases", answerOf[[]timeline.CaseSummary](s))},
		{path: "/subjects/{id}/dossier", id: "dossier", summary: "Everything known about a subject", query: purpose,
			answer: answerOf[dossierView](s)},
		{path: "/subjects/{id}/chart", id: "chart", summary: "A chart as an option of ECharts", answer: chartSchema(s),
			query: with([]any{parameter("chart", "Which chart.", usual(word(chart.Kinds()...), "timeline")),
				parameter("candidates", "Draw the reads that may be of the subject's vehicles in the timeline.", word("1"))},
				axisParameters(), lookParameters(), s.ruleParameters())},
		{path: "/subjects/{id}/findings", id: "findings", summary: "Travel patterns, each with its sentence, rule and evidence",
			query: with(s.ruleParameters()), answer: answerOf[findingsView](s)},
		{path: "/subjects/{id}/reach", id: "reach",
			summary: "Where the subject can have been at an instant, as GeoJSON, or whether it can have been in a circle",
			query:   with(reachParameters(), instants, s.ruleParameters()), answer: answerOf[answerView](s), region: regionSchema(s)},
		{path: "/subjects/{id}/meet", id: "meet", summary: "Whether two subjects can have met, and which agencies asked about both",
			query: with(meetParameters(), instants, s.ruleParameters()), answer: answerOf[meetingView](s)},
		{path: "/subjects/{id}/marks", id: "marks", summary: "Analysts' marks",
			query: with([]any{flag("undone", "Also those that were taken back.")}), answer: members("marks", answerOf[[]timeline.Mark](s))},
		{method: http.MethodPost, path: "/subjects/{id}/marks", id: "addMark",
			summary: "Hide an event with a reason, confirm it, or note something", query: purpose, status: http.StatusCreated,
			body: markBody(), answer: answerOf[timeline.Mark](s)},
		{method: http.MethodDelete, path: "/subjects/{id}/marks/{mark}", id: "undoMark", summary: "Take a mark back; it stays on record",
			query: purpose, answer: answerOf[timeline.Mark](s)},
		{method: http.MethodPost, path: "/subjects/{id}/events", id: "addEvent",
			summary: "Type a lead in: a record of a kind, by its fields", query: purpose, status: http.StatusCreated,
			body: leadBody("kind", "fields", "source"), answer: answerOf[typedView](s)},
		{method: http.MethodPatch, path: "/subjects/{id}/events/{event}", id: "correctEvent",
			summary: "Put a corrected record in the place of one that was typed in, whose text is kept", query: typedParameters(purpose),
			body: leadBody(), answer: answerOf[typedView](s)},
		{method: http.MethodDelete, path: "/subjects/{id}/events/{event}", id: "withdrawEvent",
			summary: "Take back what was typed in; its text is kept", query: typedParameters(purpose),
			body: members("why", text()), answer: answerOf[typedView](s)},
		{path: "/subjects/{id}/candidates", id: "candidates", summary: "Plate reads that may be of the subject's vehicles",
			query: with([]any{limit(maxCandidates, defaultCandidates), cursor}), answer: answerOf[candidatesView](s)},
		{path: "/records/{load}/{line}", id: "record", summary: "A raw record and the load that brought it", query: purpose,
			answer: members("load", answerOf[timeline.Load](s), "line", object{"type": "integer"}, "text", text(), "verbatim",
				object{"type": "boolean"})},

		{path: "/hits", id: "hits", summary: "What loads brought that is known of another subject",
			query: []any{parameter("case", "Number of a case: loaded into it, or known of a subject of it.", text()),
				flag("unseen", "Only those not seen yet."), limit(query.MaxSearchLimit, defaultLimit)},
			answer: members("hits", answerOf[[]ledger.Hit](s))},
		{path: "/notices", id: "notices", summary: "Which other agencies asked about the same plate, person or place",
			query:  []any{flag("unseen", "Only those not seen yet."), limit(query.MaxSearchLimit, defaultLimit)},
			answer: members("agency", text(), "notices", answerOf[[]ledger.Notice](s))},

		{path: "/audit", id: "audit", summary: "Who looked at what, the newest first", query: auditParameters(),
			answer: members("audit", answerOf[[]ledger.Row](s), "next", text())},
		{path: "/audit/check", id: "checkAudit", summary: "Whether the audit is whole", answer: answerOf[ledger.Check](s)},
	}
}

func sessionSchema() object {
	return also(members("actor", text(), "role", object{"type": "string", "description": "Empty on a machine without accounts."}),
		"idle_s", object{"type": "integer", "description": "Seconds that the session may stay unused."}, "ends", text("date-time"))
}

// regionSchema is where a subject can have been, as GeoJSON.
func regionSchema(s *schemas) object {
	outline := members("type", word("MultiPolygon"), "coordinates", answerOf[[][][]orb.Point](s))
	outline["nullable"], outline["description"] = true, "The region; null where there is none."
	region := members("type", word("Feature"), "geometry", outline, "properties", members(
		"track", text(), "when", text("date-time"), "verdict", answerOf[analysis.Verdict](s), "text", text(), "basis", text(),
		"evidence", answerOf[[]string](s), "margin_m", object{"type": "number"}))
	return members("type", word("FeatureCollection"),
		"features", object{"type": "array", "minItems": 1, "maxItems": 1, "items": region},
		"tracks", answerOf[[]trackView](s), "question", answerOf[analysis.QuestionRule](s), "caveats", answerOf[[]string](s))
}

// chartSchema is an option of ECharts, of which only our own member is described.
func chartSchema(s *schemas) object {
	meta := answerOf[chart.Meta](s)
	s.all["Meta"].(object)["properties"].(object)["kind"] = word(chart.Kinds()...)
	option := members("sightline", meta)
	option["additionalProperties"] = true
	return option
}

func markBody() object {
	return also(members("target", object{"type": "string", "description": "Id of the event."}, "kind",
		word(timeline.MarkHidden, timeline.MarkConfirmed, timeline.MarkNote)),
		"text", object{"type": "string", "description": "Why it is hidden, how it was confirmed, or the note."})
}

// leadBody is a lead, of which some members must be there.
func leadBody(required ...any) object {
	said := func(about string) object { return object{"type": "string", "description": about} }
	lead := also(members(), "kind", word(kinds.Typed()...),
		"fields", object{"type": "object", "additionalProperties": text(),
			"description": "Values by the names of the kind's fields; in a correction an empty one is taken away."},
		"source", said("Where the lead is from."), "taken_by", said("Who took it down, where that is not who types it in."),
		"received", said("When it came in."), "zone", said("Time zone of times that state none, such as America/Chicago."))
	if lead["required"] = required; len(required) == 0 {
		delete(lead, "required")
	}
	return lead
}

func typedParameters(more []any) []any {
	return append([]any{parameter("load", "Load of the record that is meant, where several of the event were typed in.",
		object{"type": "integer", "minimum": 1})}, more...)
}

// axisParameters are those of axisNames.
func axisParameters() []any {
	return []any{
		parameter("zone", "Time zone of the axis: place, UTC or an IANA name.", usual(text(), timeline.ZoneOfPlace)),
		parameter("from", "Begin of the axis.", text("date-time")), parameter("to", "End of the axis.", text("date-time")),
	}
}

// lookParameters are those of lookNames.
func lookParameters() []any {
	return []any{
		parameter("theme", "", usual(word(chart.Light, chart.Dark), string(chart.Light))),
		parameter("language", "", usual(word(chart.English, chart.Spanish), chart.English)),
		parameter("width", "Pixels.", wholeFrom(chart.MinWidth, chart.MaxWidth)),
		parameter("index", "Which circuit, from 0.", wholeFrom(0, 1e6)),
	}
}

func reachParameters() []any {
	return []any{
		parameter("track", "person, or a plate. Without it, the track with most positions.", text()),
		parameter("at", "Where can they have been at this instant? Does not go with lat, lon, radius_m, from, to, stay.",
			text("date-time")),
		parameter("lat", "Latitude of a circle's centre.", numberFrom(-90, 90)),
		parameter("lon", "Longitude of its centre.", numberFrom(-180, 180)),
		parameter("radius_m", "Its radius, metres.", numberFrom(1, maxRadius)),
		parameter("stay", "How long they were there, such as 90m.", text()),
	}
}

func meetParameters() []any {
	other := parameter("other", "Number of the other subject.", object{"type": "integer", "minimum": 1})
	other["required"] = true
	return []any{
		other, parameter("track", "person, or a plate of the first.", text()),
		parameter("other_track", "person, or a plate of the other.", text()),
		parameter("apart_m", "How near to each other they must have been, metres.", usual(numberFrom(0, maxRadius), defaultApart)),
	}
}

func auditParameters() []any {
	about := map[string]string{"actor": "Who asked.", "agency": "ORI of who asked.", "case": "Number of the case.",
		"action": "What was done, such as export.", "recipient": "To whom a file was given.",
		"text": "Words in what was asked or why."}
	schema := map[string]object{
		"outcome": word(ledger.Answered, ledger.Refused, ledger.Failed), "before": {"type": "integer", "minimum": 1},
		"limit": usual(wholeFrom(1, query.MaxSearchLimit), defaultLimit),
	}
	about["outcome"], about["before"], about["limit"] = "How it ended.", "Rows before this one.", "Most rows."
	about["from"], about["to"] = "From this instant, or day of UTC, on.", "Before this instant, or day of UTC."
	var all []any
	for _, name := range auditParams {
		s := schema[name]
		if s == nil {
			s = text()
		}
		all = append(all, parameter(name, about[name], s))
	}
	return all
}
