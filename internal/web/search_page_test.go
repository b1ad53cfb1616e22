package web_test

import (
	"testing"

	"sightline/internal/access"
	"sightline/internal/web"
)

// TestSearchPage: an agency's user lands on the search, is asked for which case and why, and reads the answer.
func TestSearchPage(t *testing.T) {
	h := newHouse(t, web.Exposure{})
	_, link := h.user("officer", access.RoleAgency)
	b := h.browser()
	b.setUp(link, "/account")
	b.expect("GET", "/", nil, 303, "/search")
	b.expect("GET", "/search", nil, 200, "What was sighted near")
	const ask = "/search?lat=35.5&lon=-97.5&radius_m=500&plate=&from=&case="
	b.expect("GET", ask, nil, 400, "for which case and why")
	b.expect("GET", "/search?lat=95&lon=-97.5&radius_m=500&case=A-1&purpose=stop", nil, 400, "must be a number")
	asked := len(h.data.looks)
	b.expect("GET", ask+"A-1&purpose=%3Cb%3Estop", nil, 200, "&lt;b&gt;stop")
	if look := h.data.looks[len(h.data.looks)-1]; len(h.data.looks) != asked+1 || look.Case != "A-1" || look.Purpose != "<b>stop" ||
		look.Actor != "officer" {
		t.Errorf("looks %+v", h.data.looks[asked:])
	}
	b.expect("GET", ask+"A-1&purpose=stop", nil, 200, "12 m")
}
