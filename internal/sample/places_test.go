package sample

import "github.com/paulmach/orb"

// spot is a point the invented car passes. With a camera number it is also a fixed plate reader.
type spot struct {
	name   string
	point  orb.Point
	camera string
}

// at is a spot given latitude first, as road atlases have it.
func at(lat, lon float64, name string, camera ...string) spot {
	s := spot{name: name, point: orb.Point{lon, lat}}
	if len(camera) == 1 {
		s.camera = camera[0]
	}
	return s
}

// city is a place the companion lives from for a while: a room for the night, errands, readers along its streets.
type city struct {
	name    string
	zone    string
	room    spot // where the car stands at night
	mobile  string
	errands []spot
	readers []spot
}

func tulsa() city {
	return city{
		name: "Tulsa", zone: "America/Chicago", mobile: "MOB-TUL-03",
		room: at(36.1611, -95.8522, "Prairie Lantern Inn"),
		errands: []spot{
			at(36.1331, -95.8869, "market on 31st"), at(36.0619, -95.8842, "mall at 71st and Memorial"),
			at(36.1178, -95.9372, "garage on Harvard"), at(36.0531, -95.7908, "Broken Arrow, Main Street"),
			at(36.1489, -95.9911, "downtown bus station"),
		},
		readers: []spot{
			at(36.0887, -95.9759, "I-44 at Peoria Ave", "TUL-01"), at(36.0941, -95.9222, "I-44 at Yale Ave", "TUL-02"),
			at(36.0613, -95.8676, "US-169 at 71st St", "TUL-03"), at(36.1609, -95.8866, "I-244 at Memorial Dr", "TUL-04"),
			at(36.1479, -95.8508, "11th St at Garnett Rd", "TUL-05"), at(36.0539, -95.7871, "SH-51 at Main, Broken Arrow", "TUL-06"),
		},
	}
}

func oklahomaCity() city {
	return city{
		name: "Oklahoma City", zone: "America/Chicago", mobile: "MOB-OKC-11",
		room:    at(35.4609, -97.6052, "Tumbleweed Court"),
		errands: []spot{at(35.4681, -97.5219, "Stockyards"), at(35.5239, -97.5631, "NW Expressway shops")},
		readers: []spot{
			at(35.4622, -97.5996, "I-40 at Meridian Ave", "OKC-01"), at(35.4946, -97.5601, "I-44 at NW 36th St", "OKC-02"),
			at(35.3925, -97.4931, "I-35 at SE 66th St", "OKC-03"),
		},
	}
}

func amarillo() city {
	return city{
		name: "Amarillo", zone: "America/Chicago", mobile: "MOB-AMA-02",
		room:    at(35.1934, -101.7692, "Yellow Mesa Motel"),
		errands: []spot{at(35.1866, -101.8993, "mall on I-40 west"), at(35.2103, -101.8331, "Polk Street")},
		readers: []spot{
			at(35.1925, -101.7711, "I-40 at Lakeside Dr", "AMA-01"), at(35.1918, -101.8383, "I-40 at I-27", "AMA-02"),
			at(35.2216, -101.8121, "US-87 at NE 8th Ave", "AMA-03"),
		},
	}
}

func albuquerque() city {
	return city{
		name: "Albuquerque", zone: "America/Denver", mobile: "MOB-ABQ-07",
		room:    at(35.1078, -106.6061, "Blue Kiva Lodge"),
		errands: []spot{at(35.0769, -106.5689, "fairground lots"), at(35.0789, -106.7151, "Coors Boulevard")},
		readers: []spot{
			at(35.1056, -106.6292, "I-40 at I-25", "ABQ-01"), at(35.0741, -106.5339, "Central Ave at Wyoming Blvd", "ABQ-02"),
			at(35.1049, -106.6911, "I-40 at Coors Blvd", "ABQ-03"),
		},
	}
}

func kansasCity() city {
	return city{
		name: "Kansas City", zone: "America/Chicago", mobile: "MOB-KCM-05",
		room: at(39.0919, -94.5061, "River Bend Suites"),
		errands: []spot{
			at(39.0422, -94.5922, "Westport"), at(39.0503, -94.3624, "Independence shops"),
			at(39.1153, -94.6268, "Minnesota Avenue"), at(39.2128, -94.5721, "Gladstone"),
		},
		readers: []spot{
			at(39.0939, -94.5143, "I-70 at Jackson Ave", "KCM-01"), at(39.0486, -94.4461, "I-70 at Sterling Ave", "KCM-02"),
			at(39.0131, -94.5557, "US-71 at 63rd St", "KCM-03"), at(39.1479, -94.5671, "I-29 at Armour Rd", "KCM-04"),
			at(39.1083, -94.6411, "I-70 at 18th St Expwy", "KCK-01"),
		},
	}
}

func omaha() city {
	return city{
		name: "Omaha", zone: "America/Chicago", mobile: "MOB-OMA-09",
		room:    at(41.2196, -96.0203, "Cornsilk Motor Lodge"),
		errands: []spot{at(41.2089, -95.9479, "South Omaha"), at(41.2616, -95.9328, "Old Market")},
		readers: []spot{
			at(41.2167, -96.0242, "I-80 at 72nd St", "OMA-01"), at(41.2253, -95.9486, "I-80 at 24th St", "OMA-02"),
			at(41.2593, -95.9571, "Dodge St at 30th St", "OMA-03"),
		},
	}
}

func denver() city {
	return city{
		name: "Denver", zone: "America/Denver", mobile: "MOB-DEN-04",
		room: at(39.7806, -104.8979, "Front Range Budget Rooms"),
		errands: []spot{
			at(39.7401, -104.8653, "East Colfax"), at(39.7106, -104.8139, "Aurora mall"),
			at(39.7389, -104.9857, "Civic Center"), at(39.8569, -104.9766, "Thornton"),
		},
		readers: []spot{
			at(39.7793, -104.9032, "I-70 at Quebec St", "DEN-01"), at(39.7402, -104.9402, "Colfax Ave at Colorado Blvd", "DEN-02"),
			at(39.7403, -104.8469, "Colfax Ave at Peoria St", "AUR-01"), at(39.6746, -104.8656, "I-225 at Parker Rd", "AUR-02"),
			at(39.7801, -104.9886, "I-70 at I-25", "DEN-03"),
		},
	}
}

func wichita() city {
	return city{
		name: "Wichita", zone: "America/Chicago", mobile: "MOB-ICT-01",
		room:    at(37.6727, -97.4231, "Sunflower Stopover"),
		errands: []spot{at(37.6889, -97.3361, "Old Town"), at(37.6793, -97.2471, "East Kellogg")},
		readers: []spot{
			at(37.6735, -97.3891, "US-54 at West St", "ICT-01"), at(37.7221, -97.3183, "I-135 at 21st St", "ICT-02"),
		},
	}
}

func littleRock() city {
	return city{
		name: "Little Rock", zone: "America/Chicago", mobile: "MOB-LIT-06",
		room: at(34.6783, -92.3344, "Quapaw Trail Inn"),
		errands: []spot{at(34.7449, -92.2880, "Main Street"), at(34.7489, -92.3921, "Markham shops"),
			at(34.7912, -92.2311, "North Little Rock")},
		readers: []spot{
			at(34.6789, -92.3291, "I-30 at 65th St", "LIT-01"), at(34.7298, -92.2761, "I-30 at Roosevelt Rd", "LIT-02"),
			at(34.7379, -92.3411, "I-630 at Fair Park Blvd", "LIT-03"), at(34.7853, -92.2488, "I-40 at JFK Blvd", "NLR-01"),
		},
	}
}

func memphis() city {
	return city{
		name: "Memphis", zone: "America/Chicago", mobile: "MOB-MEM-08",
		room: at(35.0703, -89.9321, "Bluff City Rooms"),
		errands: []spot{at(35.1395, -90.0519, "Beale Street end"), at(35.0492, -89.9989, "Airways"),
			at(35.1189, -89.9501, "Summer Avenue")},
		readers: []spot{
			at(35.0751, -89.9367, "I-240 at Lamar Ave", "MEM-01"), at(35.0834, -90.0221, "I-55 at South Parkway", "MEM-02"),
			at(35.1512, -89.9847, "I-40 at Hollywood St", "MEM-03"), at(35.1082, -89.8931, "Poplar Ave at Mendenhall Rd", "MEM-04"),
		},
	}
}

// houston is where the second car with the same plate is seen.
func houston() []spot {
	return []spot{
		at(29.7681, -95.3701, "I-45 at I-10", "HOU-01"), at(29.7291, -95.4601, "I-610 at Westheimer Rd", "HOU-02"),
		at(29.6911, -95.2889, "I-45 at Broadway St", "HOU-03"), at(29.7841, -95.5612, "I-10 at Gessner Rd", "HOU-04"),
	}
}
