// The words of a filter, told apart and made small as the server does it (Go's strings.Fields and strings.ToLower), so that the
// page and the files made from it find the same rows.

const SPACES = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

export function wordsOf(text: string): string[] {
  return [...text].map(small).join("").split(SPACES).filter(Boolean);
}

// small makes one character small by itself, whatever stands around it, and as one character.
function small(character: string): string {
  return String.fromCodePoint(character.toLowerCase().codePointAt(0)!);
}
