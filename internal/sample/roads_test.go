package sample

// The roads are given as the towns and interchanges they pass, in one direction.

// turnerTurnpike is I-44 from Tulsa to Oklahoma City.
func turnerTurnpike() []spot {
	return []spot{
		at(36.0887, -95.9759, "I-44 at Peoria Ave", "TUL-01"), at(36.0061, -96.1102, "Sapulpa", "OTA-44A"),
		at(35.8346, -96.3912, "Bristow"),
		at(35.7452, -96.6561, "Stroud", "OTA-44B"), at(35.7003, -96.8861, "Chandler"), at(35.6589, -97.1489, "Luther"),
		at(35.6071, -97.4243, "I-44 at I-35", "OKC-04"), at(35.4946, -97.5601, "I-44 at NW 36th St", "OKC-02"),
	}
}

// i40Texas is I-40 from Oklahoma City to Amarillo.
func i40Texas() []spot {
	return []spot{
		at(35.4622, -97.5996, "I-40 at Meridian Ave", "OKC-01"), at(35.4936, -97.7461, "Yukon"),
		at(35.5093, -97.9556, "El Reno", "OHS-40A"),
		at(35.5369, -98.3211, "Hinton"), at(35.5382, -98.7063, "Weatherford", "OHS-40B"), at(35.5011, -98.9731, "Clinton"),
		at(35.3883, -99.4041, "Elk City", "OHS-40C"), at(35.3062, -99.6381, "Sayre"), at(35.2242, -99.9139, "Texola"),
		at(35.2263, -100.2483, "Shamrock", "TXH-40A"), at(35.2201, -100.5993, "McLean"), at(35.2056, -101.1071, "Groom", "TXH-40B"),
		at(35.1925, -101.7711, "I-40 at Lakeside Dr", "AMA-01"),
	}
}

// i40NewMexico is I-40 from Amarillo to Albuquerque.
func i40NewMexico() []spot {
	return []spot{
		at(35.1918, -101.8383, "I-40 at I-27", "AMA-02"), at(35.1883, -101.9242, "Soncy Road"), at(35.2441, -102.4283, "Vega", "TXH-40C"),
		at(35.1793, -103.0412, "Glenrio"), at(35.1101, -103.3291, "San Jon"), at(35.1532, -103.7253, "Tucumcari", "NMD-40A"),
		at(35.0313, -104.4081, "Cuervo"), at(34.9431, -104.6652, "Santa Rosa", "NMD-40B"), at(35.0092, -105.6691, "Clines Corners"),
		at(35.0021, -106.0462, "Moriarty", "NMD-40C"), at(35.0819, -106.3841, "Tijeras"), at(35.1056, -106.6292, "I-40 at I-25", "ABQ-01"),
	}
}

// willRogers is I-44 and I-49 from Tulsa to Kansas City.
func willRogers() []spot {
	return []spot{
		at(36.1609, -95.8866, "I-244 at Memorial Dr", "TUL-04"), at(36.1761, -95.7471, "Catoosa"),
		at(36.3052, -95.5603, "Claremore", "OTA-44C"),
		at(36.6241, -95.1452, "Vinita"), at(36.8803, -94.9001, "Miami", "OTA-44D"), at(37.0411, -94.4772, "Joplin", "MOD-44A"),
		at(37.1502, -94.3303, "Carthage"), at(37.4951, -94.3102, "Lamar"), at(37.8381, -94.3283, "Nevada", "MOD-49A"),
		at(38.2593, -94.3101, "Butler"), at(38.6541, -94.3702, "Harrisonville"), at(38.8831, -94.5293, "Grandview", "MOD-49B"),
		at(39.0131, -94.5557, "US-71 at 63rd St", "KCM-03"),
	}
}

// i29 is I-29 from Kansas City to Omaha.
func i29() []spot {
	return []spot{
		at(39.1479, -94.5671, "I-29 at Armour Rd", "KCM-04"), at(39.2463, -94.6621, "Barry Road"),
		at(39.3592, -94.7661, "Platte City", "MOD-29A"),
		at(39.7791, -94.8042, "St. Joseph", "MOD-29B"), at(39.8902, -94.8963, "Savannah"), at(40.1381, -95.2162, "Mound City"),
		at(40.4072, -95.5501, "Rock Port", "MOD-29C"), at(40.6771, -95.7782, "Percival"), at(41.0372, -95.8133, "Glenwood", "IAD-29A"),
		at(41.2311, -95.8722, "Council Bluffs", "IAD-29B"), at(41.2253, -95.9486, "I-80 at 24th St", "OMA-02"),
	}
}

// plains is I-80 and I-76 from Omaha to Denver.
func plains() []spot {
	return []spot{
		at(41.2167, -96.0242, "I-80 at 72nd St", "OMA-01"), at(41.1191, -96.2473, "Gretna"), at(40.8741, -96.6832, "Lincoln", "NDR-80A"),
		at(40.8226, -97.5991, "York"), at(40.8221, -98.0022, "Aurora"), at(40.8246, -98.3792, "Grand Island", "NDR-80B"),
		at(40.6682, -99.0831, "Kearney"), at(40.7291, -99.7392, "Lexington", "NDR-80C"), at(40.9092, -100.1611, "Gothenburg"),
		at(41.1131, -100.7632, "North Platte", "NDR-80D"), at(41.1162, -101.7151, "Ogallala"), at(41.0531, -102.0812, "Big Springs"),
		at(40.9701, -102.2503, "Julesburg", "COD-76A"), at(40.6191, -103.1792, "Sterling"),
		at(40.2642, -103.8011, "Fort Morgan", "COD-76B"),
		at(40.0721, -104.6502, "Hudson"), at(39.7793, -104.9032, "I-70 at Quebec St", "DEN-01"),
	}
}

// i70West is I-70 from Denver to Salina.
func i70West() []spot {
	return []spot{
		at(39.7793, -104.9032, "I-70 at Quebec St", "DEN-01"), at(39.7417, -104.8062, "Airpark"), at(39.7471, -104.4283, "Bennett"),
		at(39.6161, -104.0472, "Deer Trail"), at(39.2642, -103.6901, "Limon", "COD-70A"), at(39.2901, -103.0672, "Flagler"),
		at(39.3001, -102.2693, "Burlington"), at(39.3282, -101.7251, "Goodland", "KDT-70A"), at(39.3681, -101.0462, "Colby"),
		at(39.1291, -100.8543, "Oakley"), at(39.0151, -99.8822, "WaKeeney"), at(38.8931, -99.3182, "Hays", "KDT-70B"),
		at(38.8721, -98.8601, "Russell"), at(38.8122, -98.2282, "Ellsworth"), at(38.8651, -97.6422, "Salina", "KDT-70C"),
	}
}

// i70East is I-70 from Salina to Kansas City.
func i70East() []spot {
	return []spot{
		at(38.9371, -97.2142, "Abilene"), at(39.0262, -96.8481, "Junction City"),
		at(39.0621, -96.5612, "Manhattan"), at(39.0591, -95.7102, "Topeka", "KTA-70A"), at(38.9891, -95.2362, "Lawrence"),
		at(39.1072, -94.7201, "Kansas Speedway road"), at(39.1083, -94.6411, "I-70 at 18th St Expwy", "KCK-01"),
		at(39.0939, -94.5143, "I-70 at Jackson Ave", "KCM-01"),
	}
}

// i135 runs from Salina to Wichita.
func i135() []spot {
	return []spot{
		at(38.5741, -97.6232, "Lindsborg"), at(38.3701, -97.6351, "McPherson", "KDT-135A"), at(38.0442, -97.3311, "Newton"),
		at(37.7221, -97.3183, "I-135 at 21st St", "ICT-02"),
	}
}

// cimarron is I-35 and US-412 from Wichita to Tulsa.
func cimarron() []spot {
	return []spot{
		at(37.2611, -97.3292, "Wellington", "KTA-35A"), at(36.8041, -97.3262, "Blackwell"),
		at(36.3901, -97.3271, "I-35 at US-412", "OHS-35A"),
		at(36.2871, -96.7982, "Pawnee road"), at(36.1901, -96.4202, "Mannford"), at(36.1401, -96.1103, "Sand Springs", "OHS-412A"),
		at(36.1570, -96.0011, "Tulsa downtown"),
	}
}

// arkansas is the Muskogee Turnpike and I-40 from Tulsa to Little Rock.
func arkansas() []spot {
	return []spot{
		at(36.0539, -95.7871, "SH-51 at Main, Broken Arrow", "TUL-06"), at(35.9681, -95.6303, "Coweta"),
		at(35.7262, -95.3221, "Muskogee", "OTA-351A"),
		at(35.4861, -95.1302, "Webbers Falls"), at(35.4442, -94.7871, "Sallisaw", "OHS-40D"), at(35.4541, -94.3562, "Van Buren"),
		at(35.4842, -94.2221, "Alma", "ARD-40A"), at(35.5091, -93.8462, "Ozark"), at(35.4561, -93.4603, "Clarksville"),
		at(35.3071, -93.1372, "Russellville", "ARD-40B"), at(35.1702, -92.7221, "Morrilton"), at(35.1081, -92.4392, "Conway", "ARD-40C"),
		at(34.7853, -92.2488, "I-40 at JFK Blvd", "NLR-01"), at(34.6789, -92.3291, "I-30 at 65th St", "LIT-01"),
	}
}

// i40Memphis is I-40 from Little Rock to Memphis.
func i40Memphis() []spot {
	return []spot{
		at(34.7298, -92.2761, "I-30 at Roosevelt Rd", "LIT-02"), at(34.7861, -92.1782, "Protho Junction"),
		at(34.8171, -91.9002, "Lonoke", "ARD-40D"),
		at(34.8161, -91.5783, "Hazen"), at(34.9061, -91.1902, "Brinkley", "ARD-40E"), at(35.0222, -90.7851, "Forrest City"),
		at(35.1561, -90.1822, "West Memphis", "ARD-40F"), at(35.1531, -90.0632, "Memphis bridge"),
		at(35.1512, -89.9847, "I-40 at Hollywood St", "MEM-03"),
		at(35.0751, -89.9367, "I-240 at Lamar Ave", "MEM-01"),
	}
}

// back returns the road in the other direction.
func back(road []spot) []spot {
	out := make([]spot, len(road))
	for i, s := range road {
		out[len(road)-1-i] = s
	}
	return out
}

// along joins roads end to end.
func along(roads ...[]spot) []spot {
	var out []spot
	for _, r := range roads {
		out = append(out, r...)
	}
	return out
}
