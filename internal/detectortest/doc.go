// Package detectortest holds every detector of the analysis to what was planted, to noise and to decoys, and everything that shows
// findings to a detector that nobody has heard of. A detector without a plant in plants fails.
package detectortest
