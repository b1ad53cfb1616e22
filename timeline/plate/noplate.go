package plate

import "strings"

// What people and readers write where there is no plate, or none that could be read: a telling word among others, or a denying
// one with a telling or filling one behind it, joined or apart; or one of those alone.
var (
	telling = setOf(`UNLICENSED UNLICENCED UNLIC UNREGISTERED UNREG UNPLATED UNKNOWN UNKN UNK UNREADABLE UNREAD UNIDENTIFIED ILLEGIBLE
		OBSCURED OBSTRUCTED COVERED NOPLATE NOREAD NONE NULL UNDEFINED MISSING BLANK EMPTY TEMP TEMPORARY TEMPTAG PAPERTAG
		PAPER DEALER INTRANSIT DRIVEAWAY DRIVEOUT APPLIED PENDING MISREAD UNCLEAR BLURRY BLURRED
		NOTREADABLE CANNOTREAD CANTREAD SEENOTES SEEREMARKS SEENARRATIVE`)
	filling = setOf(`PLATE PLATES PLT TAG TAGS LICENSE LICENCE LIC LPN REGISTRATION REG READ READS READABLE VISIBLE VIS SEEN AVAILABLE
		AVAIL APPLICABLE FOUND DISPLAYED DISP KNOWN NUMBER TRANSIT FRONT REAR PARTIAL BUYER BUYERS DATA VALUE
		RECOGNIZED RECOGNISED DETECTED GIVEN STATED ENTERED PLACA PLACAS`)
	joining = setOf(`ON IN FOR IS THE VEHICLE VEH CAR`)
	denying = setOf(`NO NOT WITHOUT SIN`)
	alone   = setOf(`NA NP NAN NIL TBD PLATE PLATES LICENSEPLATE PLATENUMBER`)
)

func setOf(text string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(text) {
		all[w] = true
	}
	return all
}

// longestWords is more characters than people write for no plate.
const longestWords = 40

// isWords reports whether a normalised text says in words that there is no plate.
func isWords(number string) bool {
	if len(number) > longestWords {
		return false
	}
	for i := range number {
		if i > 0 && !spelled(number[:i], filling) {
			continue
		}
		for denied := range denying {
			if rest, ok := strings.CutPrefix(number[i:], denied); ok && (spelled(rest, telling) || spelled(rest, filling)) {
				return true
			}
		}
	}
	return alone[number] || spelled(number, telling)
}

// spelled reports whether a text is made of the words, at least one of them of those wanted.
func spelled(text string, want map[string]bool) bool {
	if text == "" {
		return want == nil
	}
	for n := 2; n <= len(text); n++ {
		word, rest := text[:n], want
		if want[word] {
			rest = nil
		}
		if (telling[word] || filling[word] || joining[word]) && spelled(text[n:], rest) {
			return true
		}
	}
	return false
}

// isFilling reports whether a number is zeros, as databases write what they do not have, or X again and again, as readers fill what they
// could not read.
func isFilling(number string) bool {
	return strings.Trim(number, "0") == "" || len(number) > 3 && strings.Trim(number, "X") == ""
}
