-- The views. What is decided of the viewer is decided once for a query, not once for a row. "case … then true end is not
-- null" says no more than its condition, but the planner takes it to hold for nearly all rows, where it takes the condition
-- to hold for hardly any: so the plans stay those of the bare tables. inside: the viewer is inside the case, and may know
-- who it is about; outside, what could tell is left out. A column that people may see stands in the view as well.

create view visible_loads as
select l.id as load_id, l.case_id, l.inside, l.restricted, l.criminal_history,
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
select id, case_id, name, role, aliases, birth_date from subjects where is_among(case_id, (select viewer_cases()));

create view visible_identifiers as
select i.subject_id, i.kind, i.value from identifiers i join visible_subjects s on s.id = i.subject_id;

create view visible_vehicles as
select v.id, v.subject_id, v.plate, v.plate_state, v.held, v.description, v.basis, v.load_id
from vehicles v join visible_subjects s on s.id = v.subject_id
where v.load_id is null or is_among(v.load_id, (select viewer_loads()));

-- line is where the record begins in its file; it is fetched only where it is asked for.
create view visible_sightings as
select s.id, case when s.inside then s.record_id end as record_id, s.load_id, s.case_id, case when s.inside then s.subject_id end as subject_id,
    s.kind, s.at, s.until, s.time_raw, s.zone, s.zone_basis, s.precision, s.time_flags, s.position, s.class, s.radius_m, s.place,
    s.plate, s.plate_state, s.ori, s.message_key, s.category, s.set_aside, s.flags,
    case when s.inside then s.details else '[]' end as details,
    case when s.inside then (select r.line from records r where r.id = s.record_id) else 0 end as line, s.inside
from (select s.*, is_among(s.case_id, (select viewer_cases())) as inside from sightings s) s
where case when is_among(s.load_id, (select viewer_loads()))
    and ((select viewer_sees_criminal_history()) or not criminal_history(s.flags))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), s.position)) then true end is not null;

-- What is known of a subject is found by the subject's number, which only those inside the case know: the views for
-- everybody mask it, so an index on it is no use to them.
create view visible_own_sightings as
select s.id, s.record_id, s.load_id, s.case_id, s.subject_id, s.kind, s.at, s.until, s.time_raw, s.zone, s.zone_basis, s.precision,
    s.time_flags, s.position, s.class, s.radius_m, s.place, s.plate, s.plate_state, s.ori, s.message_key, s.category, s.set_aside,
    s.flags, s.details, (select r.line from records r where r.id = s.record_id) as line
from sightings s
where case when is_among(s.load_id, (select viewer_loads())) and is_among(s.case_id, (select viewer_cases()))
    and ((select viewer_sees_criminal_history()) or not criminal_history(s.flags)) then true end is not null;

create view visible_stays as
select s.id, case when s.inside then s.record_id end as record_id, s.load_id, s.case_id, case when s.inside then s.subject_id end as subject_id,
    s.kind, s.first_seen, s.last_seen, s.possible, s.position, s.class, s.radius_m, s.place, s.flags,
    case when s.inside then s.details else '[]' end as details,
    case when s.inside then (select r.line from records r where r.id = s.record_id) else 0 end as line, s.inside
from (select s.*, is_among(s.case_id, (select viewer_cases())) as inside from stays s) s
where case when is_among(s.load_id, (select viewer_loads()))
    and ((select viewer_sees_criminal_history()) or not criminal_history(s.flags))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), s.position)) then true end is not null;

create view visible_own_stays as
select s.id, s.record_id, s.load_id, s.case_id, s.subject_id, s.kind, s.first_seen, s.last_seen, s.possible, s.position,
    s.class, s.radius_m, s.place, s.flags, s.details, (select r.line from records r where r.id = s.record_id) as line
from stays s
where case when is_among(s.load_id, (select viewer_loads())) and is_among(s.case_id, (select viewer_cases()))
    and ((select viewer_sees_criminal_history()) or not criminal_history(s.flags)) then true end is not null;

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
select r.read_at, r.case_id, r.site_id, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, r.plate_raw, r.position,
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
select c.site_id, c.month, c.load_id, c.reads, c.days, c.counts, s.case_id, s.name, s.mobile, s.class, s.radius_m, s.map_x, s.map_y, s.map_cell
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
    and ((select viewer_sees_criminal_history())
        or not exists (select from sightings s where s.record_id = r.id and criminal_history(s.flags))
            and not exists (select from stays s where s.record_id = r.id and criminal_history(s.flags)));

create view visible_read_chunks as
select c.load_id, c.first_line, c.last_line, c.body from read_chunks c
where is_among(c.load_id, (select viewer_loads())) and is_among((select l.case_id from loads l where l.id = c.load_id), (select viewer_cases()));

create view visible_rejects as
select j.load_id, j.line, j.field, j.reason, j.text, j.context from rejects j
where is_among(j.load_id, (select viewer_loads())) and is_among((select l.case_id from loads l where l.id = j.load_id), (select viewer_cases()));

-- A mark is seen by whoever is inside the case and sees what it is about.
create view visible_marks as
select m.id, m.case_id, m.target, m.kind, m.text, m.actor, m.at, m.undone_at, m.undone_by from marks m
where is_among(m.case_id, (select viewer_cases()))
    and case left(m.target, 1)
        when 's' then exists (select from visible_sightings s where s.id = substr(m.target, 2)::bigint)
        when 'a' then exists (select from visible_stays s where s.id = substr(m.target, 2)::bigint)
        else is_among(split_part(substr(m.target, 2), '-', 1)::bigint, (select viewer_loads()))
    end;

-- How far a search looks beyond its areas for imprecise sites; of no one's sites in particular.
create view site_reach as select coalesce(max(radius_m), 0)::double precision as reach from sites;
