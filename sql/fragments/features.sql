-- The parts that filters of features are made of. {words} in braces are put in: columns from this file, or @names of
-- arguments; never what anybody wrote. The names are those of collections and properties, and of the filter language.

-- name: events.id
e.id = {a}
-- name: events.kind
e.kind
-- name: events.time
nullif(e.at, '-infinity')
-- name: events.time_end
nullif(e.until, 'infinity')
-- name: events.time_precision
e.first_seen ->> 'precision'
-- name: events.span
(e.last_seen is not null)
-- name: events.located
e.locates
-- name: events.standing
nullif(e.standing, '')
-- name: events.why
nullif(e.why, '')
-- name: events.code
nullif(e.code, '')
-- name: events.plate
(select p.value from visible_parties_of_events p where p.event_id = e.id and p.type = 'plate' order by p.told_id, p.nth limit 1)
-- name: events.plate_state
nullif((select p.region from visible_parties_of_events p where p.event_id = e.id and p.type = 'plate' order by p.told_id,
    p.nth limit 1), '')
-- name: events.ori
e.ori
-- name: events.agency
nullif(a.name, '')
-- name: events.handling
(select string_agg(h.code, @between::text order by h.code) from (
    select distinct u.code collate "C" from visible_tellings t
        cross join lateral (select * from visible_loads l where l.load_id = t.load_id offset 0) l
        cross join lateral unnest(t.handling || l.handling) u (code)
    where t.event_id = e.id) h)
-- name: events.class
e.class
-- name: events.radius_m
case when e.position is not null then e.radius_m end
-- name: events.place
nullif(e.place ->> 'label', '')
-- name: events.state
nullif(e.place ->> 'state', '')
-- name: events.county
nullif(e.place ->> 'county', '')
-- name: events.case_number
c.number
-- name: events.load
e.load_id
-- name: events.geometry
e.position

-- name: events.with plate
-- By the index: events of which some plate is as {plate} says.
e.id = any (array(select p.event_id from visible_events_of_plates p where {plate}))
-- name: plates.plate
p.plate

-- name: reads.id
(st.id = {a} and r.read_at = {b} and r.load_id = {c} and r.line = {d})
-- name: reads.time
r.read_at
-- name: reads.time_end
(r.read_at + (case r.precision when 0 then interval '1 second' when 1 then interval '1 minute' when 2 then interval '1 hour'
    else interval '1 day' end) + (case when r.flags & 3 <> 0 then interval '1 hour' else interval '0' end))
-- name: reads.time_precision
(array['second', 'minute', 'hour', 'day'])[r.precision + 1]
-- name: reads.plate
r.plate
-- name: reads.plate_state
nullif(r.plate_state, '')
-- name: reads.confidence
r.confidence::numeric::double precision
-- name: reads.heading
r.heading
-- name: reads.site
st.id
-- name: reads.site_name
nullif(st.name, '')
-- name: reads.mobile
st.mobile
-- name: reads.class
case when st.mobile then 'gps' else st.class end
-- name: reads.radius_m
case when st.mobile then @mobile::double precision else st.radius_m end
-- name: reads.place
coalesce(st.place ->> 'label', nullif(st.name, ''))
-- name: reads.state
st.place ->> 'state'
-- name: reads.county
st.place ->> 'county'
-- name: reads.case_number
c.number
-- name: reads.load
r.load_id
-- name: reads.geometry
case when st.mobile then coalesce(r.position::geography, st.position) else st.position end

-- name: reads.time window
-- By the index: every read whose span reaches into the window.
(r.read_at >= {from}::timestamptz - interval '26 hours' and r.read_at <= {to}::timestamptz)
-- name: reads.sites in reach
-- By the index: every site whose reads can be within {far} metres of the area; those of a moving reader lie in its cell.
(st_dwithin(st.position, {g}, {reach}) and st_dwithin(st.position, {g}, {r} + {far}))
-- name: reads.site position
st.position
-- name: reads.site radius
st.radius_m + case when st.mobile then @mobile::double precision else 0 end
-- name: reads.this site
st.id = {a}

-- name: sites.id
st.id = {a}
-- name: sites.name
nullif(st.name, '')
-- name: sites.key
st.key
-- name: sites.mobile
st.mobile
-- name: sites.class
st.class
-- name: sites.radius_m
st.radius_m
-- name: sites.place
st.place ->> 'label'
-- name: sites.state
st.place ->> 'state'
-- name: sites.county
st.place ->> 'county'
-- name: sites.case_number
c.number
-- name: sites.geometry
st.position

-- name: agencies.id
a.ori = {a}
-- name: agencies.ori
a.ori
-- name: agencies.name
nullif(a.name, '')
-- name: agencies.kind
nullif(a.kind, '')
-- name: agencies.county
nullif(a.county, '')
-- name: agencies.state
nullif(a.state, '')
-- name: agencies.zip
nullif(a.zip, '')
-- name: agencies.class
a.class
-- name: agencies.radius_m
case when a.position is not null then a.radius_m end
-- name: agencies.geometry
a.position

-- From the first to the last instant that a feature's time can mean.

-- name: events.from
e.at
-- name: events.to
(e.until - interval '1 microsecond')
-- name: reads.from
r.read_at
-- name: reads.to
(r.read_at + (case r.precision when 0 then interval '1 second' when 1 then interval '1 minute' when 2 then interval '1 hour'
    else interval '1 day' end) + (case when r.flags & 3 <> 0 then interval '1 hour' else interval '0' end) - interval '1 microsecond')
-- name: value text
{a}::text
-- name: value number
{a}::double precision
-- name: value instant
{a}::timestamptz
-- name: value bool
{a}::boolean
-- name: value area
st_geogfromwkb({a}::bytea)
-- name: value fold
lower({a})
-- name: value always before
'-infinity'::timestamptz
-- name: value always after
'infinity'::timestamptz

-- name: true
true
-- name: false
false
-- name: and
({a} and {b})
-- name: or
({a} or {b})

-- name: not
not ({a})
-- name: null
({a}) is null
-- name: like
({a}) like {b}
-- name: between
({a}) between {b} and {c}
-- name: in
({a}) in ({list})
-- name: =
({a}) = {b}
-- name: <>
({a}) <> {b}
-- name: <
({a}) < {b}
-- name: >
({a}) > {b}
-- name: <=
({a}) <= {b}
-- name: >=
({a}) >= {b}

-- Times: {a} to {b} is the first, {c} to {d} the second, ends included.

-- name: T_AFTER
{a} > {d}
-- name: T_BEFORE
{b} < {c}
-- name: T_CONTAINS
{a} < {c} and {b} > {d}
-- name: T_DISJOINT
({b} < {c} or {a} > {d})
-- name: T_DURING
{a} > {c} and {b} < {d}
-- name: T_EQUALS
{a} = {c} and {b} = {d}
-- name: T_FINISHEDBY
{b} = {d} and {a} < {c}
-- name: T_FINISHES
{b} = {d} and {a} > {c}
-- name: T_INTERSECTS
{a} <= {d} and {b} >= {c}
-- name: T_MEETS
{b} = {c}
-- name: T_METBY
{a} = {d}
-- name: T_OVERLAPPEDBY
{a} > {c} and {a} < {d} and {b} > {d}
-- name: T_OVERLAPS
{a} < {c} and {b} > {c} and {b} < {d}
-- name: T_STARTEDBY
{a} = {c} and {b} > {d}
-- name: T_STARTS
{a} = {c} and {b} < {d}

-- Areas: {p} is the centre of the feature's circle, {r} its radius, {g} the area, {edge} the area's edge.

-- name: area near
st_dwithin({p}, {g}, {r} + {far})
-- name: area inside
st_distance({p}, {g}) <= {far}
-- name: area within
(st_distance({p}, {g}) = 0 and st_distance({p}, {edge}) >= {r})
-- name: area within thin
-- A circle fits on a point or line only when it is a point.
(st_distance({p}, {g}) = 0 and {r} = 0)
-- name: area within far
st_distance({p}, {g}) + {r} <= {far}

-- Boxes reach east from {w} to {e} over {width} degrees; {x} and {y} are the longitude and latitude of {p}.

-- name: box x
st_x({p}::geometry)
-- name: box y
st_y({p}::geometry)
-- name: box offset
-- Degrees from the west side eastwards to the point, 0 to 360.
(({x} - {w}) - 360 * floor(({x} - {w}) / 360))
-- name: box nearest
st_setsrid(st_makepoint(case when {offset} <= {width} then {x} when {offset} - {width} < 360 - {offset} then {e} else {w} end,
    greatest({s}, least({n}, {y}))), 4326)::geography
-- name: box near
st_dwithin({p}, {nearest}, {r} + {far})
-- name: box inside far
st_distance({p}, {nearest}) <= {far}
-- name: box within far
st_distance({p}, {nearest}) + {r} <= {far}
-- name: box near or nowhere
-- A feature without a position is in every box.
({near} or ({p}) is null)
-- name: box inside
({offset} <= {width} and {y} between {s} and {n})
-- name: box within
({offset} <= {width} and {y} between {s} and {n}
    and ({width} >= 360 or least(st_distance({p}, st_setsrid(st_makepoint({w}, {y}), 4326)::geography),
        st_distance({p}, st_setsrid(st_makepoint({e}, {y}), 4326)::geography)) >= {r})
    and ({s} <= -90 or st_distance({p}, st_setsrid(st_makepoint({x}, {s}), 4326)::geography) >= {r})
    and ({n} >= 90 or st_distance({p}, st_setsrid(st_makepoint({x}, {n}), 4326)::geography) >= {r}))

-- name: rank
-- How the circle lies to one area: 0 within, 1 overlaps, 2 could be, 3 no position.
case when ({p}) is null then 3 when {within} then 0 when {inside} then 1 else 2 end
-- name: rank best
least({list})
-- name: rank worst
greatest({list})
