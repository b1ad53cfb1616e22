-- What was sighted in some areas, or of a plate. @ask is the question as migration 0009 describes it.

-- name: PlanOnce
-- To plan these statements costs several times what it costs to run them, and their best plan depends on no argument. A plan that
-- is kept must also be right when the tables have grown: by index, as all answers.
select set_config('plan_cache_mode', 'force_generic_plan', true);

-- name: SearchReads
-- What is told of a site or a load comes once, in lists with the first read; a moving reader's read says for itself where it
-- was. A read whose site or load is not in the lists is not to be shown.
with found as materialized (
    select * from found_reads(@ask) with ordinality
), areas as materialized (
    select * from search_areas(@ask)
), here as materialized (
    select s.id, s.name, s.mobile, s.class, s.radius_m, s.place, s.position, c.number, a.margin, a.distance, a.reached
    from (select distinct site_id from found) f
        cross join lateral (select * from visible_sites s where s.id = f.site_id offset 0) s
        cross join lateral (select number from visible_cases c where c.id = s.case_id offset 0) c
        cross join areas x
        left join lateral areas_reached(s.position, case when s.mobile then 50 else s.radius_m end, x.covers, x.edges,
            x.reaches) a on x.edges is not null
)
select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state,
    coalesce(r.plate_raw, '') as plate_raw,
    case when r.position is not null then (
        select row(r.position::geography, coalesce(a.margin, 'infinity'), coalesce(a.distance, 0), coalesce(a.reached, 0))
        from areas x left join lateral areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a on x.edges is not null
    ) end as own,
    case when r.ordinality = 1 then (
        select array_agg(row(s.id, s.name, s.mobile, s.class, s.radius_m, coalesce(s.place ->> 'label', ''),
            coalesce(s.place ->> 'county', ''),
            coalesce(s.place ->> 'state', ''), coalesce(s.place ->> 'zone', ''), coalesce(s.place ->> 'basis', ''), s.position, s.number,
            coalesce(s.margin, 'infinity'), coalesce(s.distance, 0), coalesce(s.reached, 0))) from here s
    ) end as sites,
    case when r.ordinality = 1 then (
        select array_agg(row(l.load_id, l.zone, l.zone_basis)) from visible_loads l where l.load_id in (select load_id from found)
    ) end as loads
from found r;

-- name: SearchEvents
select s.id, s.kind, s.first_seen, s.last_seen, s.position, s.class, s.radius_m, s.place, parties_of(s.told_id) as parties, s.ori,
    coalesce(a.name, '') as agency_name, coalesce(a.kind, '') as agency_kind, s.code, s.standing, s.why, s.remarks, s.handling, s.fields,
    s.load_id,
    s.line, c.number as case_number,
    coalesce(f.margin, 'infinity') as margin, coalesce(f.distance, 0) as distance, coalesce(f.reached, 0) as reached
from found_events(@ask) f
    cross join lateral (select * from visible_events s where s.id = f.id offset 0) s
    cross join lateral (select number from visible_cases c where c.id = s.case_id offset 0) c
    left join agencies a on a.ori = s.ori;

-- name: CountReads
select count_found_reads(@ask, @enough);

-- name: CountEvents
select count(*) from found_events(@ask);

-- name: SeenInAll
select coalesce(plates, '{}') as plates, coalesce(subjects, '{}') as subjects from seen_in_all(@ask);

-- name: SearchWhy
select coalesce(readers, 0) as readers, coalesce(spots, 0) as spots, coalesce(reads, 0) as reads, coalesce(around, 0) as around, first,
    last, anything
from search_why(@ask);

-- name: SearchCase
select id from visible_cases where number = @number;

-- name: CursorKey
select cursor_key();

-- name: SeesEverything
select viewer_sees_everything();

-- name: LargestSiteRadius
select reach from site_reach;
