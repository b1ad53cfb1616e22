-- What is known of a subject.

-- name: EventsOfSubject
-- What the visible records say of each event in which the subject, or what it held at the time, has a part: event by event, and of
-- each the records in the order they came. Another load's equal record says nothing more.
with mine as materialized (
    select p.event_id from visible_own_parties p where p.subject_id = @subject_id
    union
    select p.event_id
    from (select * from visible_holdings h where h.subject_id = @subject_id and (h.type <> 'plate' or h.region <> '') offset 0) h
        cross join lateral (select * from visible_own_parties p where p.identifier_id = h.identifier_id offset 0) p
    where p.case_id = @case_id and h.held && tstzrange(p.at, p.until)
), told as (
    select t.* from mine cross join lateral (select * from visible_tellings t where t.event_id = mine.event_id offset 0) t
)
select t.event_id as id, t.kind, t.first_seen, t.last_seen, t.position, t.class, t.radius_m, t.place, parties_of(t.id) as parties, t.ori,
    coalesce(a.name, '') as agency_name, coalesce(a.kind, '') as agency_kind, t.code, t.standing, t.why, t.remarks, t.handling, t.fields,
    t.load_id, t.line
from told t left join lateral (select * from agencies a where a.ori = t.ori offset 0) a on true
order by t.event_id, t.id;

-- What follows finds plate reads from the subject's side: in each month in which a load of the case has reads, by the (plate, time)
-- index, and of each read its site. "offset 0" holds the planner to that order, so that no statistics, fresh or stale, make it
-- begin with the sites of the case or with the reads of others.

-- name: ReadsOfSubject
-- Only a read of the very plate, with its state, while the subject held the vehicle, is a sighting of the subject. Where its reader
-- stands is told by SitesOfReads: of 50,000 reads it would be the larger part of the answer.
with months as materialized (
    select distinct m.month, ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC' as next
    from visible_loads l cross join lateral unnest(l.months) m (month) where l.case_id = @case_id
)
select r.read_at, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, coalesce(r.plate_raw, '') as plate_raw,
    r.position::geography as position, r.heading, r.site_id
from visible_vehicles v cross join months m
    cross join lateral (
        select * from visible_reads r
        where r.plate = v.plate and r.plate_state = v.plate_state and r.read_at >= m.month and r.read_at < m.next and r.case_id = @case_id
        offset 0
    ) r
where v.subject_id = @subject_id and v.plate_state <> '' and v.held @> r.read_at
order by r.read_at, r.load_id, r.line;

-- name: SitesOfReads
select st.id, st.name, st.mobile, st.position, st.class, st.radius_m, st.place::text
from unnest(@ids::bigint[]) of (id)
    cross join lateral (select * from visible_sites st where st.id = of.id offset 0) st;

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
