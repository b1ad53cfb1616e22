package workbook

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

// oleStreams are the streams of a compound file, the container of Office 97, by their names.
type oleStreams struct {
	data       []byte
	shift      uint // of the size of a sector
	sectors    []uint32
	mini       []byte // stream of the small ones
	miniChains []uint32
	cutoff     uint32 // streams smaller than it lie in mini
	entries    map[string]oleEntry
}

type oleEntry struct{ start, size uint32 }

var errOLE = errors.New("it is damaged or cut off; get the whole file, or open it and save it as .xlsx or CSV")

// openOLE reads the lists of a compound file. Whatever they say, no more is read than the file holds, and no sector twice.
func openOLE(data []byte) (*oleStreams, error) {
	if len(data) < 512 {
		return nil, errOLE
	}
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
	o := &oleStreams{data: data, shift: uint(binary.LittleEndian.Uint16(data[30:])), cutoff: u32(56), entries: map[string]oleEntry{}}
	if o.shift != 9 && o.shift != 12 {
		return nil, errOLE
	}
	var lists []uint32
	for i := range 109 {
		lists = append(lists, u32(76+4*i))
	}
	next, size := u32(68), 1<<o.shift
	for n := u32(72); n > 0 && len(lists) <= len(data)/4; n-- {
		sector, ok := o.sector(next)
		if !ok {
			break
		}
		for at := 0; at < size-4; at += 4 {
			lists = append(lists, binary.LittleEndian.Uint32(sector[at:]))
		}
		next = binary.LittleEndian.Uint32(sector[size-4:])
	}
	for _, list := range lists {
		sector, ok := o.sector(list)
		if !ok {
			continue // unused
		}
		if len(o.sectors)*size > 4*len(data)+4*size*128 {
			return nil, errOLE
		}
		for at := 0; at < size; at += 4 {
			o.sectors = append(o.sectors, binary.LittleEndian.Uint32(sector[at:]))
		}
	}
	directory, err := o.chain(u32(48), len(data))
	if err != nil {
		return nil, err
	}
	if chains, err := o.chain(u32(60), len(data)); err == nil {
		for at := 0; at+4 <= len(chains); at += 4 {
			o.miniChains = append(o.miniChains, binary.LittleEndian.Uint32(chains[at:]))
		}
	}
	for ; len(directory) >= 128; directory = directory[128:] {
		length := int(binary.LittleEndian.Uint16(directory[64:]))
		entry := oleEntry{binary.LittleEndian.Uint32(directory[116:]), binary.LittleEndian.Uint32(directory[120:])}
		switch directory[66] {
		case 5:
			o.mini, _ = o.chain(entry.start, int(min(entry.size, uint32(len(data)))))
		case 2:
			var name []uint16
			for at := 0; at+2 <= min(length, 64)-2; at += 2 {
				name = append(name, binary.LittleEndian.Uint16(directory[at:]))
			}
			o.entries[string(utf16.Decode(name))] = entry
		}
	}
	return o, nil
}

func (o *oleStreams) sector(n uint32) ([]byte, bool) {
	from := (int64(n) + 1) << o.shift
	to := from + 1<<o.shift
	if n >= 0xfffffffa || to > int64(len(o.data)) {
		return nil, false
	}
	return o.data[from:to], true
}

// chain is the content of a chain of sectors, up to so many bytes.
func (o *oleStreams) chain(start uint32, most int) ([]byte, error) {
	var out []byte
	for steps := 0; start < 0xfffffffa && len(out) < most; steps++ {
		sector, ok := o.sector(start)
		if !ok || int(start) >= len(o.sectors) || steps > len(o.sectors) {
			return nil, errOLE
		}
		out = append(out, sector...)
		start = o.sectors[start]
	}
	return out[:min(len(out), most)], nil
}

// stream reads a stream whole.
func (o *oleStreams) stream(e oleEntry) ([]byte, error) {
	if int64(e.size) > int64(len(o.data)) {
		return nil, errOLE
	}
	if e.size >= o.cutoff {
		out, err := o.chain(e.start, int(e.size))
		if err == nil && len(out) < int(e.size) {
			err = errOLE
		}
		return out, err
	}
	var out []byte
	for at, steps := e.start, 0; len(out) < int(e.size); steps++ {
		from := int64(at) * 64
		if from+64 > int64(len(o.mini)) || int(at) >= len(o.miniChains) || steps > len(o.miniChains) {
			return nil, errOLE
		}
		out = append(out, o.mini[from:from+64]...)
		at = o.miniChains[at]
	}
	return out[:e.size], nil
}
