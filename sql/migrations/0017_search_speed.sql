-- What a search costs beside its reads. What the policy says of a viewer is found once for a transaction; small functions
-- that the planner cannot take apart are in PL/pgSQL, which keeps their plans where SQL plans them anew for every call.

-- Says for whom a transaction asks, and keeps in the same setting what the policy says of him: the loads, the cases he is
-- inside of, the cases he knows of, and the area. What he is given later does not count in this transaction.
create function set_viewer(who jsonb) returns void language plpgsql as $$
begin
    who := who - array['loads', 'cases', 'known_cases', 'area'];
    perform set_config('sightline.viewer', who::text, true);
    if viewer_sees_everything() then
        return;
    end if;
    who := who || jsonb_build_object('loads', viewer_loads(), 'cases', viewer_cases(), 'area', viewer_area()::text);
    perform set_config('sightline.viewer', who::text, true);
    who := who || jsonb_build_object('known_cases', viewer_known_cases());
    perform set_config('sightline.viewer', who::text, true);
end $$;

create or replace function viewer_area() returns geography language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    setting jsonb := viewer_setting();
begin
    if setting ? 'area' then
        return setting ->> 'area';
    end if;
    return case when setting ? 'key' then (select area from viewer) end;
end $$;

create or replace function viewer_cases() returns int8multirange language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    kept text := viewer_setting() ->> 'cases';
    v    record;
begin
    if viewer_sees_everything() then
        return '{(,)}';
    end if;
    if kept is not null then
        return kept;
    end if;
    select * into v from viewer;
    return coalesce((select range_agg(int8range(id, id, '[]')) from (
        select case_id from case_members where user_id = v.user_id and v.role <> ''
        union all
        select id from cases where v.role = 'supervisor' and owning_ori = v.agency and owning_ori <> '') own (id)), '{}');
end $$;

create or replace function viewer_loads() returns int8multirange language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    kept text := viewer_setting() ->> 'loads';
    v    record;
begin
    if viewer_sees_everything() then
        return '{(,)}';
    end if;
    if kept is not null then
        return kept;
    end if;
    select * into v from viewer;
    return coalesce((select range_agg(int8range(l.id, l.id, '[]')) from loads l
        where (v.restricted or not l.restricted) and (v.criminal_history or not l.criminal_history) and l.id in (
            select o.id from case_members m join loads o on o.case_id = m.case_id where m.user_id = v.user_id and v.role <> ''
            union all
            select o.id from cases c join loads o on o.case_id = c.id
            where v.role = 'supervisor' and c.owning_ori = v.agency and c.owning_ori <> ''
            union all
            select load_id from shares where agency = any (array['*', v.agency]) and v.role in ('analyst', 'supervisor', 'agency'))), '{}');
end $$;

create or replace function viewer_known_cases() returns int8multirange language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    kept text := viewer_setting() ->> 'known_cases';
    seen int8multirange := viewer_loads();
begin
    if kept is not null then
        return kept;
    end if;
    return viewer_cases() + coalesce((select range_agg(int8range(case_id, case_id, '[]')) from loads where id <@ seen), '{}');
end $$;

create or replace function search_areas(ask jsonb, out covers geometry[], out edges geography[], out reaches double precision[]) language plpgsql immutable as $$
begin
    select array_agg((a ->> 'cover')::geometry order by n), array_agg((a ->> 'edge')::geography order by n), array_agg((a ->> 'reach')::double precision order by n)
    into covers, edges, reaches
    from jsonb_array_elements(ask -> 'areas') with ordinality as x (a, n);
end $$;

create or replace function read_filter(ask jsonb) returns read_filter language plpgsql immutable as $$
begin
    return row(coalesce((ask ->> 'from')::timestamptz, '-infinity'), coalesce((ask ->> 'to')::timestamptz, 'infinity'),
        (ask #>> '{after,at}')::timestamptz, (ask #>> '{after,load}')::bigint, (ask #>> '{after,line}')::integer, (ask ->> 'case')::bigint,
        coalesce((ask ->> 'coarsest')::smallint, 3::smallint), ask ->> 'pattern', coalesce((ask ->> 'ocr')::boolean, false), ask ->> 'state',
        (ask ->> 'confidence')::real, (ask ->> 'heading')::integer, (ask ->> 'within')::integer,
        (ask #>> '{hours,from}')::integer, (ask #>> '{hours,length}')::integer, (ask #>> '{hours,days}')::integer)::read_filter;
end $$;

create or replace function audit_text(r audit) returns text language plpgsql stable as $$
begin
    return (select string_agg(octet_length(f) || ':' || f, '' order by n) from unnest(array[
        r.seq::text, (extract(epoch from r.at) * 1000000)::bigint::text, r.actor, r.agency, coalesce(r.key_id, 0)::text, r.address,
        coalesce(r.case_id, 0)::text, r.case_number, r.purpose, r.action, r.asked::text, r.rows::text, r.outcome
    ]) with ordinality as t (f, n));
end $$;

create or replace function deconfliction_rule(of_agency text, out silent boolean, out span interval) language plpgsql stable as $$
begin
    select coalesce(bool_or(r.silent), false), coalesce(max(r.span), interval '90 days') into silent, span
    from deconfliction_rules r where r.agency = of_agency;
end $$;

-- As before, but of the agencies' own questions none is looked at.
create or replace function keep_interest(asking text, by_actor text, for_case text, of_kind text, of_value text, at_center geography, within_m double precision)
returns bigint language plpgsql security definer
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
    own   bigint;
    mine  record;
    plate text := split_part(of_value, ' ', 1); -- without its state
    added bigint;
begin
    select * into mine from deconfliction_rule(asking);
    insert into interests (agency, actor, case_number, kind, value, center, radius_m, silent)
    values (asking, by_actor, for_case, of_kind, of_value, at_center, within_m, mine.silent)
    on conflict do nothing returning id into own;
    if own is null or mine.silent or within_m > 5000 then
        return 0;
    end if;
    with same as (
        select i.id, i.agency, i.at from interests i
        where of_kind <> 'place' and i.kind <> 'place' and i.kind = of_kind and i.agency <> asking and not i.silent
            and (i.value = of_value or of_kind = 'plate' and (i.value = plate or i.value ^@ (of_value || ' ')))
        union all
        select i.id, i.agency, i.at from interests i
        where of_kind = 'place' and i.kind = 'place' and i.agency <> asking and not i.silent
            and st_dwithin(i.center, at_center, 5000) and i.radius_m <= 5000
            and st_distance(i.center, at_center) <= greatest(i.radius_m, within_m)
    ), others as (
        select distinct on (s.agency) s.id, s.agency
        from same s cross join lateral deconfliction_rule(s.agency) r
        where not r.silent and s.at >= now() - least(r.span, mine.span)
        order by s.agency, s.at desc
    ), told as (
        insert into notices (agency, own_interest, other_interest)
        select asking, own, id from others
        union all
        select agency, id, own from others
        on conflict do nothing returning 1
    )
    select count(*) into added from told;
    return added;
end $$;

-- The sites whose circle reaches into an area, of a moving reader those where one of its reads may. The zone is told only
-- where hours are asked for.
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
    box     geometry;
begin
    for box in select st_makeenvelope((b ->> 0)::float8, (b ->> 1)::float8, (b ->> 2)::float8, (b ->> 3)::float8, 4326)
        from jsonb_array_elements(ask -> 'boxes') b
    loop
        if cardinality(x.edges) = 1 and x.covers[1] is null and done = '{}' then -- what is asked most, without what it does not need
            return query
            select s.id, s.mobile, s.radius_m, case when timed then coalesce(nullif(s.place ->> 'zone', ''), 'UTC') end,
                case when far then round((reach - (reach - st_distance(s.position, centre))) * 100) / 100 end, 1::bigint
            from visible_sites s
            where extent(s.position, s.radius_m) && box and (in_case is null or s.case_id = in_case)
                and case when s.mobile then 50 else s.radius_m end <= coarse
                and st_distance(s.position, centre) <= reach + site_reach(s.mobile, s.radius_m);
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

-- The newest reads at the sites of a question, newest first. It goes back in steps: the counts tell the newest day with reads,
-- and from how many they are how far back there should be enough; what is missing then comes from the next, longer step. Sites
-- that were last read at before a step are not looked at in it. Of very many sites, as where readers move, it first tries
-- only those that have reads on the day.
create or replace function search_reads(ask jsonb) returns setof found_read language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
declare
    f       read_filter := read_filter(ask);
    x       record := search_areas(ask);
    most    integer := (ask ->> 'most')::integer;
    oldest  timestamptz := f.from_at - interval '26 hours'; -- the longest span of a read and more
    until   timestamptz := least(f.to_at, f.after_at + interval '1 microsecond');
    since   timestamptz;
    step    interval;
    last    interval := interval '1 minute' / 8;
    ids     bigint[]; -- sites
    zones   text[];
    latest  date[]; -- when each was last read at, where that is known
    busy    bigint[]; -- those of a step
    local   text[];
    last_day date; -- that until reaches into
    in_month date;
    newest  date;
    held    bigint;
    got     integer;
    apart   boolean := viewer_area() is not null; -- then the counts leave out moving readers at its edge
    days    integer := 0; -- that may still be looked at by themselves
begin
    select array_agg(s.site_id), array_agg(s.zone) into ids, zones from search_sites(ask) s;
    if ids is null then
        return;
    end if;
    if cardinality(ids) > 1000 and not apart then
        days := 4;
    end if;
    loop
        busy := ids; local := zones;
        if days > 0 then
            days := days - 1;
            last_day := ((until - interval '1 microsecond') at time zone 'UTC')::date;
            in_month := (select max(c.month) from visible_read_counts c where c.month <= month_of(last_day));
            exit when in_month is null;
            select array_agg(s.site_id), array_agg(s.zone), sum(s.reads), in_month + max(s.newest) - 1 into busy, local, held, newest
            from (
                select c.site_id, c.zone, c.newest, sum(c.counts[array_position(c.days, c.newest)]) as reads
                from (
                    select s.site_id, s.zone, c.days, c.counts, max(d.newest) over () as newest
                    from unnest(ids, zones) as s (site_id, zone)
                        cross join lateral (select c.days, c.counts from visible_read_counts c where c.site_id = s.site_id and c.month = in_month offset 0) c
                        cross join lateral (select case when in_month + c.days[cardinality(c.days)] - 1 <= last_day then c.days[cardinality(c.days)]
                            else (select max(d) from unnest(c.days) d where in_month + d - 1 <= last_day) end as newest) d
                ) c
                group by c.site_id, c.zone, c.newest
            ) s
            where s.reads is not null;
            if newest is null then -- nowhere here in this month
                until := in_month::timestamp at time zone 'UTC';
                exit when until <= oldest;
                continue;
            end if;
            until := least(until, (newest + 1)::timestamp at time zone 'UTC');
            step := interval '1 day' * (most * 1.3 * case when picky(f) then 4 else 1 end / coalesce(held, 1));
            since := greatest(until - step, oldest, newest::timestamp at time zone 'UTC');
        else
            if step is null then -- at the beginning, and where a step found nothing
                if apart then
                    select max(r.read_at at time zone 'UTC')::date, 100 into newest, held
                    from unnest(ids) as s (site_id)
                        cross join lateral (
                            select r.read_at from visible_reads r
                            where r.site_id = s.site_id and r.read_at >= oldest and r.read_at < until order by r.read_at desc limit 1
                        ) r;
                else
                    -- Of each site the newest day of the month that is looked back from, and of the newest month before it.
                    in_month := month_of(until);
                    select array_agg(c.site_id), array_agg(c.zone), array_agg(c.day), max(c.day), sum(c.reads) filter (where c.day = c.newest)
                    into ids, zones, latest, newest, held
                    from (
                        select s.site_id, s.zone, c.day, c.reads, max(c.day) over () as newest
                        from unnest(ids, zones) as s (site_id, zone)
                            cross join lateral (
                                select c.month + d.day - 1 as day, sum(d.reads) as reads
                                from (
                                    (select * from visible_read_counts c where c.site_id = s.site_id and c.month = in_month)
                                    union all
                                    (select * from visible_read_counts c where c.site_id = s.site_id and c.month >= month_of(oldest) and c.month < in_month
                                        order by c.month desc fetch first row with ties)
                                ) c
                                    cross join lateral unnest(c.days, c.counts) as d (day, reads)
                                where c.month + d.day - 1 >= (oldest at time zone 'UTC')::date and c.month + d.day - 1 <= (until at time zone 'UTC')::date
                                group by 1 order by 1 desc limit 1
                            ) c
                    ) c;
                end if;
                exit when newest is null;
                until := least(until, (newest + 1)::timestamp at time zone 'UTC');
                step := greatest(least(interval '1 day' * (most * 1.3 * case when picky(f) then 4 else 1 end / held), interval '32 days'), last * 8);
            end if;
            since := greatest(until - step, oldest);
            if latest is not null then
                select array_agg(s.site_id), array_agg(s.zone) into busy, local
                from unnest(ids, zones, latest) as s (site_id, zone, latest) where s.latest >= (since at time zone 'UTC')::date;
            end if;
        end if;
        return query
        select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw, r.position
        from unnest(busy, local) as s (site_id, zone)
            cross join lateral (
                select * from visible_reads r
                where r.site_id = s.site_id and r.read_at >= since and r.read_at < until
                    and (f.after_at is null or (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
                    and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
                    and (r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
                order by r.read_at desc fetch first most rows with ties
            ) r
        order by r.read_at desc, r.load_id desc, r.line desc limit most;
        get diagnostics got = row_count;
        most := most - got;
        exit when most <= 0 or since <= oldest;
        until := since;
        last := greatest(step, last);
        step := case when got > 0 and days = 0 then last * least(greatest(1.5 * most / got, 1), 8) end;
    end loop;
end $$;
