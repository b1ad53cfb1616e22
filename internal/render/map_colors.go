package render

import "sightline/timeline/chart"

// mapColors are the colours of a base map and of the words on it. It is pale, on paper and in grey too, or dark, so that what
// was sighted stands out.
type mapColors struct {
	paper, water, land, abroad, state, county, city, text, region, rule string
}

func inksOf(theme chart.Theme) mapColors {
	if theme == chart.Dark {
		return mapColors{
			paper: "#151a21", water: "#10151c", land: "#1b222b", abroad: "#181e26", state: "#55616f", county: "#2c3540",
			city: "#9aa7b6", text: "#e8ecf1", region: "#55616f", rule: "#9aa7b6",
		}
	}
	return mapColors{
		paper: "#ffffff", water: "#e9eff3", land: "#ffffff", abroad: "#f3f2ee", state: "#8f9498", county: "#dcdfe1",
		city: "#6d7276", text: "#1b1e20", region: "#b4b9bd", rule: "#4a4f53",
	}
}
