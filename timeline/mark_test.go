package timeline_test

import (
	"strings"
	"testing"

	"sightline/timeline"
)

func TestCheckMark(t *testing.T) {
	for _, tt := range []struct {
		mark timeline.Mark
		want string // part of the fault, "" for none
	}{
		{timeline.Mark{Target: "e12", Kind: timeline.MarkHidden, Text: "misread"}, ""},
		{timeline.Mark{Target: "r7-88", Kind: timeline.MarkConfirmed}, ""},
		{timeline.Mark{Target: "e3", Kind: timeline.MarkNote, Text: "Łucja"}, ""},
		{timeline.Mark{Target: "e3", Kind: timeline.MarkHidden, Text: " \n"}, "say why"},
		{timeline.Mark{Target: "e3", Kind: timeline.MarkNote}, "empty"},
		{timeline.Mark{Target: "e3", Kind: "deleted", Text: "x"}, "hidden, confirmed or note"},
		{timeline.Mark{Target: "e1' or 1=1", Kind: timeline.MarkNote, Text: "x"}, "not the id"},
		{timeline.Mark{Target: "e", Kind: timeline.MarkNote, Text: "x"}, "not the id"},
		{timeline.Mark{Target: "s1", Kind: timeline.MarkNote, Text: "x"}, "not the id"},
		{timeline.Mark{Target: "e1", Kind: timeline.MarkNote, Text: "\xff"}, "plain text"},
		{timeline.Mark{Target: "e1", Kind: timeline.MarkNote, Text: strings.Repeat("ż", timeline.MaxMarkText+1)}, "more than"},
		{timeline.Mark{Target: "e1", Kind: timeline.MarkNote, Text: strings.Repeat("ż", timeline.MaxMarkText)}, ""},
	} {
		err := tt.mark.Check()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.mark.Target, err, tt.want)
		}
	}
}
