package loaders

import "bytes"

// message is the header of a message on the interstate network, after articles 21003096403, 21003096400 and 21003096179
// of the network's knowledge base: as it was sent, RQ.AZNLETS20.AZ.TXT, or as it was delivered, CR.WVFBINF00 above its
// times and TXT.
type message struct {
	key, ori []byte   // ori is the sender's in both forms
	to       [][]byte // destinations: states of two characters, or ORIs
	control  []byte   // control field, without its asterisk
}

// maxDestinations is the most destinations a header may name.
const maxDestinations = 5

// messageIn reads a line as a message's header.
func messageIn(line []byte) (m message, ok bool) {
	b := bytes.TrimSpace(line)
	n := 0
	for n < len(b) && isUpper(b[n]) {
		n++
	}
	if n < 2 || n > 5 || n >= len(b) || b[n] != '.' {
		return m, false
	}
	m.key = b[:n]
	b = b[n+1:]
	if len(b) < 9 || !hasORIForm(b[:9]) {
		return m, false
	}
	m.ori, b = b[:9], b[9:]
	if len(b) == 0 {
		return m, true
	}
	for b[0] == '.' {
		part, rest, _ := bytes.Cut(b[1:], []byte{'.'})
		switch {
		case bytes.HasPrefix(b[1:], []byte("TXT")) && (len(b) == 4 || b[4] <= ' ' || b[4] == '.'):
			return m, true
		case len(part) > 0 && part[0] == '*':
			m.control = part[1:]
		case len(part) < 2 || len(part) > 9 || !isDestination(part) || len(m.to) == maxDestinations:
			return m, false
		default:
			m.to = append(m.to, part)
		}
		if len(rest) == 0 {
			return m, false
		}
		b = b[1+len(part):]
	}
	return m, false
}

func isDestination(b []byte) bool {
	for _, c := range b {
		if !isUpper(c) && c-'0' > 9 {
			return false
		}
	}
	return true
}
