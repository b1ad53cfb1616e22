-- What is known of a subject, and what was sighted near a place.

-- name: SightingsOfSubject
-- "offset 0" finds the subject's before they are brought into order: else the order's index may be read to its end for them.
select s.id, s.kind, s.at, s.until, s.time_raw, s.zone, s.zone_basis, s.precision, s.time_flags, s.position, s.class,
    s.radius_m, s.place, s.plate, s.plate_state, s.ori, coalesce(a.name, '') as agency_name, coalesce(a.kind, '') as agency_kind,
    s.message_key, s.category, s.set_aside, s.flags, s.details, s.load_id, s.line
from (select * from visible_own_sightings where subject_id = @subject_id offset 0) s
    left join agencies a on a.ori = s.ori
order by s.at, s.id;

-- name: StaysOfSubject
select s.id, s.kind, s.first_seen, s.last_seen, s.position, s.class, s.radius_m, s.place, s.flags, s.details,
    s.load_id, s.line
from visible_own_stays s
where s.subject_id = @subject_id
order by lower(s.possible), s.id;

-- What follows finds plate reads from the subject's side: in each month in which a load of the case has reads, by the (plate, time)
-- index, and of each read its site. "offset 0" holds the planner to that order, so that no statistics, fresh or stale, make it
-- begin with the sites of the case or with the reads of others.

-- name: ReadsOfSubject
-- Only a read of the very plate, with its state, while the subject held the vehicle, is a sighting of the subject.
with months as materialized (
    select distinct m.month, ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC' as next
    from visible_loads l cross join lateral unnest(l.months) m (month) where l.case_id = @case_id
)
select r.read_at, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, coalesce(r.plate_raw, '') as plate_raw,
    coalesce(r.position::geography, st.position) as position, r.heading, st.name as site_name, st.key as site_key, st.mobile, st.class, st.radius_m, st.place
from visible_vehicles v cross join months m
    cross join lateral (
        select * from visible_reads r
        where r.plate = v.plate and r.plate_state = v.plate_state and r.read_at >= m.month and r.read_at < m.next and r.case_id = @case_id
        offset 0
    ) r
    cross join lateral (select * from visible_sites st where st.id = r.site_id offset 0) st
where v.subject_id = @subject_id and v.plate_state <> '' and v.held @> r.read_at
order by r.read_at, r.load_id, r.line;

-- name: SimilarReads
-- Reads of the case that may be of the subject's vehicles but are not taken as such: of each plate of @similar, which a reader may
-- have read in place of one of the vehicles', how many; and of each vehicle's own plate, by the reason why not.
with months as materialized (
    select distinct m.month, ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC' as next, @similar::text[] as plates
    from visible_loads l cross join lateral unnest(l.months) m (month) where l.case_id = @case_id
)
select 0 as vehicle_id, r.plate, 'similar' as reason, count(*) as count
from months m
    cross join lateral (
        select r.plate from visible_reads r
        where r.plate = any (m.plates) and r.read_at >= m.month and r.read_at < m.next and r.case_id = @case_id
        offset 0
    ) r
group by r.plate
union all
select v.id, v.plate,
    case when r.plate_state = '' or v.plate_state = '' then 'state'
         when r.plate_state <> v.plate_state then 'other state'
         else 'outside span' end, count(*)
from visible_vehicles v cross join months m
    cross join lateral (
        select r.plate_state, r.read_at from visible_reads r
        where r.plate = v.plate and r.read_at >= m.month and r.read_at < m.next and r.case_id = @case_id
        offset 0
    ) r
where v.subject_id = @subject_id and not (r.plate_state = v.plate_state and v.plate_state <> '' and v.held @> r.read_at)
group by 1, 2, 3;
