package query

import (
	"cmp"
	"slices"
	"time"
)

// The readers below are of parameters that are one value: the first field is read, and stands at a place of the request.
// What stands there is asked for, and is kept by the audit, unless it is nothing.

// asText reads a text. The word that counts when nothing is said is nothing.
func asText[T ~string](at func(*Request) *T) Reader {
	put := func(p Param, text string, faults *Faults, r *Request) {
		if usual, is := p.Fields[0].Schema.Default.(string); is && text == usual {
			text = ""
		}
		if words := p.Fields[0].Schema.Enum; text != "" && len(words) > 0 && p.Check == nil && !slices.Contains(words, text) {
			faults.Fault("%s must be one of %s, not %q", p.Fields[0].Name, Listed(words), text)
		}
		*at(r) = T(text)
	}
	return Reader{
		FromQuery: func(p Param, v *Values, r *Request) { put(p, v.Text(p.Fields[0].Name), &v.Faults, r) },
		FromBody:  func(p Param, b *Body, r *Request) { put(p, Member[string](b, p.Fields[0].Name), &b.Faults, r) },
		Asked:     askedAt(at),
	}
}

// asNumber reads a number; 0 is nothing.
func asNumber[T ~float64](at func(*Request) *T) Reader {
	return Reader{
		FromQuery: func(p Param, v *Values, r *Request) {
			if f := p.Fields[0]; v.Text(f.Name) != "" {
				*at(r) = T(v.Number(f.Name, *f.Schema.Minimum, *f.Schema.Maximum))
			}
		},
		FromBody: func(p Param, b *Body, r *Request) {
			v := Member[float64](b, p.Fields[0].Name)
			b.bounded(p, v)
			*at(r) = T(v)
		},
		Asked: askedAt(at),
	}
}

// asWhole reads a whole number; in a body, 0 is what counts when nothing is said.
func asWhole(at func(*Request) *int) Reader {
	return Reader{
		FromQuery: func(p Param, v *Values, r *Request) {
			f := p.Fields[0]
			unset, _ := f.Schema.Default.(int)
			*at(r) = v.Whole(f.Name, unset, *f.Schema.Minimum, *f.Schema.Maximum)
		},
		FromBody: func(p Param, b *Body, r *Request) {
			f := p.Fields[0]
			v := Member[int](b, f.Name)
			if v == 0 {
				v, _ = f.Schema.Default.(int)
			}
			b.bounded(p, float64(v))
			*at(r) = v
		},
		Asked: askedAt(at),
	}
}

// asInstant reads a time with its offset.
func asInstant(at func(*Request) *time.Time) Reader {
	return Reader{
		FromQuery: func(p Param, v *Values, r *Request) { *at(r) = v.Instant(p.Fields[0].Name) },
		FromBody:  func(p Param, b *Body, r *Request) { *at(r) = Member[time.Time](b, p.Fields[0].Name).UTC() },
		Asked: func(p Param, s Search) map[string]any {
			t := *at(&Request{Search: s})
			return given(!t.IsZero(), p.auditName(), t)
		},
	}
}

// bounded tells a number of a body that is out of the bounds of its field, unless the parameter checks it itself. 0 is nothing.
func (b *Body) bounded(p Param, v float64) {
	if f := p.Fields[0]; p.Check == nil && v != 0 && (v < *f.Schema.Minimum || v > *f.Schema.Maximum) {
		b.Fault("%s must be a number from %v to %v, not %v", f.Name, *f.Schema.Minimum, *f.Schema.Maximum, v)
	}
}

// auditName is the name of what is asked for in the audit.
func (p Param) auditName() string { return cmp.Or(p.Audited, p.Fields[0].Name) }

// askedAt tells what stands at a place.
func askedAt[T comparable](at func(*Request) *T) func(Param, Search) map[string]any {
	return func(p Param, s Search) map[string]any {
		var nothing T
		v := *at(&Request{Search: s})
		return given(v != nothing, p.auditName(), v)
	}
}

// given is a value by its name, or nothing.
func given(is bool, name string, v any) map[string]any {
	if !is {
		return nil
	}
	return map[string]any{name: v}
}
