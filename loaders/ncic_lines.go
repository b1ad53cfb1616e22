package loaders

import (
	"bytes"
	"regexp"
	"strings"
)

// The exact layout of an NCIC offline result is not published. These forms are the ones that published samples and
// manuals show; everything else around them is tolerated.
var (
	// 1N01HEADER.QV.MD1012600.LIC/ABC123 – the inquiry form, separated by full stops.
	inquiryHeader = regexp.MustCompile(`^\s*(\d[A-Z]\d{2}[A-Z0-9, ]*)\.([A-Z]{1,5})\.([A-Z]{2}[A-Z0-9]{5,7})\.`)
	// 1L01HEADER – the header that NCIC's answer echoes; the second letter is L or M.
	responseHeader = regexp.MustCompile(`^\s*\d[LM]\d{2}[A-Z0-9,]*\s*$`)
	// RQ.AZNLETS20.AZ.TXT – the header of a message on the interstate network.
	messageHeader = regexp.MustCompile(`^\s*([A-Z]{2,5})\.([A-Z]{2}[A-Z0-9]{7})\.(?:[A-Z0-9]{2,9}\.)*(?:\*[^.]*\.)?TXT\s*$`)
	// CR.WVFBINF00 – a message's key and destination, above its times.
	outputHeader = regexp.MustCompile(`^\s*([A-Z]{2,5})\.([A-Z]{2}[A-Z0-9]{7})\s*$`)
	// 18:54 07/30/2015 00560 TERMINAL – the times of a message.
	timeLine = regexp.MustCompile(`^\s*\d{2}:\d{2}(?::\d{2})? \d{2}/\d{2}/\d{4}(?:\s+\d{3,6})?(?:\s+[A-Z0-9]+)?\s*$`)
	// A line of punctuation separates transactions.
	ruleLine = regexp.MustCompile(`^\s*[-=*_#~+]{3,}[-=*_#~+ ]*$`)
	// Page furniture belongs to no transaction.
	furniture = regexp.MustCompile(`(?i)^\s*(page\s+\d+.*|.*\bend of (report|results?|search|record|list|file|transactions?)\b.*|continued.*|total (transactions?|records?|hits?).*)$`)
	// Times and dates outside of fields.
	clockText    = regexp.MustCompile(`\b\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp][Mm]\b)?|\b(?:[01]\d|2[0-4])[0-5]\d\s*(?:HRS|HOURS|hrs)\b`)
	dateText     = regexp.MustCompile(`\b(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2}[-/](?:\d{4}|\d{2})|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|\d{1,2}[- ]?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*[- ,]*(?:\d{4}|\d{2})|(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]* \d{1,2}, ?\d{4})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b`)
	militaryText = regexp.MustCompile(`^\s*((?:[01]\d|2[0-4])[0-5]\d(?:[0-5]\d)?)\b`)
	zoneText     = regexp.MustCompile(`^\s*(?:\(?)(Z|UTC|GMT|E[SD]?T|C[SD]?T|M[SD]?T|P[SD]?T|AK[SD]T|HST|AST|[+-]\d{2}:?\d{2})\b`)
	// "ORI: TX2270000", "MESSAGE KEY: QW" – labels with a colon.
	labelText = regexp.MustCompile(`(?i)\b(ORI|MKE|MESSAGE KEY|MSG KEY|KEY|AGENCY)\s*:\s*([^\s,;]+)`)
	// Key and ORI side by side outside of fields, as a log lists them.
	keyORI = regexp.MustCompile(`\b([A-Z]{2,5})[ \t,|]+([A-Z]{2}[A-Z0-9]{7})\b`)
	oriKey = regexp.MustCompile(`\b([A-Z]{2}[A-Z0-9]{7})[ \t,|]+([A-Z]{2,5})\b`)
)

// lineKind is what a line of an offline result is.
type lineKind int

const (
	lineText lineKind = iota
	lineBlank
	lineRule
	lineFurniture
	lineHeader   // begins a transaction
	lineResponse // begins the answer to the transaction above
	lineTimes
)

// classify tells what a line is, by itself.
func classify(line []byte) lineKind {
	switch {
	case isBlank(line):
		return lineBlank
	case ruleLine.Match(line):
		return lineRule
	case timeLine.Match(line):
		return lineTimes
	case furniture.Match(line) && !hasField(line):
		return lineFurniture
	}
	if m := inquiryHeader.FindSubmatch(line); m != nil {
		if isResponseHeader(m[1]) {
			return lineResponse
		}
		return lineHeader
	}
	switch {
	case responseHeader.Match(line):
		return lineResponse
	case messageHeader.Match(line), outputHeader.Match(line), logLine(line):
		return lineHeader
	case bytes.HasPrefix(bytes.TrimSpace(line), []byte("MKE/")):
		if _, ok := messageKeys()[firstWord(line[bytes.Index(line, []byte("MKE/"))+4:])]; ok {
			return lineHeader
		}
		return lineResponse
	}
	return lineText
}

// logLine reports whether a line reads like an entry of a log: a date, a known message key and an ORI before any field.
func logLine(line []byte) bool {
	before := line
	if loc := firstField(line); loc >= 0 {
		before = line[:loc]
	}
	if !dateText.Match(before) {
		return false
	}
	key, ori := keyBeside(before)
	return key != "" && ori != "" || labelText.Match(before)
}

// keyBeside finds a message key beside an ORI: a known one, else a word that has the form of one.
func keyBeside(text []byte) (key, ori string) {
	for _, m := range keyORI.FindAllSubmatch(text, -1) {
		if _, known := messageKeys()[string(m[1])]; known && looksLikeORI(m[2]) {
			return string(m[1]), string(m[2])
		}
	}
	for _, m := range oriKey.FindAllSubmatch(text, -1) {
		if _, known := messageKeys()[string(m[2])]; known && looksLikeORI(m[1]) {
			return string(m[2]), string(m[1])
		}
	}
	for _, m := range keyORI.FindAllSubmatch(text, -1) {
		if keyForm.Match(m[1]) && looksLikeORI(m[2]) {
			return string(m[1]), string(m[2])
		}
	}
	return "", ""
}

// keyForm is the form of message keys that are not in the table: inquiries begin with Q or Z, entries, changes,
// cancellations, clears and locates with E, M, X, C or L and have two or three letters.
var keyForm = regexp.MustCompile(`^(Q[A-Z]{1,4}|Z[A-Z]{1,3}|[EMXCL][A-Z]{1,2})$`)

// looksLikeORI tells ORIs from nine-letter words: an ORI holds digits.
func looksLikeORI(b []byte) bool {
	_, ok := normalizeORI(string(b))
	return ok && bytes.ContainsAny(b[2:], "0123456789")
}

// isResponseHeader reports whether a header is that of an answer: 1L01, where an inquiry has 1N01.
func isResponseHeader(header []byte) bool {
	header = bytes.TrimSpace(header)
	return len(header) > 1 && (header[1] == 'L' || header[1] == 'M')
}

func firstWord(b []byte) string {
	return strings.TrimSuffix(string(wordText.Find(b)), ".")
}

var wordText = regexp.MustCompile(`^[A-Z]+`)
