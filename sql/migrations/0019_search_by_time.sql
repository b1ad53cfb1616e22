-- What the viewer may see is kept in settings that cost nothing to look at; where there are very many sites, the newest reads
-- are found by their time instead of site by site.

-- Says for whom a transaction asks, and keeps in settings what the policy says of him: the loads, the cases he is inside of,
-- the cases he knows of, and the area. What he is given later does not count in this transaction. The viewer_ functions below
-- only look at the settings; the planner puts them in place, where before each of a search's statements called them.
create or replace function set_viewer(who jsonb) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v     record;
    cases int8multirange := '{(,)}';
    loads int8multirange := '{(,)}';
    known int8multirange := '{(,)}';
    area  text := '';
begin
    perform set_config('sightline.viewer', who::text, true);
    if not viewer_sees_everything() then
        select * into v from viewer;
        area := coalesce(v.area::text, '');
        cases := coalesce((select range_agg(int8range(id, id, '[]')) from (
            select case_id from case_members where user_id = v.user_id and v.role <> ''
            union all
            select id from cases where v.role = 'supervisor' and owning_ori = v.agency and owning_ori <> '') own (id)), '{}');
        select coalesce(range_agg(int8range(l.id, l.id, '[]')), '{}'), cases + coalesce(range_agg(int8range(l.case_id, l.case_id, '[]')), '{}')
        into loads, known
        from loads l
        where (v.restricted or not l.restricted) and (v.criminal_history or not l.criminal_history) and l.id in (
            select o.id from case_members m join loads o on o.case_id = m.case_id where m.user_id = v.user_id and v.role <> ''
            union all
            select o.id from cases c join loads o on o.case_id = c.id
            where v.role = 'supervisor' and c.owning_ori = v.agency and c.owning_ori <> ''
            union all
            select load_id from shares where agency = any (array['*', v.agency]) and v.role in ('analyst', 'supervisor', 'agency'));
    end if;
    perform set_config('sightline.cases', cases::text, true), set_config('sightline.loads', loads::text, true),
        set_config('sightline.known_cases', known::text, true), set_config('sightline.area', area, true);
end $$;

-- Without a viewer nothing is seen.
create or replace function viewer_cases() returns int8multirange language sql stable as $$
    select coalesce(nullif(current_setting('sightline.cases', true), ''), '{}')::int8multirange
$$;
create or replace function viewer_loads() returns int8multirange language sql stable as $$
    select coalesce(nullif(current_setting('sightline.loads', true), ''), '{}')::int8multirange
$$;
create or replace function viewer_known_cases() returns int8multirange language sql stable as $$
    select coalesce(nullif(current_setting('sightline.known_cases', true), ''), '{}')::int8multirange
$$;
create or replace function viewer_area() returns geography language sql stable as $$
    select nullif(current_setting('sightline.area', true), '')::geography
$$;

-- Whether two points are at most so far apart (metres). That is plain from the sphere, which costs a third, but where they are
-- about as far apart as asked: the ellipsoid's distances differ from the sphere's by less than 0.6 %.
create function near_enough(a geography, b geography, reach double precision) returns boolean language sql immutable parallel safe as $$
    select case when st_distance(a, b, false) < reach * 0.99 then true
        when st_distance(a, b, false) > reach * 1.01 then false else st_distance(a, b) <= reach end
$$;

-- The areas of a question; most ask about one.
create or replace function search_areas(ask jsonb, out covers geometry[], out edges geography[], out reaches double precision[]) language plpgsql immutable as $$
begin
    if jsonb_array_length(ask -> 'areas') = 1 then
        covers := array[(ask #>> '{areas,0,cover}')::geometry];
        edges := array[(ask #>> '{areas,0,edge}')::geography];
        reaches := array[(ask #>> '{areas,0,reach}')::double precision];
        return;
    end if;
    select array_agg((a ->> 'cover')::geometry order by n), array_agg((a ->> 'edge')::geography order by n), array_agg((a ->> 'reach')::double precision order by n)
    into covers, edges, reaches
    from jsonb_array_elements(ask -> 'areas') with ordinality as x (a, n);
end $$;

-- As before, by near_enough.
create or replace function search_sites(ask jsonb) returns table (site_id bigint, mobile boolean, radius double precision, zone text, distance double precision, reached bigint)
language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    x       record := search_areas(ask);
    centre  geography := x.edges[1];
    reach   double precision := x.reaches[1];
    in_case bigint := (ask ->> 'case')::bigint;
    coarse  double precision := coalesce((ask ->> 'max_radius')::double precision, 'infinity');
    far     boolean := coalesce((ask ->> 'nearest')::boolean, false); -- distances are wanted
    timed   boolean := ask -> 'hours' is not null; -- zones are
    done    geometry[] := '{}'; -- boxes looked into
    side    jsonb;
    box     geometry;
begin
    for i in 0 .. coalesce(jsonb_array_length(ask -> 'boxes'), 0) - 1 loop
        side := ask -> 'boxes' -> i;
        box := st_makeenvelope((side ->> 0)::float8, (side ->> 1)::float8, (side ->> 2)::float8, (side ->> 3)::float8, 4326);
        if cardinality(x.edges) = 1 and x.covers[1] is null and done = '{}' then -- what is asked most, without what it does not need
            return query
            select s.id, s.mobile, s.radius_m, case when timed then coalesce(nullif(s.place ->> 'zone', ''), 'UTC') end,
                case when far then round((reach - (reach - st_distance(s.position, centre))) * 100) / 100 end, 1::bigint
            from visible_sites s
            where extent(s.position, s.radius_m) && box and (in_case is null or s.case_id = in_case)
                and case when s.mobile then 50 else s.radius_m end <= coarse
                and near_enough(s.position, centre, reach + site_reach(s.mobile, s.radius_m));
        else
            return query
            select s.id, s.mobile, s.radius_m, case when timed then coalesce(nullif(s.place ->> 'zone', ''), 'UTC') end, a.distance, a.reached
            from visible_sites s
                cross join lateral areas_reached(s.position, site_reach(s.mobile, s.radius_m), x.covers, x.edges, x.reaches) a
            where extent(s.position, s.radius_m) && box and (in_case is null or s.case_id = in_case)
                and case when s.mobile then 50 else s.radius_m end <= coarse
                and a.reached <> 0 and not extent(s.position, s.radius_m) && any (done);
        end if;
        done := done || box;
    end loop;
end $$;

-- In what order a month's reads stand is as their files had it, mostly that of time; then the blocks that hold some minutes
-- are few. This index costs a load next to nothing, where a b-tree would cost it as much as the other two.
create index reads_time on reads using brin (read_at) with (pages_per_range = 16, autosummarize = on);

create or replace function index_read_stage(stage text) returns void language plpgsql set default_statistics_target = 10 as $$
begin
    execute format('create unique index on %I (plate, read_at, site_id, plate_state)', stage);
    execute format('create index on %I (site_id, read_at)', stage);
    execute format('create index on %I using brin (read_at) with (pages_per_range = 16, autosummarize = on)', stage);
    execute format('analyze %I', stage);
end $$;

-- How many reads, of anybody's, have to be looked at for a day of a month by reads_time; null where that is not known. The less
-- the month's rows stand in the order of time the more they are: so the server's own planner reckons.
create function read_pace(at timestamptz) returns double precision language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    part text := read_month(at);
begin
    return (select c.reltuples / 30 / greatest(abs((select s.correlation from pg_stats s
            where s.schemaname = 'public' and s.tablename = part and s.attname = 'read_at')), 0.001)
        from pg_class c where c.oid = to_regclass(part) and c.reltuples > 0);
end $$;

-- The newest reads of a span of time at some sites, newest first, found by their time.
create function search_reads_by_time(ask jsonb, ids bigint[], zones text[], since timestamptz, until timestamptz, most integer)
returns setof found_read language plpgsql stable set plan_cache_mode = force_generic_plan
set enable_bitmapscan = on set enable_seqscan = off set enable_indexscan = off set enable_mergejoin = off set enable_nestloop = off as $$
declare
    f read_filter := read_filter(ask);
    x record := search_areas(ask);
begin
    return query
    select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw, r.position
    from unnest(ids, zones) as s (site_id, zone) join visible_reads r on r.site_id = s.site_id
    where r.read_at >= since and r.read_at < until
        and (f.after_at is null or (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
        and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
        and (r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
    order by r.read_at desc, r.load_id desc, r.line desc limit most;
end $$;

-- The newest reads at the sites of a question, newest first. It goes back in steps: the counts tell the newest day that may
-- have reads, and from how many there are a day how far back there should be enough; what is missing then comes from the next,
-- longer step. Of many sites the counts of some are looked at. A step is taken site by site, or by time where that is less.
create or replace function search_reads(ask jsonb) returns setof found_read language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
declare
    f       read_filter := read_filter(ask);
    x       record := search_areas(ask);
    most    integer := (ask ->> 'most')::integer;
    oldest  timestamptz := f.from_at - interval '26 hours'; -- the longest span of a read and more
    until   timestamptz := least(f.to_at, f.after_at + interval '1 microsecond');
    upto    timestamptz; -- after which nothing is expected
    since   timestamptz;
    step    interval;
    last    interval := interval '1 minute' / 8;
    ids     bigint[]; -- sites
    zones   text[];
    latest  date[]; -- the day after which each has no read, where that is known
    fixed   bigint[]; -- where a reader stands; most others have few reads
    part    boolean; -- the counts of not all are looked at
    tried   bigint[]; -- but of these
    busy    bigint[]; -- those of them that have reads
    local   text[];
    newest  date;
    pace    double precision; -- reads a day
    rows    double precision; -- to be looked at when it is done by time
    got     integer;
    apart   boolean := viewer_area() is not null; -- then the counts leave out moving readers at its edge
begin
    select array_agg(s.site_id), array_agg(s.zone), array_agg(s.site_id) filter (where not s.mobile) into ids, zones, fixed from search_sites(ask) s;
    if ids is null then
        return;
    end if;
    part := cardinality(ids) > 64;
    loop
        if step is null then -- at the beginning, and where a step found nothing
            if apart then
                select max(r.read_at at time zone 'UTC')::date, 100 into newest, pace
                from unnest(ids) as s (site_id)
                    cross join lateral (
                        select r.read_at from visible_reads r
                        where r.site_id = s.site_id and r.read_at >= oldest and r.read_at < until order by r.read_at desc limit 1
                    ) r;
                part := false;
            else
                tried := case when not part then ids
                    when cardinality(fixed) > 64 then array(select fixed[i] from generate_series(1, cardinality(fixed), cardinality(fixed) / 64) i)
                    else coalesce(fixed, ids[1 : 64]) end;
                local := case when not part then zones end;
                -- Of each site the newest month with reads.
                select max(c.day), sum(c.pace) filter (where c.day = c.newest), array_agg(c.site_id), array_agg(c.zone), array_agg(c.day)
                into newest, pace, busy, local, latest
                from (
                    select s.site_id, s.zone, c.day, c.pace, max(c.day) over () as newest
                    from unnest(tried, local) as s (site_id, zone)
                        cross join lateral (
                            select least(max(c.month + c.days[cardinality(c.days)] - 1), (until at time zone 'UTC')::date) as day,
                                sum(c.reads) / (max(c.days[cardinality(c.days)]) - min(c.days[1]) + 1.0) as pace
                            from (
                                select * from visible_read_counts c
                                where c.site_id = s.site_id and c.month >= month_of(oldest) and c.month <= month_of(until)
                                order by c.month desc fetch first row with ties
                            ) c
                            having count(*) > 0
                        ) c
                ) c;
                if newest is null and part then
                    part := false;
                    continue;
                elsif part then
                    pace := pace * cardinality(coalesce(fixed, ids)) / cardinality(tried);
                    latest := null;
                else
                    ids := busy; zones := local;
                end if;
            end if;
            exit when newest is null;
            step := greatest(least(interval '1 day' * (most * 1.3 * case when picky(f) then 4 else 1 end / pace), interval '32 days'), last * 8);
        end if;
        upto := least(until, (newest + 1)::timestamp at time zone 'UTC');
        since := greatest(upto - step, oldest);
        rows := null;
        if cardinality(ids) > 150 and not apart then
            rows := extract(epoch from upto - since) / 86400 * read_pace(upto - interval '1 microsecond') + 2000;
        end if;
        if rows < cardinality(ids) * 7 then -- a site costs about as much as seven rows
            return query select * from search_reads_by_time(ask, ids, zones, since, until, most);
        else
            return query
            select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw, r.position
            from unnest(ids, zones, latest) as s (site_id, zone, day)
                cross join lateral (
                    select * from visible_reads r
                    where r.site_id = s.site_id and r.read_at >= since and r.read_at < until
                        and (f.after_at is null or (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
                        and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
                        and (r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
                    order by r.read_at desc fetch first most rows with ties
                ) r
            where s.day is null or s.day >= (since at time zone 'UTC')::date
            order by r.read_at desc, r.load_id desc, r.line desc limit most;
        end if;
        get diagnostics got = row_count;
        most := most - got;
        exit when most <= 0 or since <= oldest;
        until := since;
        last := greatest(step, last);
        step := case when got > 0 then last * least(greatest(1.5 * most / got, 1), 8) end;
    end loop;
end $$;
