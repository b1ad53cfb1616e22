-- Whether a plate is one that a question asks for.
create function fits_plate(f read_filter, plate text, state text) returns boolean language sql immutable as $$
    select (f.pattern is null or case when f.ocr then translate(plate, 'ODQIZSBG', '00012586') else plate end like f.pattern)
        and (f.state is null or state in (f.state, ''))
$$;

-- The events of cases that a question asks for: thousands, so what it asks beside the place needs few indexes. Beside what a question
-- says of reads it has: kinds; named: kinds were asked for by name, so that what is placed but no sighting is found too; spans: those
-- that are spans are found as well.
create function found_events(ask jsonb) returns table (id bigint, at timestamptz, margin double precision, distance double precision,
    reached bigint)
language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
    f       read_filter := read_filter(ask);
    x       record := search_areas(ask);
    most    bigint := (ask ->> 'most')::bigint;
    coarse  double precision := coalesce((ask ->> 'max_radius')::double precision, 'infinity');
    units   text[] := (select array_agg(u) from jsonb_array_elements_text(ask -> 'units') u);
    far     boolean := coalesce((ask ->> 'nearest')::boolean, false);
    named   boolean := coalesce((ask ->> 'named')::boolean, false);
    spans   boolean := coalesce((ask ->> 'spans')::boolean, false);
    beyond  double precision := (ask #>> '{after,distance}')::double precision;
    before  bigint := (ask #>> '{after,id}')::bigint;
    plates  text[] := (select array_agg(p) from jsonb_array_elements_text(ask -> 'plates') p);
    wanted  text[] := (select array_agg(k) from jsonb_array_elements_text(ask -> 'kinds') k);
    people  bigint[] := (select array_agg(p::bigint) from jsonb_array_elements_text(ask -> 'subjects') p);
    boxes   geometry[] := (select array_agg(st_makeenvelope((b ->> 0)::float8, (b ->> 1)::float8, (b ->> 2)::float8,
        (b ->> 3)::float8, 4326))
        from jsonb_array_elements(ask -> 'boxes') b);
    ids     bigint[];
begin
    -- What may be meant is found first, by index; "offset 0" holds the planner to that.
    if x.edges is not null then
        ids := array(select distinct t.event_id
            from unnest(boxes) b
                cross join lateral (select t.event_id, t.at, t.until, t.kind from visible_event_records t
                    where t.position is not null and extent(t.position, t.radius_m) && b offset 0) t
            where t.until > f.from_at and t.at < f.to_at and (wanted is null or t.kind = any (wanted)));
    elsif plates is not null then
        ids := array(select distinct p.event_id from unnest(plates) n
            cross join lateral (select p.event_id from visible_events_of_plates p where p.plate = n offset 0) p);
    else
        ids := array(select distinct p.event_id from visible_events_of_plates p);
    end if;
    return query
    select s.id, s.at, a.margin, a.distance, a.reached
    from unnest(ids) n cross join lateral (select * from visible_events s where s.id = n offset 0) s
        left join lateral areas_reached(s.position, s.radius_m, x.covers, x.edges, x.reaches) a on x.edges is not null
    where (x.edges is null or a.reached <> 0)
        and s.until > f.from_at and s.at < f.to_at
        and (wanted is null or s.kind = any (wanted))
        and (named or s.locates and s.standing = '')
        and (spans or s.last_seen is null)
        and (f.in_case is null or s.case_id = f.in_case)
        and s.radius_m <= coarse and (units is null or s.first_seen ->> 'precision' = any (units))
        and (people is not null or plates is null and f.pattern is null and f.state is null
            or exists (select from visible_parties_of_events p where p.event_id = s.id and p.type = 'plate'
                and (plates is null or p.value = any (plates))
                and fits_plate(f, p.value, p.region)))
        and (people is null
            or exists (select from visible_parties_of_events p where p.event_id = s.id
                and (p.subject_id = any (people) or p.type = 'plate' and p.value = any (plates) and fits_plate(f, p.value, p.region)))
            and (f.pattern is null or exists (select from visible_parties_of_events p
                where p.event_id = s.id and p.type = 'plate' and fits_plate(f, p.value, p.region))))
        and (f.days is null or in_hours(s.at, s.until - s.at, coalesce(nullif(s.place ->> 'zone', ''), 'UTC'), f.begins, f.lasts, f.days))
        and (f.after_at is null or far and a.distance > beyond or (not far or a.distance = beyond) and (s.at, s.id) < (f.after_at, before))
    order by case when far then a.distance end, s.at desc, s.id desc limit most;
end $$;

-- How many reads a question asks for; when they are more than enough, enough + 1 or more. Whole days at fixed sites are known
-- from the counts.
create function count_found_reads(ask jsonb, enough bigint) returns bigint language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_hashjoin = off set enable_bitmapscan = off
    set enable_seqscan = off as $$
declare
    f      read_filter := read_filter(ask);
    x      record := search_areas(ask);
    ids    bigint[];
    zones  text[];
    moves  boolean[];
    oldest timestamptz := f.from_at - interval '26 hours';
    first  timestamptz := oldest; -- of the whole days
    next   timestamptz := oldest; -- after them
    total  bigint := 0;
begin
    if ask -> 'plates' is not null or ask -> 'prefixes' is not null then
        return (select count(*) from search_plate_reads((ask - 'after' - 'nearest') || jsonb_build_object('most',
            least(enough + 1, 2147483647))));
    end if;
    select array_agg(s.site_id), array_agg(s.zone), array_agg(s.mobile) into ids, zones, moves from search_sites(ask) s;
    if not picky(f) and viewer_area() is null then
        first := date_trunc('day', f.from_at + interval '1 day' - interval '1 microsecond', 'UTC');
        next := date_trunc('day', f.to_at, 'UTC');
        if first >= next then
            first := oldest; next := oldest;
        else
            for part in 1 .. 2 loop -- a part may be enough already
                total := coalesce((select sum(n.reads) from (
                    select c.reads from unnest(ids, moves) as s (site_id, moves)
                        cross join lateral (
                            select reads_within(c.month, c.reads, c.days, c.counts, (first at time zone 'UTC')::date,
                                (next at time zone 'UTC')::date) as reads
                            from visible_read_counts c where c.site_id = s.site_id and c.month >= month_of(first)
                                and c.month < next at time zone 'UTC' offset 0
                        ) c
                    where not s.moves limit case part when 1 then enough end) n), 0);
                if total > enough then
                    return total;
                end if;
            end loop;
        end if;
    end if;
    return total + (select count(*) from (
        select from (values (oldest, first, false), (first, next, true), (next, f.to_at, false)) as w (since, until, counted)
            cross join unnest(ids, zones, moves) as s (site_id, zone, moves)
            cross join lateral (select * from visible_reads r where r.site_id = s.site_id and r.read_at >= w.since
                and r.read_at < w.until offset 0) r
        where (s.moves or not w.counted)
            and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
            and (r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges,
                x.reaches) a))
        limit enough + 1 - total) n);
end $$;

-- What there is where nothing was found: fixed readers, places where moving readers were, reads on the days asked about and
-- on the day before and after them, and the first and last day with reads.
create function search_why(ask jsonb, out readers bigint, out spots bigint, out reads bigint, out around bigint, out first date,
    out last date,
    out anything boolean) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
    f    read_filter := read_filter(ask);
    ids  bigint[];
begin
    anything := exists (select from visible_read_counts) or exists (select from visible_event_records);
    if ask -> 'areas' is null then
        return;
    end if;
    select count(*) filter (where not s.mobile), count(*) filter (where s.mobile), array_agg(s.site_id) into readers, spots,
        ids from search_sites(ask) s;
    select sum(reads_within(c.month, c.reads, c.days, c.counts, (f.from_at at time zone 'UTC')::date,
        (f.to_at at time zone 'UTC')::date + 1)),
        sum(reads_within(c.month, c.reads, c.days, c.counts, (f.from_at at time zone 'UTC')::date - 1,
            (f.to_at at time zone 'UTC')::date + 2)),
        min(c.month + c.days[1] - 1), max(c.month + c.days[cardinality(c.days)] - 1)
    into reads, around, first, last
    from unnest(ids) as s (site_id) cross join lateral (select * from visible_read_counts c where c.site_id = s.site_id offset 0) c;
end $$;

-- The plates, by number, and the subjects that were seen in every area of a question. A read of a subject's vehicle while it
-- had that is a sighting of the subject. It refuses to look at more than five million reads.
create function seen_in_all(ask jsonb, out plates text[], out subjects bigint[]) language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
declare
    f        read_filter := read_filter(ask);
    x        record := search_areas(ask);
    every    bigint := (1::bigint << jsonb_array_length(ask -> 'areas')) - 1;
    ids      bigint[];
    zones    text[];
    bits     bigint[];
    held     bigint;
begin
    select array_agg(s.site_id), array_agg(s.zone), array_agg(s.reached) into ids, zones, bits from search_sites(ask) s;
    held := (select sum(c.reads) from unnest(ids) as s (site_id) cross join lateral (
        select reads_within(c.month, c.reads, c.days, c.counts, (f.from_at at time zone 'UTC')::date,
            (f.to_at at time zone 'UTC')::date + 1) as reads
        from visible_read_counts c where c.site_id = s.site_id and c.month >= month_of(f.from_at)
            and c.month <= f.to_at at time zone 'UTC' offset 0) c);
    if held > 5000000 then
        raise 'these areas hold % reads in this time', held using errcode = 'SLTM1';
    end if;
    with hit as materialized (
        select r.plate, r.plate_state, r.read_at, case when r.position is null then s.reached
            else (select a.reached from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a) end as reached
        from unnest(ids, zones, bits) as s (site_id, zone, reached)
            cross join lateral (
                select * from visible_reads r
                where r.site_id = s.site_id and r.read_at >= f.from_at - interval '26 hours' and r.read_at < f.to_at offset 0
            ) r
        where (ask -> 'kinds' is null or ask -> 'kinds' ? 'plate_read')
            and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
    ), other as materialized (
        select case when p.type = 'plate' then p.value end as plate, p.subject_id, g.reached
        from found_events((ask - 'nearest' - 'after') || '{"most": 1000000000}') g
            cross join lateral (select * from visible_parties_of_events p where p.event_id = g.id offset 0) p
        where ask -> 'reads_only' is null
    ), plate as (
        select h.plate, bit_or(h.reached) as reached from (select h.plate, h.reached from hit h union all select o.plate,
            o.reached from other o where o.plate is not null) h
        group by h.plate
    ), subject as (
        select s.subject_id, bit_or(s.reached) as reached
        from (
            select o.subject_id, o.reached from other o where o.subject_id is not null
            union all
            select v.subject_id, h.reached from visible_vehicles v
                join hit h on h.plate = v.plate and h.plate_state = v.plate_state and v.held @> h.read_at
            where v.plate_state <> ''
        ) s
        group by s.subject_id having bit_or(s.reached) = every
    )
    select (select array_agg(p) from (select p.plate from plate p where p.reached = every
            union select v.plate from visible_vehicles v where v.subject_id in (select s.subject_id from subject s)) as p (p)),
        (select array_agg(s.subject_id) from subject s)
    into plates, subjects;
end $$;

create function cursor_key() returns bytea language sql stable security definer set search_path = public, pg_temp as $$
    select value from secrets where name = 'cursor'
$$;
