package report

import (
	"bytes"
	"runtime"

	"sightline/internal/render"
)

// rasters are the figures of a report as PNG pictures, drawn beside each other.
type rasters struct {
	made []chan raster
	stop chan struct{}
}

type raster struct {
	png []byte
	err error
}

// newRasters begins to draw figures with so many pixels a px. It must be closed.
func newRasters(figures []Figure, sharp float64) *rasters {
	r := &rasters{stop: make(chan struct{})}
	for range figures {
		r.made = append(r.made, make(chan raster, 1))
	}
	workers := min(runtime.GOMAXPROCS(0), len(figures))
	for first := range workers {
		go func() {
			for i := first; i < len(figures); i += workers {
				select {
				case <-r.stop:
					return
				default:
				}
				var b bytes.Buffer
				err := render.SVGPNG(&b, figures[i].SVG, figures[i].Width, figures[i].Height, sharp)
				r.made[i] <- raster{b.Bytes(), err}
			}
		}()
	}
	return r
}

// take waits for a figure.
func (r *rasters) take(i int) ([]byte, error) {
	made := <-r.made[i]
	return made.png, made.err
}

// close draws no more.
func (r *rasters) close() { close(r.stop) }
