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
