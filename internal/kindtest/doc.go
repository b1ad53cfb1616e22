// Package kindtest is a test only: it takes every kind of record, and kinds that it makes up, through the whole program, from a file
// to the undoing of its load, and holds each output to say what the kind is called and what it does not prove.
//
// The program is run as its users run it. One with a made-up kind is built with one more file in timeline/kinds and one more entry
// in its list, which is all that a new kind is.
package kindtest
