package words

import "testing"

func TestCount(t *testing.T) {
	for _, c := range []struct {
		n          int
		noun, want string
	}{
		{0, "address", "0 addresses"}, {1, "address", "1 address"}, {2, "address", "2 addresses"}, {1, "plate read", "1 plate read"},
		{1496, "plate read", "1,496 plate reads"}, {2, "agency", "2 agencies"}, {2, "day", "2 days"}, {3, "custody", "3 custodies"},
		{2, "stay", "2 stays"},
		{-1, "hour", "-1 hours"}, {-1234567, "byte", "-1,234,567 bytes"}, {999, "switch", "999 switches"},
		{1000, "inquiry", "1,000 inquiries"},
	} {
		if got := Count(c.n, c.noun); got != c.want {
			t.Errorf("%d %s: %q, want %q", c.n, c.noun, got, c.want)
		}
	}
	if got := Either(int64(1), "record does", "records do"); got != "1 record does" {
		t.Error(got)
	}
	if got := Either(uint8(2), "record does", "records do"); got != "2 records do" {
		t.Error(got)
	}
	for n, want := range map[int]string{1: "once", 2: "twice", 3: "3 times", 1000: "1,000 times"} {
		if got := Times(n); got != want {
			t.Error(got)
		}
	}
}

func TestList(t *testing.T) {
	for want, all := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := List(all); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for in, want := range map[string]string{"": "", "inquiry": "Inquiry", "éa": "éa", "A": "A"} {
		if got := Capital(in); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
