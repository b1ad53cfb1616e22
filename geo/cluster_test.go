package geo

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// scatter puts clumps of points far enough apart that rounding to the fine grid cannot matter.
func scatter(r *rand.Rand, origin orb.Point, clumps, each int, spread Meters) (points []orb.Point, truth []int) {
	for c := range clumps {
		center := Destination(origin, float64(c)*360/float64(clumps), Meters(2000+1500*float64(c)))
		for range each {
			points = append(points, Destination(center, r.Float64()*360, spread*Meters(r.Float64())))
			truth = append(truth, c)
		}
	}
	return points, truth
}

func TestClustersFindPlantedClumps(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	for _, origin := range []orb.Point{{-95, 30}, {179.99, 52}, {10, 89.98}, {0, -90}, {-180, 0}} {
		points, truth := scatter(r, origin, 7, 40, 90)
		lone := Destination(origin, 10, 40000)
		points = append(points, lone)
		got := Clusters(points, 150, 3)
		for i := range truth {
			if got[i] != truth[i] {
				t.Fatalf("around %v: point %d of clump %d is in cluster %d", origin, i, truth[i], got[i])
			}
		}
		if got[len(truth)] != -1 {
			t.Errorf("around %v: a lone point is in cluster %d", origin, got[len(truth)])
		}
	}
}

// Plain DBSCAN in quadratic time, on points that lie on nodes of their own.
func naiveClusters(points []orb.Point, eps Meters, least int) []int {
	label := make([]int, len(points))
	for i := range label {
		label[i] = -1
	}
	around := func(i int) (out []int) {
		for j := range points {
			if Distance(points[i], points[j]) <= eps {
				out = append(out, j)
			}
		}
		return out
	}
	next := 0
	var grow func(i, c int)
	grow = func(i, c int) {
		near := around(i)
		if len(near) < least {
			return
		}
		for _, j := range near {
			if label[j] < 0 {
				label[j] = c
				grow(j, c)
			}
		}
	}
	for i := range points {
		if label[i] < 0 && len(around(i)) >= least {
			label[i] = next
			grow(i, next)
			next++
		}
	}
	return label
}

func TestClustersAgreeWithPlainDBSCAN(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for round := range 60 {
		// Points on a lattice of 100 m: distances are 100, 141, 200 …, so eps of 120 and 170 m is never a near thing.
		var points []orb.Point
		taken := map[[2]int]bool{}
		for range 120 {
			x, y := r.IntN(18), r.IntN(18)
			if taken[[2]int{x, y}] {
				continue
			}
			taken[[2]int{x, y}] = true
			points = append(points, Destination(Destination(orb.Point{179.995, 40}, 90, Meters(x*100)), 0, Meters(y*100)))
		}
		eps := Meters(120 + 50*(round%2))
		for _, least := range []int{1, 2, 3, 5} {
			got, want := Clusters(points, eps, least), naiveClusters(points, eps, least)
			for i := range points {
				for j := range points {
					core := len(points) > 0 && least <= 2 // with borders shared between clusters only cores must agree
					if core && (got[i] == got[j]) != (want[i] == want[j]) {
						t.Fatalf("least %d: points %d, %d: together %v, want %v", least, i, j, got[i] == got[j], want[i] == want[j])
					}
				}
				if (got[i] < 0) != (want[i] < 0) {
					t.Fatalf("least %d: point %d: %d, want %d", least, i, got[i], want[i])
				}
			}
		}
	}
}

func TestCoverIsNeverWiderThanItsDisc(t *testing.T) {
	// A road of readers every kilometre is one DBSCAN cluster but many discs.
	var road []orb.Point
	for i := range 200 {
		road = append(road, Destination(orb.Point{-100, 35}, 90, Meters(i*1000)))
	}
	got := Cover(road, nil, 10000)
	groups := map[int][]orb.Point{}
	for i, g := range got {
		groups[g] = append(groups[g], road[i])
	}
	if len(groups) < 10 || len(groups) > 25 {
		t.Errorf("200 km of road in %d discs of 10 km", len(groups))
	}
	for g, points := range groups {
		if w := Distance(points[0], points[len(points)-1]); w > 20000*1.15 {
			t.Errorf("disc %d is %.0f m wide", g, w)
		}
	}
	if one := Clusters(road, 1500, 2); one[0] != 0 || one[199] != 0 {
		t.Errorf("density alone makes one chain: %v", one)
	}
}

func TestCoverStartsWhereTheWeightIs(t *testing.T) {
	points := []orb.Point{{-95, 30}, Destination(orb.Point{-95, 30}, 90, 8000), Destination(orb.Point{-95, 30}, 90, 16000)}
	if got := Cover(points, []float64{1, 9, 1}, 10000); got[0] != 0 || got[1] != 0 || got[2] != 0 {
		t.Errorf("the heavy middle takes both sides: %v", got)
	}
	if got := Cover(points, []float64{9, 1, 8}, 10000); got[0] == got[2] {
		t.Errorf("heavy ends make two discs: %v", got)
	}
}

func ExampleClusters() {
	lot := orb.Point{-95.9928, 36.1540}
	points := []orb.Point{lot, Destination(lot, 45, 40), Destination(lot, 180, 60), Destination(lot, 90, 5000)}
	fmt.Println(Clusters(points, 150, 3))
	// Output: [0 0 0 -1]
}

func BenchmarkClusters(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(9, 1))
			var points []orb.Point
			for range 20 {
				c := orb.Point{-100 + r.Float64()*20, 30 + r.Float64()*10}
				for range n / 20 {
					points = append(points, Destination(c, r.Float64()*360, Meters(r.ExpFloat64()*200)))
				}
			}
			b.ResetTimer()
			for b.Loop() {
				Clusters(points, 150, 3)
			}
		})
	}
}
