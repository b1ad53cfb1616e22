-- The views. What is decided of the viewer is decided once for a query, not once for a row. "case … then true end is not
-- null" says no more than its condition, but the planner takes it to hold for nearly all rows, where it takes the condition
-- to hold for hardly any: so the plans stay those of the bare tables. inside: the viewer is inside the case, and may know
-- who it is about; outside, what could tell is left out. A column that people may see stands in the view as well.

create view visible_loads as
select l.id as load_id, l.case_id, l.inside, l.handling,
    case when l.inside then l.subject_id end as subject_id, case when l.inside then l.file else '' end as file,
    case when l.inside then l.sha256 else '' end as sha256, l.bytes, l.format, l.loader, l.zone, l.zone_basis, l.at,
    case when l.inside then l.actor else '' end as actor, l.read, l.accepted, l.duplicates, l.rejected,
    case when l.inside then l.notes else '[]' end as notes, l.months, l.undone_at,
    case when l.inside or l.undone_at is null then l.undone_by else '' end as undone_by,
    case when l.inside or l.undone_at is null then l.undone_why else '' end as undone_why
from (select l.*, is_among(l.case_id, (select viewer_cases())) as inside from loads l) l
where is_among(l.id, (select viewer_loads()));

create view visible_load_shapes as
select l.id as load_id, l.shape, l.burst_window from loads l
where is_among(l.id, (select viewer_loads())) and is_among(l.case_id, (select viewer_cases()));

create view visible_cases as
select c.id, c.number, case when c.inside then c.title else '' end as title, c.owning_ori, c.opened_at, c.inside
from (select c.*, is_among(c.id, (select viewer_cases())) as inside from cases c) c
where is_among(c.id, (select viewer_known_cases()));

-- Who it is about is known inside the case only.
create view visible_subjects as
select id, case_id, name, role, aliases, birth_date, sex from subjects where is_among(case_id, (select viewer_cases()));

-- What subjects held, as far as somebody says so whom the viewer may hear.
create view visible_holdings as
select h.id, h.subject_id, h.identifier_id, i.type, i.value, i.region, h.held, h.description,
    (select coalesce(max(x.basis) filter (where x.load_id is null), string_agg(x.basis, '; ' order by x.load_id), '') from holding_sources x
        where x.holding_id = h.id and (x.load_id is null or is_among(x.load_id, (select viewer_loads())))) as basis
from holdings h join visible_subjects s on s.id = h.subject_id join identifiers i on i.id = h.identifier_id
where exists (select from holding_sources x where x.holding_id = h.id
    and (x.load_id is null or is_among(x.load_id, (select viewer_loads()))));

create view visible_vehicles as
select id, subject_id, identifier_id, value as plate, region as plate_state, held, description, basis from visible_holdings
    where type = 'plate';

-- What the records of events say, as far as the viewer may see their loads and has the right to their handling codes. line is where
-- the record begins in its file; it is fetched only where it is asked for. What names another person than the subject is set aside no
-- longer once an analyst has confirmed the event, or where it is about a vehicle that the subject held at the time. Names are not told
-- outside the case.
create view visible_event_records as
select t.id, t.event_id, case when t.inside then t.record_id end as record_id, t.nth, t.load_id, t.case_id, t.kind, t.at, t.until,
    t.first_seen, t.last_seen, t.position, t.class, t.radius_m, t.place, t.ori, t.code, case when t.lifted then '' else t.standing end as standing,
    case when t.lifted then '' else t.why end as why, t.locates,
    case when t.inside or t.remarks = '[]' then t.remarks else (select coalesce(jsonb_agg(r order by n), '[]')
        from jsonb_array_elements(t.remarks) with ordinality as x (r, n) where r ->> 'code' not in ('near_name', 'another_name'))
    end as remarks, t.handling,
    case when t.inside then t.fields else '[]' end as fields,
    case when t.inside then (select r.line from records r where r.id = t.record_id) else 0 end as line, t.inside
from (select t.*, is_among(t.case_id, (select viewer_cases())) as inside,
    case when t.misnamed then exists (select from marks m where m.target = 'e' || t.event_id and m.kind = 'confirmed' and m.undone_at is null)
        or exists (select from event_parties v join identifiers i on i.id = v.identifier_id and i.type = 'plate' and i.region <> ''
            join holdings h on h.identifier_id = i.id and h.held && tstzrange(t.at, t.until)
            where v.told_id = t.id and h.subject_id in (select p.subject_id from event_parties p where p.told_id = t.id))
        else false end as lifted from event_records t) t
where case when is_among(t.load_id, (select viewer_loads()))
    and ((select viewer_sees_everything()) or t.handling <@ (select viewer_may()))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), t.position)) then true end is not null;

-- Events, each by the first of its records that the viewer may see.
create view visible_events as
select t.id as told_id, t.event_id as id, t.record_id, t.load_id, t.case_id, t.kind, t.at, t.until, t.first_seen, t.last_seen,
    t.position, t.class,
    t.radius_m, t.place, t.ori, t.code, t.standing, t.why, t.locates, t.remarks, t.handling, t.fields, t.line, t.inside
from visible_event_records t
where case when not exists (select from visible_event_records o where o.event_id = t.event_id and o.id < t.id) then true end is not null;

-- What the visible records say of events, each record once: another load's equal record says nothing more. record tells one record
-- from another, and is given to nobody.
create view visible_tellings as
select distinct on (t.event_id, t.record, t.nth) t.*
from (
    select t.*, (select r.key from event_records x join records r on r.id = x.record_id where x.id = t.id) as record
    from visible_event_records t
) t
order by t.event_id, t.record, t.nth, t.id;

-- Whom and what events are about. Outside the case it is told of vehicles only. "offset 0" holds the planner to an order, whatever it
-- takes the tables to hold: from the party, by subject, identifier or what was told of the event; from the event; or from the plate.
create view visible_event_parties as
select p.told_id, t.event_id, p.nth, p.part, p.identifier_id, i.type, i.value, i.region, p.raw,
    case when t.inside then p.subject_id end as subject_id
from event_parties p
    cross join lateral (select t.event_id, t.inside from visible_event_records t where t.id = p.told_id offset 0) t
    left join lateral (select * from identifiers i where i.id = p.identifier_id offset 0) i on true
where t.inside or i.type = 'plate';

create view visible_parties_of_events as
select t.event_id, p.told_id, p.nth, p.part, p.identifier_id, p.type, p.value, p.region, p.subject_id
from visible_event_records t cross join lateral (select * from visible_event_parties p where p.told_id = t.id offset 0) p;

create view visible_events_of_plates as
select i.value as plate, i.region as plate_state, p.event_id
from identifiers i cross join lateral (select p.event_id from visible_event_parties p where p.identifier_id = i.id offset 0) p
where i.type = 'plate';

-- What is known of a subject is found by the subject's number, or that of an identifier, which only those inside the case know: the
-- views for everybody mask them, so an index on them is no use.
create view visible_own_parties as
select p.told_id, p.subject_id, p.identifier_id, t.event_id, t.case_id, t.at, t.until
from event_parties p cross join lateral (select * from event_records t where t.id = p.told_id offset 0) t
where is_among(t.load_id, (select viewer_loads())) and is_among(t.case_id, (select viewer_cases()))
    and ((select viewer_sees_everything()) or t.handling <@ (select viewer_may()));

-- The parties of what a record says of an event, as timeline.Party.
create function parties_of(told bigint) returns jsonb language sql stable as $$
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('part', p.part, 'subject', p.subject_id, 'of',
        case when p.type is not null then jsonb_build_object('type', p.type, 'value', p.value, 'region', nullif(p.region, ''), 'raw',
            nullif(p.raw, '')) end))
        order by p.nth), '[]')
    from visible_event_parties p where p.told_id = told
$$;

-- Searching: what was sighted in some areas. A question comes as one jsonb value, made by the store:
--   areas       [{cover, edge, reach}]: edge is what distance is measured from (geography), reach how far the area goes from
--               it (metres), cover what a box or polygon holds (geometry); all as extended WKB in hexadecimal
--   boxes       [[west, south, east, north]]: degrees, together holding all areas
--   from, to    bounds of the time; case: number in cases; max_radius: metres
--   plates      numbers; or prefixes: beginnings of numbers; pattern: for like, folded when ocr is set; state
--   confidence, heading, within, coarsest (reads.precision), hours {from, length, days}: seconds, and weekdays as bits
--   after       {at, load, line, distance}: the last row of the page before; most: rows
-- Every function selects from the visible_ views only. What the planner would have to guess, generic plans with nested
-- loops do well: a look at an index for each site or plate.
create view visible_sites as
select s.id, s.case_id, s.key, s.name, s.mobile, s.position, s.class, s.radius_m, s.place
from sites s
where case when ((select viewer_sees_everything())
        or exists (select from site_loads l where l.site_id = s.id and is_among(l.load_id, (select viewer_loads()))))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), s.position)
        or s.mobile and st_dwithin((select viewer_area()), s.position, s.radius_m)) then true end is not null;

create view visible_reads as
select r.read_at, r.case_id, r.site_id, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, r.plate_raw,
    r.position,
    is_among(r.case_id, (select viewer_cases())) as inside, r.heading
from reads r
where case when is_among(r.load_id, (select viewer_loads()))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), coalesce(r.position::geography, site_position(r.site_id))))
    then true end is not null;

-- A moving reader's cell that reaches over an area's edge is left out, for only some of its reads may be seen: where there
-- is an area, the counts are of no more reads than can be seen.
create view visible_read_counts as
select c.site_id, c.month, c.load_id, c.reads, c.days, c.counts
from read_counts c
where case when is_among(c.load_id, (select viewer_loads()))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), (select
        case when s.mobile then st_buffer(s.position, s.radius_m) else s.position end from sites s where s.id = c.site_id)))
    then true end is not null;

-- Counts with their sites, as visible_read_counts shows them. The area is held against sites, which are fewer than their
-- counts; and the circle in which a moving reader reads is drawn only near the area's edge, for that takes many times as long as
-- finding that the edge is far.
create view visible_site_counts as
select c.site_id, c.month, c.load_id, c.reads, c.days, c.counts, s.case_id, s.name, s.mobile, s.class, s.radius_m, s.map_x, s.map_y,
    s.map_cell
from sites s join read_counts c on c.site_id = s.id
where case when is_among(c.load_id, (select viewer_loads())) then true end is not null
    and case when (select viewer_area()) is null or s.position && (select viewer_area()) and st_covers((select viewer_area()), s.position)
        and (not s.mobile or not st_dwithin((select st_boundary(viewer_area()::geometry)::geography), s.position, s.radius_m * 1.02)
            or st_covers((select viewer_area()), st_buffer(s.position, s.radius_m))) then true end is not null;

-- Whoever sees no more than an area sees no sums: a cell may lie across its edge.
create view visible_cell_counts as
select c.cell, c.month, c.load_id, c.reads, c.x, c.y, c.first_site, c.last_site, c.name, c.class, c.radius_m, c.mobile, c.days, c.counts
from cell_counts c
where case when is_among(c.load_id, (select viewer_loads())) and (select viewer_area()) is null then true end is not null;

-- Raw texts are for those inside the case.
create view visible_records as
select r.id, r.load_id, r.case_id, r.subject_id, r.line, r.key, r.text from records r
where is_among(r.load_id, (select viewer_loads())) and is_among(r.case_id, (select viewer_cases()))
    and ((select viewer_sees_everything())
        or not exists (select from event_records t where t.record_id = r.id and not t.handling <@ (select viewer_may())));

create view visible_read_chunks as
select c.load_id, c.first_line, c.last_line, c.body from read_chunks c
where is_among(c.load_id, (select viewer_loads())) and is_among((select l.case_id from loads l where l.id = c.load_id),
    (select viewer_cases()));

create view visible_rejects as
select j.load_id, j.line, j.field, j.reason, j.text, j.context from rejects j
where is_among(j.load_id, (select viewer_loads())) and is_among((select l.case_id from loads l where l.id = j.load_id),
    (select viewer_cases()));

-- A mark is seen by whoever is inside the case and sees what it is about.
create view visible_marks as
select m.id, m.case_id, m.target, m.kind, m.text, m.actor, m.at, m.undone_at, m.undone_by from marks m
where is_among(m.case_id, (select viewer_cases()))
    and case left(m.target, 1)
        when 'e' then exists (select from visible_event_records t where t.event_id = substr(m.target, 2)::bigint)
        else is_among(split_part(substr(m.target, 2), '-', 1)::bigint, (select viewer_loads()))
    end;

-- What a load brought that is known of another subject is told to whoever is inside both cases and may see both sides of it.
create view visible_hits as
select h.id, h.load_id, h.subject_id, h.identifier_id, i.type, i.value, i.region, h.how, h.events, h.line, h.at, h.seen_at, h.seen_by
from hits h
    join identifiers i on i.id = h.identifier_id
    cross join lateral (select l.case_id from loads l where l.id = h.load_id and l.undone_at is null offset 0) l
    cross join lateral (select s.id from visible_subjects s where s.id = h.subject_id offset 0) s
where is_among(h.load_id, (select viewer_loads())) and is_among(l.case_id, (select viewer_cases()))
    and ((select viewer_sees_everything()) or h.handling <@ (select viewer_may()))
    and case h.how
        when 'held' then exists (select from visible_holdings v where v.subject_id = h.subject_id and v.identifier_id = h.identifier_id)
        when 'seen' then exists (select from visible_own_parties p where p.identifier_id = h.identifier_id
            and exists (select from event_parties o where o.told_id = p.told_id and o.subject_id = h.subject_id))
        else true end;

-- How far a search looks beyond its areas for imprecise sites; of no one's sites in particular.
create view site_reach as select coalesce(max(radius_m), 0)::double precision as reach from sites;
