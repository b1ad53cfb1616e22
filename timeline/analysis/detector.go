package analysis

// Detector makes findings of one sort. All that page, report, charts and API need to show them stands in it and in its
// findings: a new one is a file with a function that returns its Detector, and a line in Detectors.
type Detector struct {
	Name     string // of all its findings together, in the API and on the page: "conflicts"
	Kind     string // of one, in keys: "conflict"
	Title    string // heading on the page: "Conflicts"
	Group    string // of the rules it goes by, as they are grouped in forms: "Speeds"
	Section  string // of the report in which its findings stand: one that other detectors have too, or one of its own
	Case     bool   // looks at all subjects of the case together; its findings say whom they concern
	Headline int    // how many of its findings lead the summary; 0: none
	// Rules are the names of the rules it goes by, or what several begin with: "circuit." for "circuit.rounds" and the others.
	Rules []string
	// Own are rules that no other detector has, not among those of Parameters; At is not set. Inputs.Rule gives their values.
	Own    []Rule
	Charts []string // of its findings together, as chart.Kinds names them
	Chart  string   // of one finding by its number, "" for none
	Data   Data     // a value of the type of its findings' Data, nil for none
	// Find returns what it finds, most telling first or in time order. It may panic on odd data: the others are found, and
	// where its findings would stand it is told that they could not be worked out.
	Find func(*Inputs) []Finding
	// None says why there is none: what it would have taken, and what there is.
	None func(*Inputs) string
}

// Detectors are all detectors in the order in which an analyst reads their findings.
func Detectors() []Detector {
	return []Detector{
		baseDetector(), circuitDetector(), conflictDetector(), shiftDetector(), splitDetector(), changeDetector(),
		placeDetector(), gapDetector(), tripDetector(), routineDetector(), interestDetector(), burstDetector(),
	}
}
