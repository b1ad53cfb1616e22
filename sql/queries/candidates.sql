-- Reads that may be of a subject's vehicles but are not taken as such.

-- name: CandidateReads
-- What SimilarReads counts, in time order. @similar holds for each vehicle (@vehicle) the plates a reader may have read in
-- its place, and the plate itself.
select v.id as vehicle_id, r.read_at, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state,
    coalesce(r.plate_raw, '') as plate_raw, coalesce(r.position::geography, st.position) as position, r.heading, st.name as site_name,
    st.key as site_key, st.mobile, st.class, st.radius_m, st.place
from unnest(@vehicle::bigint[], @similar::text[]) as n (vehicle_id, plate)
    join visible_vehicles v on v.id = n.vehicle_id
    join visible_reads r on r.plate = n.plate
    join visible_sites st on st.id = r.site_id and st.case_id = @case_id
where not (r.plate = v.plate and r.plate_state = v.plate_state and v.plate_state <> '' and v.held @> r.read_at)
    and (@after_at::timestamptz is null or (r.read_at, r.load_id, r.line) > (@after_at, @after_load::bigint, @after_line::integer))
order by r.read_at, r.load_id, r.line, v.id
limit @most;
