-- Reads that may be of a subject's vehicles but are not taken as such.

-- name: CandidateReads
-- What SimilarReads counts, in time order; vehicle_id is 0 where the plate is one of @similar.
with months as materialized (
    select distinct m.month, ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC' as next, @similar::text[] as plates
    from visible_loads l cross join lateral unnest(l.months) m (month)
    where l.case_id = @case_id
        and (@after_at::timestamptz is null or ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC' > @after_at)
), found as (
    select 0 as vehicle_id, r.*
    from months m
        cross join lateral (
            select * from visible_reads r
            where r.plate = any (m.plates) and r.read_at >= m.month and r.read_at < m.next and r.case_id = @case_id
            offset 0
        ) r
    union all
    select v.id, r.*
    from visible_vehicles v cross join months m
        cross join lateral (
            select * from visible_reads r
            where r.plate = v.plate and r.read_at >= m.month and r.read_at < m.next and r.case_id = @case_id
            offset 0
        ) r
    where v.subject_id = @subject_id and not (r.plate_state = v.plate_state and v.plate_state <> '' and v.held @> r.read_at)
), page as materialized (
    select * from found r
    where @after_at::timestamptz is null or (r.read_at, r.load_id, r.line) > (@after_at, @after_load::bigint, @after_line::integer)
    order by r.read_at, r.load_id, r.line, r.vehicle_id
    limit @most
)
select r.vehicle_id, r.read_at, r.load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state,
    coalesce(r.plate_raw, '') as plate_raw, coalesce(r.position::geography, st.position) as position, r.heading, st.name as site_name,
    st.mobile, st.class, st.radius_m, st.place
from page r cross join lateral (select * from visible_sites st where st.id = r.site_id offset 0) st
order by r.read_at, r.load_id, r.line, r.vehicle_id;
