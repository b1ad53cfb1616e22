package analysis

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"sightline/geo"
)

// vehicleNo is the vehicle that a sighting of a plate is given to.
type vehicleNo int8

const (
	firstVehicle  vehicleNo = 0
	secondVehicle vehicleNo = 1
	noVehicle     vehicleNo = 2 // a misread, or a wrong clock: it fits neither
)

// sorted is to which vehicle each located sighting of a track belongs, as far as times, ways and places tell. It is worked out
// in the unit of nats: what is given to a vehicle costs as much as it is unlikely that the vehicle went there, what is given to
// none as much as it is unlikely that a reader errs just there.
type sorted struct {
	of        map[int32]vehicleNo
	first     []int32 // the first vehicle's, in time order
	count     [3]int
	sure      float64 // share of those of a vehicle that are right, by the model itself
	foreign   int     // how many of the second vehicle's the first cannot have made
	two       bool    // the second persists: it is a vehicle and no errors
	elsewhere float64 // share of the second vehicle's that are where it is seen more than the first
}

// is returns what tells whether a sighting is of a vehicle.
func (s *sorted) is(v vehicleNo) func(int32) bool {
	return func(i int32) bool { of, located := s.of[i]; return located && of == v }
}

// pick returns the sightings of a track that are of a vehicle. Those without a position are with the first.
func (s *sorted) pick(t trackOf, v vehicleNo) (obs []int32) {
	for _, i := range t.obs {
		if of, located := s.of[i]; of == v || !located && v == firstVehicle {
			obs = append(obs, i)
		}
	}
	return obs
}

// sized reports whether it is sure enough which sighting is of which vehicle for their numbers to be told: the model must say so
// itself, and few errors be seen, for each that is seen stands for one that is not.
func (s *sorted) sized() bool {
	all := s.count[firstVehicle] + s.count[secondVehicle] + s.count[noVehicle]
	return s.sure >= 0.985 && float64(s.count[noVehicle]) <= 0.03*float64(all)
}

// ownPlaces is how much of what is seen of a second vehicle must be where the first is seen less: one that is only where the
// first is at home is the first at wrong times.
const ownPlaces = 0.75

// splitBeam is how many ways to divide the sightings so far are kept while more are looked at.
const splitBeam = 8

// node is a run of sightings close together in time and space, which are of one vehicle whoever it is.
type node struct {
	obs  []int32
	cell int32
}

// Figures of the model. They were chosen on the seeds of -tuning.
const (
	cellSide       = 0.1   // degrees of latitude: the unit of places that a vehicle comes back to
	cells          = 2e4   // in which a misread can be: the country's
	tooFastCost    = 6     // of a way over the fastest road speed
	impossibleCost = 30    // of one over the limit at which a vehicle is flagged
	runWithin      = 2e3   // metres, of one run
	runSilence     = 40    // minutes, that ends a run
	splitRounds    = 3     // of dividing, and learning from it where each vehicle goes
	mostNodes      = 30000 // beyond, one round must do
)

// division is one way to divide the sightings so far.
type division struct {
	last [2]int32 // the latest node of each vehicle, none before its first
	cost float64
	step int32 // in the search's tree of choices
}

// choice is to which vehicle a node was given, and the choice before.
type choice struct {
	before  int32
	vehicle vehicleNo
}

// splitSearch divides the sightings of a track.
type splitSearch struct {
	h      *history
	limit  geo.MetersPerSecond
	nodes  []node
	share  [3]float64   // of the nodes, of each vehicle and of none
	visits [2][]float64 // of each cell by each vehicle, as shares of its own
}

// sortOut tells the vehicles of a track apart. It looks through the sightings in time order and keeps the best few divisions, so
// that one misread does not decide for good where a vehicle is held to be; then again, knowing where each vehicle is at home.
func (h *history) sortOut(t trackOf) sorted {
	s := splitSearch{h: h, limit: h.limit(t), share: [3]float64{0.6, 0.25, 0.15}}
	s.gather(h.located(t))
	var of []vehicleNo
	for k := range splitRounds {
		if of = s.divide(); k+1 == splitRounds || len(s.nodes) > mostNodes || s.few(of) {
			break
		}
		s.unswap(of)
		s.learn(of)
	}
	out := sorted{of: make(map[int32]vehicleNo, len(t.obs)), sure: s.sureness(of)}
	for k, v := range of {
		for _, i := range s.nodes[k].obs {
			out.of[i] = v
			out.count[v]++
		}
	}
	if out.count[secondVehicle] > out.count[firstVehicle] {
		out.count[firstVehicle], out.count[secondVehicle] = out.count[secondVehicle], out.count[firstVehicle]
		for i, v := range out.of {
			if v != noVehicle {
				out.of[i] = 1 - v
			}
		}
	}
	for _, i := range t.obs {
		if v, located := out.of[i]; located && v == firstVehicle {
			out.first = append(out.first, i)
		}
	}
	out.elsewhere = s.elsewhere(of)
	return out
}

// unswap exchanges the vehicles from some moment on where that makes each of them keep to its own places better. When both pass
// through one town the search may take one for the other, and then holds both to be at home in the places of both.
func (s *splitSearch) unswap(of []vehicleNo) {
	near := make([]float64, len(of)) // how likely each way is by its length alone
	last := [2]int32{none, none}
	for k, v := range of {
		if v == noVehicle {
			continue
		}
		if last[v] != none {
			near[k] = s.near(last[v], k)
		}
		last[v] = int32(k)
	}
	best := s.total(of, near)
	flipped := make([]vehicleNo, len(of))
	for range 3 {
		before := best
		for b := range swapMoments {
			from := b * len(of) / swapMoments
			copy(flipped, of)
			for k := from; k < len(of); k++ {
				if of[k] != noVehicle {
					flipped[k] = 1 - of[k]
				}
			}
			if total := s.total(flipped, near); b > 0 && total < best-2 {
				best = total
				copy(of, flipped)
			}
		}
		if best == before {
			return
		}
	}
}

// swapMoments is how many moments of a history are tried.
const swapMoments = 40

// total is what the places of a division cost when each vehicle is known by them.
func (s *splitSearch) total(of []vehicleNo, near []float64) float64 {
	s.learn(of)
	total := 0.0
	for k, v := range of {
		if v != noVehicle {
			total -= math.Log(s.share[v] * (near[k] + s.visits[v][s.nodes[k].cell] + 1e-6) / 2)
		}
	}
	return total
}

// sureness is the mean chance that a node of a vehicle is not the other's.
func (s *splitSearch) sureness(of []vehicleNo) float64 {
	var before [2]int32
	before[0], before[1] = none, none
	after := make([][2]int32, len(of)+1)
	after[len(of)] = [2]int32{none, none}
	for k := len(of) - 1; k >= 0; k-- {
		after[k] = after[k+1]
		if of[k] != noVehicle {
			after[k][of[k]] = int32(k)
		}
	}
	way := func(v vehicleNo, from, to int32) float64 {
		if to == none {
			return 0
		}
		return s.cost(v, from, int(to))
	}
	total, n := 0.0, 0.0
	for k, v := range of {
		if v == noVehicle {
			continue
		}
		with := func(v vehicleNo) float64 {
			next := after[k+1][v]
			return way(v, before[v], int32(k)) + way(v, int32(k), next) - way(v, before[v], next)
		}
		weight := float64(len(s.nodes[k].obs))
		total += weight / (1 + math.Exp(with(v)-with(1-v)))
		n += weight
		before[v] = int32(k)
	}
	return total / max(1, n)
}

// elsewhere is the share of the nodes of the vehicle with fewer that are where it is seen more than the other.
func (s *splitSearch) elsewhere(of []vehicleNo) float64 {
	s.learn(of)
	fewer := secondVehicle
	seen := [2]float64{}
	for _, v := range of {
		if v != noVehicle {
			seen[v]++
		}
	}
	if seen[firstVehicle] < seen[secondVehicle] {
		fewer = firstVehicle
	}
	own, all := 0, 0
	for k, v := range of {
		if v == fewer {
			c := s.nodes[k].cell
			own += count(s.visits[v][c]*seen[v] > s.visits[1-v][c]*seen[1-v])
			all++
		}
	}
	return ratioOf(own, all)
}

func ratioOf(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// few reports whether so little is not the first vehicle's that there is nothing to learn about a second.
func (s *splitSearch) few(of []vehicleNo) bool {
	var n [3]int
	for _, v := range of {
		n[v]++
	}
	return 20*min(n[firstVehicle], n[secondVehicle]) < len(of)
}

// gather makes nodes of sightings in time order.
func (s *splitSearch) gather(located []int32) {
	index := map[[2]int32]int32{}
	for _, i := range located {
		o := &s.h.all[i]
		if n := len(s.nodes); n > 0 {
			last := &s.h.all[s.nodes[n-1].obs[0]]
			near := roughly(o.point, last.point) < runWithin && o.exact && last.exact
			if near && o.start-s.h.all[s.nodes[n-1].obs[len(s.nodes[n-1].obs)-1]].end < runSilence*60_000 {
				s.nodes[n-1].obs = append(s.nodes[n-1].obs, i)
				continue
			}
		}
		key := cellOf(o.point, cellSide)
		cell, ok := index[key]
		if !ok {
			cell = int32(len(index))
			index[key] = cell
		}
		s.nodes = append(s.nodes, node{[]int32{i}, cell})
	}
	s.visits = [2][]float64{make([]float64, len(index)), make([]float64, len(index))}
}

// cellOf returns the cell of a grid that a point lies in, about as wide as high.
func cellOf(p orb.Point, side float64) [2]int32 {
	row := math.Floor(p[1] / side)
	wide := side / math.Max(0.1, math.Cos(row*side*math.Pi/180))
	return [2]int32{int32(math.Floor(p[0] / wide)), int32(row)}
}

// learn takes from a division how much each vehicle is seen, and where.
func (s *splitSearch) learn(of []vehicleNo) {
	n := [3]float64{4, 2, 1}
	s.visits = [2][]float64{make([]float64, len(s.visits[0])), make([]float64, len(s.visits[0]))}
	for k, v := range of {
		n[v]++
		if v != noVehicle {
			s.visits[v][s.nodes[k].cell]++
		}
	}
	for v := range s.visits {
		for c := range s.visits[v] {
			s.visits[v][c] /= n[v]
		}
	}
	for v := range s.share {
		s.share[v] = n[v] / (n[0] + n[1] + n[2])
	}
}

// divide returns the vehicle of each node in the division that costs least.
func (s *splitSearch) divide() []vehicleNo {
	tree := make([]choice, 0, 3*splitBeam*len(s.nodes))
	beam := []division{{last: [2]int32{none, none}, step: none}}
	var next []division
	aside := -math.Log(s.share[noVehicle] / cells)
	for k := range s.nodes {
		next = next[:0]
		add := func(d division, v vehicleNo, cost float64) {
			d.cost += cost
			if v != noVehicle {
				d.last[v] = int32(k)
			}
			tree = append(tree, choice{d.step, v})
			d.step = int32(len(tree) - 1)
			next = append(next, d)
		}
		for _, d := range beam {
			add(d, firstVehicle, s.cost(firstVehicle, d.last[firstVehicle], k))
			if d.last[firstVehicle] != none {
				add(d, secondVehicle, s.cost(secondVehicle, d.last[secondVehicle], k))
			}
			add(d, noVehicle, aside)
		}
		slices.SortFunc(next, func(a, b division) int { return cmp.Compare(a.cost, b.cost) })
		beam = append(beam[:0], cheapest(next)...)
	}
	of := make([]vehicleNo, len(s.nodes))
	step := beam[0].step
	for k := len(of) - 1; k >= 0; k-- {
		of[k], step = tree[step].vehicle, tree[step].before
	}
	return of
}

// cheapest keeps the best of the divisions that leave both vehicles at the same sightings, and of those the first few.
func cheapest(inOrder []division) []division {
	out := inOrder[:0]
	for _, d := range inOrder {
		if len(out) == splitBeam {
			break
		}
		if !slices.ContainsFunc(out, func(o division) bool { return o.last == d.last }) {
			out = append(out, d)
		}
	}
	return out
}

// cost is how unlikely it is that a vehicle came to a node from the one it was at before: it stays near, or goes where it often
// is, or with little chance anywhere.
func (s *splitSearch) cost(v vehicleNo, from int32, to int) float64 {
	if from == none {
		return -math.Log(s.share[v] / cells)
	}
	a, b := s.nodes[from].obs, s.nodes[to].obs
	x, y := &s.h.all[a[len(a)-1]], &s.h.all[b[0]]
	d := max(0, geo.Distance(x.point, y.point)-x.slack-y.slack)
	cost := 0.0
	if d > 2*s.h.p.Place.Radius {
		switch need := geo.LeastSpeed(d, between(x, y)); {
		case need > s.limit:
			cost = impossibleCost
		case need > s.h.p.Speed.Road:
			cost = tooFastCost
		}
	}
	return cost - math.Log(s.share[v]*(nearness(d)+s.visits[v][s.nodes[to].cell])/2)
}

// near is how likely a vehicle is to go from one node to another by the way's length alone.
func (s *splitSearch) near(from int32, to int) float64 {
	a := s.nodes[from].obs
	x, y := &s.h.all[a[len(a)-1]], &s.h.all[s.nodes[to].obs[0]]
	return nearness(max(0, geo.Distance(x.point, y.point)-x.slack-y.slack))
}

// nearness is the chance that a way of a length ends in one certain cell of those that lie so far off.
func nearness(d geo.Meters) float64 {
	km := float64(d)/1000 + 5
	return 100 / (2 * math.Pi * 6 * km * km)
}
