-- What is known of a subject, and what was sighted near a place.

-- name: SightingsOfSubject
select s.id, s.source, s.at, s.until, s.time_raw, s.zone, s.zone_basis, s.precision, s.time_flags, s.position, s.class,
    s.radius_m, s.place, s.plate, s.plate_state, s.ori, coalesce(a.name, '') as agency_name, coalesce(a.kind, '') as agency_kind,
    s.message_key, s.category, s.set_aside, s.flags, s.details, s.load_id, s.line
from visible_own_sightings s
    left join agencies a on a.ori = s.ori
where s.subject_id = @subject_id
order by s.at, s.id;

-- name: StaysOfSubject
select s.id, s.source, s.kind, s.first_seen, s.last_seen, s.position, s.class, s.radius_m, s.place, s.flags, s.details,
    s.load_id, s.line
from visible_own_stays s
where s.subject_id = @subject_id
order by lower(s.possible), s.id;

-- name: ReadsOfSubject
-- Only a read of the very plate, with its state, while the subject held the vehicle, is a sighting of the subject.
select r.read_at, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, coalesce(r.plate_raw, '') as plate_raw,
    coalesce(r.position::geography, st.position) as position, r.heading, st.name as site_name, st.key as site_key, st.mobile, st.class, st.radius_m, st.place
from visible_vehicles v
    join visible_reads r on r.plate = v.plate and r.plate_state = v.plate_state and v.held @> r.read_at
    join visible_sites st on st.id = r.site_id and st.case_id = @case_id
where v.subject_id = @subject_id and v.plate_state <> ''
order by r.read_at, r.load_id, r.line;

-- name: SimilarReads
-- Reads of the case that may be of the subject's vehicles but are not taken as such, counted by reason. @similar holds
-- for each vehicle (@vehicle) the plates a reader may have read in its place.
select v.id as vehicle_id, count(*) as count,
    case when r.plate <> v.plate then 'similar'
         when r.plate_state = '' or v.plate_state = '' then 'state'
         when r.plate_state <> v.plate_state then 'other state'
         else 'outside span' end as reason
from unnest(@vehicle::bigint[], @similar::text[]) as n (vehicle_id, plate)
    join visible_vehicles v on v.id = n.vehicle_id
    join visible_reads r on r.plate = n.plate
    join visible_sites st on st.id = r.site_id and st.case_id = @case_id
where not (r.plate = v.plate and r.plate_state = v.plate_state and v.plate_state <> '' and v.held @> r.read_at)
group by 1, 3
order by 1, 3;

-- name: TopPlatesOfLoad
select plate, plate_state, count(*) as count from visible_reads where load_id = @load_id
group by 1, 2 order by 3 desc, 1, 2 limit @most;

-- name: NearSightings
-- Newest first. An imprecise sighting counts when its circle reaches into the circle asked for; the sightings of cases
-- are thousands, so the varying distance needs no index.
select s.id, s.source, s.at, s.until, s.time_raw, s.zone, s.zone_basis, s.precision, s.time_flags, s.position, s.class,
    s.radius_m, s.place, s.plate, s.plate_state, s.ori, coalesce(a.name, '') as agency_name, coalesce(a.kind, '') as agency_kind,
    s.message_key, s.category, s.set_aside, s.flags, s.details, s.load_id, s.line, c.number as case_number,
    st_distance(s.position, @center) as distance
from visible_sightings s
    join visible_cases c on c.id = s.case_id
    left join agencies a on a.ori = s.ori
where s.position is not null
    and st_dwithin(s.position, @center, @radius + s.radius_m)
    and (@from_at::timestamptz is null or s.until > @from_at)
    and (@to_at::timestamptz is null or s.at < @to_at)
    and (@source::text = '' or s.source = @source)
    and (@case_id::bigint is null or s.case_id = @case_id)
    and (@after_at::timestamptz is null or (s.at, s.id) < (@after_at, @after_id::bigint))
order by s.at desc, s.id desc
limit @most;

-- name: NearReads
-- The sites by their spatial index, then each site's reads from its (site, time) index, newest first, and merged.
select r.read_at, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, coalesce(r.plate_raw, '') as plate_raw,
    coalesce(r.position::geography, st.position) as position, r.heading, st.name as site_name, st.key as site_key, st.mobile, st.class, st.radius_m, st.place,
    c.number as case_number, st_distance(coalesce(r.position::geography, st.position), @center) as distance
from visible_sites st
    join visible_cases c on c.id = st.case_id
    cross join lateral (
        select * from visible_reads r
        where r.site_id = st.id
            and (@from_at::timestamptz is null or r.read_at >= @from_at)
            and (@to_at::timestamptz is null or r.read_at < @to_at)
            and (@after_at::timestamptz is null or (r.read_at, r.load_id, r.line) < (@after_at, @after_load::bigint, @after_line::integer))
            and (not st.mobile or r.position is null or st_dwithin(r.position::geography, @center, @radius))
        order by r.read_at desc, r.load_id desc, r.line desc
        limit @most
    ) r
where st_dwithin(st.position, @center, @reach)
    and (st.mobile or st_dwithin(st.position, @center, @radius + st.radius_m))
    and (@case_id::bigint is null or st.case_id = @case_id)
order by r.read_at desc, r.load_id desc, r.line desc
limit @most;

-- name: LargestSiteRadius
-- How far outside a circle a site may stand whose own circle reaches into it. It bounds the search and is never shown.
select coalesce(max(radius_m), 0)::double precision from sites;

-- name: NearWhy
-- Why an answer is empty: what lies there at all.
select
    (select count(*) from visible_sites st where st_dwithin(st.position, @center, @radius)) as sites,
    (select count(*) from visible_sightings s where s.position is not null and st_dwithin(s.position, @center, @radius + s.radius_m)) as sightings,
    exists (select from visible_sightings) or exists (select from visible_sites) as any_data;
