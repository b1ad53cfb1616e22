package plate

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookAlikes are letters of other scripts in groups behind the letter of a plate that each is drawn like, after the
// confusable characters of Unicode's security mechanisms (UTS 39). A letter that is drawn like a digit, or only nearly
// like a letter, is not among them: a row with it is rejected, not guessed.
var lookAlikes = groups(`
	AАΑᎪꓮⲀᴀ BВΒᏴꓐⲂʙ CСϹᏟꓚⲤᴄ DᎠꓓᴅ EЕΕᎬꓰᴇ FꓝϜꜰ GԌᏀꓖɢ HНΗᎻꓧⲎʜհ IІӀΙꓲⲒɪı JЈͿᎫꓙᴊյ KКΚᏦꓗⲔᴋ LԼᏞꓡⳐʟ
	MМΜϺᎷꓟⲘᴍ NΝꓠⲚɴո OОΟՕꓳⲞᴏօ PРΡᏢꓑⲢᴘ QԚզ RᎡᏒꓣʀ SЅՏᏕꓢꜱ TТΤᎢꓔⲦᴛ UՍꓴᴜս VѴᏙꓦᴠ WԜᎳᏔꓪᴡ XХΧꓫⲬ YҮΥᎩꓬⲨʏ
	ZΖᏃꓜⲌᴢ`)

// twoFaced are small letters that are drawn like another letter than their capitals are.
const twoFaced = "ηµμνυ"

// groups makes a table of groups of characters behind the one that stands for them.
func groups(text string) map[rune]byte {
	of := map[rune]byte{}
	for _, group := range strings.Fields(text) {
		for _, r := range group[1:] {
			of[r] = group[0]
		}
	}
	return of
}

// fold returns the capital letter or digit that a character stands for, in another width or style or a look-alike in
// another script too. ok is false where it stands for none.
func fold(r rune) (c byte, ok bool) {
	if c, ok := capital(r); ok {
		return c, true
	}
	if r < 0x80 || strings.ContainsRune(twoFaced, r) {
		return 0, false
	}
	if c, ok := lookAlikes[r]; ok {
		return c, true
	}
	plain := []rune(norm.NFKC.String(string(r))) // full-width, mathematical, circled and small forms
	if len(plain) != 1 {
		return 0, false
	}
	if c, ok := capital(plain[0]); ok {
		return c, true
	}
	if unicode.Is(unicode.Nd, plain[0]) {
		return digit(plain[0]), true
	}
	if strings.ContainsRune(twoFaced, plain[0]) {
		return 0, false
	}
	c, ok = lookAlikes[unicode.ToUpper(plain[0])]
	return c, ok
}

// capital returns a letter or digit of ASCII as a capital.
func capital(r rune) (c byte, ok bool) {
	switch {
	case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return byte(r), true
	case r >= 'a' && r <= 'z':
		return byte(r - 'a' + 'A'), true
	}
	return 0, false
}

// digit returns a digit of any script by its value. Unicode keeps the ten of a script behind one another.
func digit(r rune) byte {
	value := byte(0)
	for value < 9 && unicode.Is(unicode.Nd, r-rune(value)-1) {
		value++
	}
	return '0' + value
}

// isSeparator reports whether a character stands between the characters of a plate and is none of it.
func isSeparator(r rune) bool {
	return strings.ContainsRune(`.,:;/\'"#()[]|&+·•‧∙⋅・‐−`, r) || unicode.In(r, unicode.Zs, unicode.Pd, unicode.Cf) || r == '\t' || r == '\n' || r == '\r'
}
