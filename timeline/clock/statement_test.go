package clock

import (
	"strings"
	"testing"
)

// TestStatement reads every zone in every form of a statement, and hears none where a zone is only mentioned.
func TestStatement(t *testing.T) {
	zones := map[string]string{
		"UTC": "UTC", "GMT": "UTC", "ZULU": "UTC", "UTC-05:00": "-05:00", "UTC -6": "-06:00", "GMT-7": "-07:00", "-0500": "-05:00",
		"PACIFIC": "America/Los_Angeles", "EASTERN TIME": "America/New_York", "CENTRAL STANDARD TIME": "America/Chicago",
		"MOUNTAIN": "America/Denver", "ET": "America/New_York", "CT": "America/Chicago", "EST": "-05:00", "CDT": "-05:00",
		"EST/EDT": "America/New_York", "EASTERN (EST)": "America/New_York", "US/CENTRAL": "US/Central",
		"AMERICA/NEW_YORK": "America/New_York", "America/Chicago": "America/Chicago", "(UTC-06:00) CENTRAL TIME (US & CANADA)": "America/Chicago",
		"COORDINATED UNIVERSAL TIME": "UTC", "U.S. EASTERN TIME": "America/New_York", "EASTERN PREVAILING TIME": "America/New_York",
	}
	forms := []string{"ALL TIMES %", "TIMES ARE %", "TIMES ARE IN %", "NOTE: ALL DATES AND TIMES ARE SHOWN IN %", "TIME ZONE: %", "TIMEZONE=%",
		"TIME (%)", "TIME %", "DATE/TIME (%)", "*** ALL TIMES %. ***", "(ALL TIMES ARE %)", "TZ: %", "ALL TIMES LISTED ARE %", "DATE   TIME (%)   MKE   ORI"}
	for zone, want := range zones {
		for _, form := range forms {
			text := strings.Replace(form, "%", zone, 1)
			for _, text := range []string{text, strings.ToLower(text)} {
				if got, ok := Statement(text); !ok || got != want {
					t.Errorf("%q: got %q %v, want %q", text, got, ok, want)
				}
			}
		}
	}
	for _, text := range []string{"TIME-ET", "TIME_PT", "TIME:UTC", "ALL UTC", "UTC TIMES", "PACIFIC TIMES", "EASTERN STANDARD TIME", "UTC OFFSET: -06:00"} {
		if got, ok := Statement(text); !ok || got == "" {
			t.Errorf("%q: got %q %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "PRINTED 03/04/2026 14:15 EST", "GENERATED 1415 UTC", "TIMES ARE NOT UTC", "TIMES ARE LOCAL", "ALL TIMES LOCAL",
		"EASTERN DISTRICT OF INVENTED", "TIMES OF THE PACIFIC AVENUE", "CENTRAL RECORDS", "TRANSACTION LOG LISTING",
		"SUBTRACT 5 HOURS TO GET EASTERN TIME", "MT INVENTED POLICE", "RUN TIME 14:15:30 ET", "TIME OF REPORT 2026-03-04 14:15 CST",
		strings.Repeat("ALL TIMES UTC ", 20)} {
		if got, ok := Statement(text); ok {
			t.Errorf("%q states %q", text, got)
		}
	}
}
