package main

import (
	"slices"
	"strings"

	"sightline/timeline"
)

// codeList are the handling codes as kong takes what may be written.
func codeList() string {
	var codes []string
	for _, code := range timeline.Handlings() {
		codes = append(codes, string(code))
	}
	return strings.Join(codes, ",")
}

// codesText lists handling codes with what they stand for.
func codesText(codes []timeline.Handling) string {
	var texts []string
	for _, code := range codes {
		texts = append(texts, string(code)+" ("+code.Name()+")")
	}
	return strings.Join(texts, ", ")
}

// eitherOr refuses handling codes that two flags name, of which one undoes what the other does.
func eitherOr(one string, codes []timeline.Handling, other string, others []timeline.Handling) error {
	for _, code := range codes {
		if slices.Contains(others, code) {
			return badInput("%s is named by both %s and %s: write it once", code, one, other)
		}
	}
	return nil
}

// listed is the list as JSON writes it: empty, never null.
func listed[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}
