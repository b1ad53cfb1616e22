-- Collections of features. Where "true /*filter*/" stands, the store puts the parts of fragments/features.sql that a
-- question asks for, and for "-1 /*rank*/" how a feature lies to its areas. Pages go on where the one before ended. What is told of a
-- feature's case and site is looked up for it ("offset 0"), never the other way round.

-- name: EventFeatures
-- Events newest first, by the index of their records' times.
select e.id, e.listed_at as at, e.locates as located, c.number as case_number, -1 /*rank*/ as rank
from visible_merged_events e
    cross join lateral (select * from visible_cases c where c.id = e.case_id offset 0) c
    left join agencies a on a.ori = e.ori
where (@after_at::timestamptz is null or (e.listed_at, e.id) < (@after_at, @after_id::bigint)) and (true /*filter*/)
order by e.listed_at desc, e.id desc
limit @most;

-- name: CountEventFeatures
select count(*) from (
    select from visible_merged_events e
        cross join lateral (select * from visible_cases c where c.id = e.case_id offset 0) c
        left join agencies a on a.ori = e.ori
    where (true /*filter*/)
    limit @most
) x;

-- name: TellingsOfEvents
-- What the records say of events, event by event, and of each in the order they came.
select t.event_id as id, t.kind, t.first_seen, t.last_seen, t.position, t.class, t.radius_m, t.place, parties_of(t.id) as parties, t.ori,
    coalesce(a.name, '') as agency_name, coalesce(a.kind, '') as agency_kind, t.code, t.standing, t.why, t.remarks, t.handling, t.fields,
    t.load_id, t.line,
    t.record, l.handling as load_handling
from unnest(@ids::bigint[]) e (id)
    cross join lateral (select * from visible_tellings t where t.event_id = e.id offset 0) t
    cross join lateral (select * from visible_loads l where l.load_id = t.load_id offset 0) l
    left join agencies a on a.ori = t.ori
order by t.event_id, t.id;

-- name: SiteFeatures
select st.id, st.key, st.name, st.mobile, st.position, st.class, st.radius_m, st.place, c.number as case_number, -1 /*rank*/ as rank
from visible_sites st cross join lateral (select * from visible_cases c where c.id = st.case_id offset 0) c
where (@after_id::bigint is null or st.id < @after_id) and (true /*filter*/)
order by st.id desc
limit @most;

-- name: CountSiteFeatures
select count(*) from (
    select from visible_sites st cross join lateral (select * from visible_cases c where c.id = st.case_id offset 0) c
        where (true /*filter*/) limit @most
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
            and (@after_site::bigint is null or st.id <> @after_site
                or (r.read_at, r.plate, r.plate_state) < (@after_at, @after_plate::text, @after_state::text))
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
where (@after_site::bigint is null or (r.plate, r.read_at, r.site_id, r.plate_state) < (@after_plate::text, @after_at::timestamptz,
    @after_site, @after_state::text))
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
