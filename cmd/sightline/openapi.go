package main

import (
	"encoding/json"
	"fmt"

	"sightline/internal/web"
	"sightline/timeline/analysis"
)

type openapiCmd struct{}

// Run prints the document that the server answers with at /api/v1/openapi.json, indented unless --json asks for one line.
// The page's types are generated from it before there is a bundle, so it leans on neither database nor bundle.
func (openapiCmd) Run(a *app) error {
	document := web.APIDocument(a.config.Address(a.config.Listen), version, analysis.DefaultParameters())
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the API's description: %w", err)
	}
	return a.print(document, string(text)+"\n")
}
