package timeline

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Remark is a warning about an event, to be read with it: a code and what the code is about. It is put into words where it is shown.
type Remark struct {
	Code RemarkCode `json:"code"`
	Args []string   `json:"args,omitempty"`
}

// MarshalJSON writes a remark with its words, for whoever shows it.
func (r Remark) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Code RemarkCode `json:"code"`
		Args []string   `json:"args,omitempty"`
		Text string     `json:"text"`
	}{r.Code, r.Args, r.String()})
}

// RemarkCode names a remark in the database. It is never renamed.
type RemarkCode string

const (
	RemarkNoDates     RemarkCode = "no_dates"
	RemarkFormula     RemarkCode = "formula"      // column
	RemarkPresent     RemarkCode = "present"      // first or last, what the source says
	RemarkNoState     RemarkCode = "no_state"     // what stands there
	RemarkBox         RemarkCode = "box"          //
	RemarkRoute       RemarkCode = "route"        //
	RemarkDelivery    RemarkCode = "delivery"     //
	RemarkZIPZeros    RemarkCode = "zip_zeros"    // what stands there, ZIP
	RemarkNoZIP       RemarkCode = "no_zip"       // what stands there
	RemarkUnknownZIP  RemarkCode = "unknown_zip"  // ZIP
	RemarkZIPState    RemarkCode = "zip_state"    // ZIP, its state, the state given
	RemarkPosition    RemarkCode = "position"     // what is wrong with the position given
	RemarkFilePart    RemarkCode = "file_part"    // part of the file
	RemarkNoteText    RemarkCode = "text"         // free text
	RemarkLikeORI     RemarkCode = "like_ori"     // ORI, the one it may be, that one's name
	RemarkShortORI    RemarkCode = "short_ori"    //
	RemarkNoORI       RemarkCode = "no_ori"       // what stands there
	RemarkPlateState  RemarkCode = "plate_state"  // code, what it means to NCIC
	RemarkNoPlate     RemarkCode = "no_plate"     // code
	RemarkUnknownKey  RemarkCode = "unknown_key"  // message key
	RemarkFileRecord  RemarkCode = "file_record"  //
	RemarkAnswer      RemarkCode = "answer"       //
	RemarkPurpose     RemarkCode = "purpose"      // purpose code
	RemarkHitRequest  RemarkCode = "hit_request"  //
	RemarkHitAnswer   RemarkCode = "hit_answer"   //
	RemarkNotOnFile   RemarkCode = "not_on_file"  //
	RemarkCourtAction RemarkCode = "court_action" //
	RemarkBurst       RemarkCode = "burst"        // reads, span
	RemarkDisagree    RemarkCode = "disagree"     // what the records disagree about
	RemarkNearName    RemarkCode = "near_name"    // whom it names, what differs from the subject
	RemarkAnother     RemarkCode = "another_name" // whom it names, what differs from the subject
)

// words says a code in English; %s stands for what it is about. "" for a code that is not known.
func (c RemarkCode) words() string {
	switch c {
	case RemarkNoDates:
		return "no date first or last seen"
	case RemarkFormula:
		return "the value of %s was computed by a formula"
	case RemarkPresent:
		return "%s seen: %s, as of the source's own date"
	case RemarkNoState:
		return "state %q is no state of the United States"
	case RemarkBox:
		return "a post office box: nobody lives there"
	case RemarkRoute:
		return "a rural route: the box may be far from the post office"
	case RemarkDelivery:
		return "general delivery: mail is called for at the post office, nobody lives there"
	case RemarkZIPZeros:
		return "ZIP %s has lost its leading zeros: read as %s"
	case RemarkNoZIP:
		return "%q is no ZIP code"
	case RemarkUnknownZIP:
		return "ZIP %s is not in the gazetteer"
	case RemarkZIPState:
		return "ZIP %s lies in %s, not in %s: the ZIP was not used"
	case RemarkFilePart:
		return "from the %s"
	case RemarkPosition, RemarkNoteText:
		return "%s"
	case RemarkLikeORI:
		return "ORI %s is not in the agency table; with O and 0 exchanged it would be %s, %s"
	case RemarkShortORI:
		return "ORI has seven of nine characters and is not in the agency table with 00 at its end"
	case RemarkNoORI:
		return "%q is not an ORI"
	case RemarkPlateState:
		return "plate state %s is %s in NCIC's codes"
	case RemarkNoPlate:
		return "plate state %s is no state of the United States in NCIC's codes"
	case RemarkUnknownKey:
		return "message key %s is not in the table: taken as an inquiry"
	case RemarkFileRecord:
		return "a record of a file, not a transaction: the time is that of its entry, the agency the one that entered it"
	case RemarkAnswer:
		return "an answer to an inquiry, not another one"
	case RemarkPurpose:
		return "purpose code %s: not a criminal-justice inquiry"
	case RemarkHitRequest:
		return "a hit confirmation request: strong evidence that the sender had the person or the vehicle before it"
	case RemarkHitAnswer:
		return "the answer to a hit confirmation request: the agency it was sent to had the person or the vehicle before it"
	case RemarkNotOnFile:
		return "answer: not on file"
	case RemarkCourtAction:
		return "a court's action: the person need not have been there"
	case RemarkBurst:
		return "%s within %s, shown as one"
	case RemarkDisagree:
		return "its records disagree about %s"
	case RemarkNearName:
		return "names %s: nearly the subject; what differs: %s"
	case RemarkAnother:
		return "names %s: another person than the subject; what differs: %s"
	}
	return ""
}

// String is the remark in words. One of a code that is not known is told as it stands.
func (r Remark) String() string {
	words := r.Code.words()
	if words == "" {
		return strings.Join(append([]string{string(r.Code)}, r.Args...), " ")
	}
	args := make([]any, strings.Count(words, "%"))
	for i := range args {
		args[i] = ""
		if i < len(r.Args) {
			args[i] = r.Args[i]
		}
	}
	return fmt.Sprintf(words, args...)
}

// Remarked returns the remarks of an event in words.
func (e *Event) Remarked() []string {
	if len(e.Remarks) == 0 {
		return nil
	}
	out := make([]string, len(e.Remarks))
	for i, r := range e.Remarks {
		out[i] = r.String()
	}
	return out
}

// Remark adds a remark to an event.
func (e *Event) Remark(code RemarkCode, args ...string) {
	e.Remarks = append(e.Remarks[:len(e.Remarks):len(e.Remarks)], Remark{code, args})
}

// RemarkOnce adds a remark to an event that does not have it yet.
func (e *Event) RemarkOnce(r Remark) {
	if !slices.ContainsFunc(e.Remarks, func(o Remark) bool { return r.Code == o.Code && slices.Equal(r.Args, o.Args) }) {
		e.Remark(r.Code, r.Args...)
	}
}
