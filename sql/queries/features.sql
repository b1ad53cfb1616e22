-- Collections of features. Where "true /*filter*/" stands, the store puts the parts of fragments/features.sql that a
-- question asks for, and for "-1 /*rank*/" how a feature lies to its areas. Pages go on where the one before ended. What is told of a
-- feature's case and site is looked up for it ("offset 0"), never the other way round.

-- name: SightingFeatures
select s.id, s.kind, s.at, s.until, s.zone, s.zone_basis, s.precision, s.time_flags, s.position, s.class, s.radius_m, s.place,
    s.plate, s.plate_state, s.ori, coalesce(a.name, '') as agency_name, s.message_key, s.category, s.set_aside, s.flags,
    c.number as case_number, s.load_id, r.line, -1 /*rank*/ as rank
from visible_sightings s
    left join visible_records r on r.id = s.record_id
    cross join lateral (select * from visible_cases c where c.id = s.case_id offset 0) c
    left join agencies a on a.ori = s.ori
where (@after_at::timestamptz is null or (s.at, s.id) < (@after_at, @after_id::bigint)) and (true /*filter*/)
order by s.at desc, s.id desc
limit @most;

-- name: CountSightingFeatures
select count(*) from (
    select from visible_sightings s
        cross join lateral (select * from visible_cases c where c.id = s.case_id offset 0) c
        left join agencies a on a.ori = s.ori
    where (true /*filter*/)
    limit @most
) x;

-- name: StayFeatures
select y.id, y.kind, y.first_seen, y.last_seen, lower(y.possible) as possible_from, upper(y.possible) as possible_to,
    y.position, y.class, y.radius_m, y.place, y.flags, c.number as case_number, y.load_id, r.line, -1 /*rank*/ as rank
from visible_stays y
    left join visible_records r on r.id = y.record_id
    cross join lateral (select * from visible_cases c where c.id = y.case_id offset 0) c
where (@after_id::bigint is null or y.id < @after_id) and (true /*filter*/)
order by y.id desc
limit @most;

-- name: CountStayFeatures
select count(*) from (
    select from visible_stays y cross join lateral (select * from visible_cases c where c.id = y.case_id offset 0) c where (true /*filter*/) limit @most
) x;

-- name: SiteFeatures
select st.id, st.key, st.name, st.mobile, st.position, st.class, st.radius_m, st.place, c.number as case_number, -1 /*rank*/ as rank
from visible_sites st cross join lateral (select * from visible_cases c where c.id = st.case_id offset 0) c
where (@after_id::bigint is null or st.id < @after_id) and (true /*filter*/)
order by st.id desc
limit @most;

-- name: CountSiteFeatures
select count(*) from (
    select from visible_sites st cross join lateral (select * from visible_cases c where c.id = st.case_id offset 0) c where (true /*filter*/) limit @most
) x;

-- name: AgencyFeatures
select a.ori, a.name, a.kind, a.county, a.state, a.zip, a.position, a.class, a.radius_m, -1 /*rank*/ as rank
from agencies a
where (@after_ori::text is null or a.ori > @after_ori) and (true /*filter*/)
order by a.ori
limit @most;

-- name: CountAgencyFeatures
select count(*) from (select from agencies a where (true /*filter*/) limit @most) x;

-- name: ReadFeatures
-- Site by site, and of each the newest reads by its (site, time) index, until the page is full.
select r.read_at, r.load_id, r.line, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state,
    coalesce(case when st.mobile then r.position::geography end, st.position) as position, st.id as site_id, st.name as site_name,
    st.mobile, st.class, st.radius_m, st.place, c.number as case_number, r.rank
from visible_sites st
    cross join lateral (select * from visible_cases c where c.id = st.case_id offset 0) c
    cross join lateral (
        select r.*, -1 /*rank*/ as rank from visible_reads r
        where r.site_id = st.id
            and (@after_site::bigint is null or r.read_at <= case when st.id = @after_site then @after_at::timestamptz else 'infinity' end)
            and (@after_site::bigint is null or st.id <> @after_site or (r.read_at, r.plate, r.plate_state) < (@after_at, @after_plate::text, @after_state::text))
            and (true /*filter*/)
        order by r.read_at desc, r.plate desc, r.plate_state desc
        limit @most
    ) r
where (@after_site::bigint is null or st.id <= @after_site) and (true /*sites*/)
order by st.id desc, r.read_at desc, r.plate desc, r.plate_state desc
limit @most;

-- name: ReadFeaturesByPlate
-- Plate by plate, newest first, by the (plate, time) index; each read's site is found from it, not the other way round.
select r.read_at, r.load_id, r.line, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state,
    coalesce(case when st.mobile then r.position::geography end, st.position) as position, st.id as site_id, st.name as site_name,
    st.mobile, st.class, st.radius_m, st.place, c.number as case_number, -1 /*rank*/ as rank
from visible_reads r
    cross join lateral (select * from visible_sites st where st.id = r.site_id offset 0) st
    cross join lateral (select * from visible_cases c where c.id = st.case_id offset 0) c
where (@after_site::bigint is null or (r.plate, r.read_at, r.site_id, r.plate_state) < (@after_plate::text, @after_at::timestamptz, @after_site, @after_state::text))
    and (true /*filter*/)
order by r.plate desc, r.read_at desc, r.site_id desc, r.plate_state desc
limit @most;

-- name: CountReadFeatures
select count(*) from (
    select from visible_sites st
        cross join lateral (select * from visible_cases c where c.id = st.case_id offset 0) c
        cross join lateral (select from visible_reads r where r.site_id = st.id and (true /*filter*/) offset 0) r
    where (true /*sites*/)
    limit @most
) x;

-- name: CountReadFeaturesByPlate
select count(*) from (
    select from visible_reads r
        cross join lateral (select * from visible_sites st where st.id = r.site_id offset 0) st
        cross join lateral (select * from visible_cases c where c.id = st.case_id offset 0) c
    where (true /*filter*/)
    limit @most
) x;

-- name: ZonesOfLoads
select load_id, zone, zone_basis from visible_loads where load_id = any (@loads);

-- name: LimitStatement
select set_config('statement_timeout', @most_ms, true);
