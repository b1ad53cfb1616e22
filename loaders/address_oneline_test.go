package loaders

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"sightline/timeline"
)

// fewPlaces knows some cities and ZIP codes.
type fewPlaces struct{ fakeGazetteer }

func (fewPlaces) ZIP(zip string) (timeline.Where, bool) {
	state, ok := map[string]string{"78701": "TX", "63101": "MO", "27101": "NC", "20001": "DC", "10001": "NY", "02108": "MA"}[zip]
	return timeline.Where{Class: timeline.ClassZIP, State: state, Radius: 1000, Point: orb.Point{-97, 30}}, ok
}

func (fewPlaces) City(name, state string) (timeline.Where, bool) {
	for _, known := range []string{"AUSTIN TX", "SAINT LOUIS MO", "ST. LOUIS MO", "WINSTON-SALEM NC", "WASHINGTON DC", "NEW YORK NY", "BOSTON MA",
		"MANCHESTER CT", "YORK NY"} {
		if strings.EqualFold(known, name+" "+state) {
			return timeline.Where{Class: timeline.ClassCity, State: state, Radius: 10000, Point: orb.Point{-97, 30}}, true
		}
	}
	return timeline.Where{}, false
}

// TestOneLineAddresses writes addresses on one line in every way that the parts allow: each is found as it was.
func TestOneLineAddresses(t *testing.T) {
	towns := []struct {
		city, state, zip string
		states           []string
	}{
		{"Austin", "TX", "78701", []string{"TX", "Texas", "Tex.", "tx", "TEXAS"}},
		{"St. Louis", "MO", "63101", []string{"MO", "Missouri"}},
		{"Winston-Salem", "NC", "27101", []string{"NC", "N.C.", "North Carolina"}},
		{"Washington", "DC", "20001", []string{"DC", "D.C.", "District of Columbia"}},
		{"New York", "NY", "10001", []string{"NY", "N.Y.", "New York"}},
		{"BOSTON", "MA", "02108", []string{"MA", "Mass.", "Massachusetts"}},
	}
	streets := []string{"100 Nowhere St", "100 1/2 N Nowhere Ave # 4", "100 NOWHERE RD APT 4B", "PO Box 12345", "100 Nowhere St., Apt. 7",
		"N6W23001 Nowhere Rd", "10001 Nowhere Blvd", "2108 Nowhere Dr", "RFD 2 Box 17", "100 State Highway 78701", ""}
	forms := []string{"%s, %s, %s %s", "%s, %s %s %s", "%s %s %s %s", "%s\n%s, %s %s", "%s; %s; %s; %s", "%s , %s , %s , %s", "%s, %s, %s, %s",
		"%s, %s %s, %s", "%s | %s | %s | %s", "%s,%s,%s,%s"}
	tails := []string{"", ", USA", " USA", ", United States", " (current)", ", U.S.A. (last known)", ".", ","}
	n := 0
	for _, town := range towns {
		for _, state := range town.states {
			for _, zip := range []string{town.zip, town.zip + "-1234", strings.TrimPrefix(town.zip, "0"), ""} {
				for _, street := range streets {
					for i, form := range forms {
						tail := tails[(n+i)%len(tails)]
						if zip == "" && strings.HasPrefix(tail, ".") {
							tail = ""
						}
						line := strings.Trim(fmt.Sprintf(form, street, town.city, state, zip), ",;| \n") + tail
						got, ok := splitLine(line, fewPlaces{})
						want := lastParts{street, town.city, town.state, zip}
						loose := strings.HasPrefix(form, "%s %s") && (strings.Contains(street, "Highway") || strings.HasPrefix(street, "PO")) // no comma
						if loose && zip == "" {
							continue
						}
						if !ok || got.state != want.state || got.zip != want.zip || !loose && got != want {
							t.Fatalf("%q: %+v, %v; want %+v", line, got, ok, want)
						}
						n++
					}
				}
			}
		}
	}
	if n < 1000 {
		t.Errorf("only %d lines", n)
	}
}

func TestLineParts(t *testing.T) {
	for line, want := range map[string]lastParts{
		"78701":                                  {"", "", "", "78701"},
		"TX 78701":                               {"", "", "TX", "78701"},
		"78701 Austin, TX":                       {"", "Austin", "TX", "78701"},
		"100 Nowhere St, 78701 Austin, TX":       {"100 Nowhere St", "Austin", "TX", "78701"},
		"100 Nowhere St, Austin 78701, TX":       {"100 Nowhere St", "Austin", "TX", "78701"},
		"Austin TX":                              {"", "Austin", "TX", ""},
		"100 Nowhere St Manchester CT":           {"100 Nowhere St", "Manchester", "CT", ""},
		"100 Nowhere St, Apt 4, Austin TX 78701": {"100 Nowhere St, Apt 4", "Austin", "TX", "78701"},
		"100 Nowhere St Unknownville TX 78701":   {"100 Nowhere St Unknownville", "", "TX", "78701"},
		"General Delivery, Austin, TX 78701":     {"General Delivery", "Austin", "TX", "78701"},
		"100 Nowhere St Apt 4 Austin TX":         {"100 Nowhere St Apt 4", "Austin", "TX", ""},
		"100 Nowhere St, TX78701":                {"100 Nowhere St", "", "TX", "78701"},
	} {
		if got, ok := splitLine(line, fewPlaces{}); !ok || got != want {
			t.Errorf("%q: %+v, %v; want %+v", line, got, ok, want)
		}
	}
	for _, line := range []string{"100 Manchester Ct", "100 Nowhere St", "PO Box 78701", "Apt 12345", "100 Georgia", "1 Washington Ave", "", ",", "USA",
		"100 State Highway 78701"} {
		if got, ok := splitLine(line, fewPlaces{}); ok {
			t.Errorf("%q: taken as %+v", line, got)
		}
	}
}

// FuzzSplitLine finds nothing in a line that does not stand there.
func FuzzSplitLine(f *testing.F) {
	f.Add("100 Nowhere St, Austin, TX 78701 (current), USA")
	f.Add(";;,78701,,TX,#")
	f.Add("100 Nowhere St Boston MA 2108")
	f.Fuzz(func(t *testing.T, line string) {
		if len(line) > 2000 {
			return
		}
		p, ok := splitLine(line, fewPlaces{})
		if !ok {
			return
		}
		if p.zip != "" && !strings.Contains(line, p.zip) || p.state == "" && p.zip == "" {
			t.Errorf("%q: %+v", line, p)
		}
		if len(p.street)+len(p.city) > len(line)*2+8 {
			t.Errorf("%q: %+v is longer", line, p)
		}
	})
}

// TestKindsOfAddresses knows what is no house by the short forms of the post office, too.
func TestKindsOfAddresses(t *testing.T) {
	for street, want := range map[string]string{
		"POB 12": typeBox, "P.O.B. 12": typeBox, "PO BX 12": typeBox, "P O Box 9": typeBox, "POBOX 77": typeBox, "Box 12": typeBox, "PO Drawer 4": typeBox,
		"GEN DEL": typeDelivery, "Gen. Del.": typeDelivery, "Gen'l Delivery": typeDelivery, "GENERAL DELIVERY": typeDelivery, "gen deliv": typeDelivery,
		"RFD 2": typeRoute, "R.F.D. 2 Box 7": typeRoute, "RFD #1": typeRoute, "RR 2 BOX 17": typeRoute, "Rural Rt 3": typeRoute, "RT 2 BOX 17": typeRoute,
		"Route 2, Box 17": typeRoute, "HC 61 BOX 4": typeRoute, "HCR 61 BOX 4": typeRoute, "STAR RT 2": typeRoute,
		"100 Main St": "", "1 Boxwood Ln": "", "12 Po Boy Ln": "", "General Dr": "", "5 Delaware Ave": "", "100 Route 66": "", "7 Genesee Del Rio": "",
		"100 Hector Ave": "", "12 Boxer St": "",
	} {
		a := address{street: street}
		if got := a.kind(); got != want {
			t.Errorf("%s: %q, want %q", street, got, want)
		}
		if want == "" == !IsStreet(street) && strings.ContainsAny(street[:1], "0123456789") {
			t.Errorf("%s: street %v", street, IsStreet(street))
		}
	}
}
