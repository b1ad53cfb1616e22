package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"

	"sightline/internal/query"
)

// ParseSearch reads the parameters of GET /api/v1/sightings; its error tells every fault.
func ParseSearch(values url.Values) (query.Request, error) {
	return parseSearch(query.Params(), values)
}

func parseSearch(t query.Table, values url.Values) (query.Request, error) {
	ask, err := t.ReadQuery(values)
	if err != nil {
		return ask, badRequest("%s.", err)
	}
	return ask, nil
}

// ParseSearchBody reads the body of POST /api/v1/sightings/search; its error tells the first fault of its form, or every
// fault of the question.
func ParseSearchBody(text []byte) (query.Request, error) {
	return parseSearchBody(query.Params(), text)
}

func parseSearchBody(t query.Table, text []byte) (query.Request, error) {
	body := t.NewBody()
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(body.Target()); err != nil {
		return query.Request{}, badRequest("The body is no question: %s.", bodyFault(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return query.Request{}, badRequest("The body holds more than one question.")
	}
	ask, err := t.ReadBody(body)
	if err != nil {
		return ask, badRequest("%s.", err)
	}
	return ask, nil
}

// bodyFault says what is wrong with a body's form in the asker's words.
func bodyFault(err error) string {
	var kind *json.UnmarshalTypeError
	var form *json.SyntaxError
	switch {
	case errors.As(err, &kind):
		return fmt.Sprintf("%s cannot be a %s", kind.Field, kind.Value)
	case errors.As(err, &form):
		return fmt.Sprintf("it is no JSON after %d bytes", form.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it is no JSON to its end"
	}
	return err.Error()
}
