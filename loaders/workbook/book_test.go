package workbook

import (
	"strings"
	"testing"
)

// FuzzShownIn reads number formats of any kind.
func FuzzShownIn(f *testing.F) {
	for _, s := range []string{"yyyy-mm-dd", "[$-409]m/d/yy h:mm AM/PM;@", `"day" 0`, "[h]:mm", "0.00E+00", `\m0`} {
		f.Add(s, "46083.59")
	}
	f.Fuzz(func(t *testing.T, format, number string) {
		c := numberCell(number, shownIn(format), len(format)%2 == 0)
		if strings.TrimSpace(number) != "" && c.Text == "" {
			t.Errorf("%q by %q is lost", number, format)
		}
	})
}

func TestShownIn(t *testing.T) {
	for format, want := range map[string]Shown{
		"General": {}, "0": {}, "0.00": {}, "@": {}, "#,##0.00 [$USD]": {}, `0 "days"`: {}, `_($* #,##0_)`: {}, "0%": {},
		"yyyy-mm-dd": {Year: true, Month: true, Day: true}, `yyyy\-mm\-dd`: {Year: true, Month: true, Day: true}, "mmm-yy": {Year: true, Month: true},
		"[$-409]mmmm d, yyyy;@": {Year: true, Month: true, Day: true}, "h:mm": {Clock: true}, "h:mm:ss AM/PM": {Clock: true}, "mm:ss.0": {Clock: true},
		"m/d/yy h:mm": {Year: true, Month: true, Day: true, Clock: true}, "[h]:mm:ss": {Clock: true, elapsed: true}, "0.00E+00": {powers: true},
		"yyyy": {Year: true}, "[Red]0": {},
	} {
		if got := shownIn(format); got != want {
			t.Errorf("%s: %+v, want %+v", format, got, want)
		}
	}
}
