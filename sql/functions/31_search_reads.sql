-- Whether any of a span of time lies in hours of the day on some weekdays, in local time: timeline.DayHours.Holds.
create function in_hours(at timestamptz, length interval, zone text, begins integer, lasts integer, days integer) returns boolean
language plpgsql immutable parallel safe as $$
declare
    local   timestamp := at at time zone zone;
    first   double precision := extract(epoch from local - date_trunc('day', local));
    last    double precision := first + extract(epoch from length);
    weekday integer := extract(dow from local);
begin
    for d in -1 .. least(floor(last / 86400), 8)::integer loop
        if (days >> ((weekday + d + 7) % 7)) & 1 = 1 and d * 86400.0 + begins < last and d * 86400.0 + begins + lasts > first then
            return true;
        end if;
    end loop;
    return false;
end $$;

-- How long the span is in which a read's instant lies.
create function read_span(unit smallint, flags smallint) returns interval language sql immutable parallel safe as $$
    select case unit when 0 then interval '1 second' when 1 then interval '1 minute' when 2 then interval '1 hour' else interval '1 day' end
        + case when flags & 3 <> 0 then interval '1 hour' else interval '0' end
$$;

-- What a question asks of a read beside its place; null asks nothing. Reads that begin before from_at may reach over it.
create type read_filter as (
    from_at timestamptz, to_at timestamptz, after_at timestamptz, after_load bigint, after_line integer, in_case bigint, coarsest smallint,
    pattern text, ocr boolean, state text, confidence real, heading integer, within integer, begins integer, lasts integer, days integer
);

create function read_filter(ask jsonb) returns read_filter language plpgsql immutable as $$
begin
    return row(coalesce((ask ->> 'from')::timestamptz, '-infinity'), coalesce((ask ->> 'to')::timestamptz, 'infinity'),
        (ask #>> '{after,at}')::timestamptz, (ask #>> '{after,load}')::bigint, (ask #>> '{after,line}')::integer, (ask ->> 'case')::bigint,
        coalesce((ask ->> 'coarsest')::smallint, 3::smallint), ask ->> 'pattern', coalesce((ask ->> 'ocr')::boolean, false),
            ask ->> 'state',
        (ask ->> 'confidence')::real, (ask ->> 'heading')::integer, (ask ->> 'within')::integer,
        (ask #>> '{hours,from}')::integer, (ask #>> '{hours,length}')::integer, (ask #>> '{hours,days}')::integer)::read_filter;
end $$;

-- Whether it asks more of a read than its time.
create function picky(f read_filter) returns boolean language sql immutable as $$
    select f.pattern is not null or f.state is not null or f.confidence is not null or f.heading is not null or f.days is not null
        or f.coarsest < 3
$$;

create function read_fits(f read_filter, read_at timestamptz, unit smallint, flags smallint, plate text, plate_state text,
    confidence real, heading smallint, zone text) returns boolean language sql stable as $$
    select (read_at >= f.from_at or read_at + read_span(unit, flags) > f.from_at)
        and unit <= f.coarsest
        and (f.pattern is null or case when f.ocr then translate(plate, 'ODQIZSBG', '00012586') else plate end like f.pattern)
        and (f.state is null or plate_state = f.state or plate_state = '')
        and (f.confidence is null or confidence >= f.confidence)
        and (f.heading is null or 180 - abs(abs(heading - f.heading) - 180) <= f.within)
        and (f.days is null or in_hours(read_at, read_span(unit, flags), zone, f.begins, f.lasts, f.days))
$$;

-- A read that a search found; the site's name and place are for the asker to look up.
create type found_read as (
    read_at timestamptz, load_id bigint, line integer, site_id bigint, flags smallint, "precision" smallint, confidence real,
        heading smallint,
    plate text, plate_state text, plate_raw text, position geometry
);

-- How many reads, of anybody's, have to be looked at for a day of a month by reads_time; null where that is not known. The less
-- the month's rows stand in the order of time the more they are: so the server's own planner reckons.
create function read_pace(at timestamptz) returns double precision language plpgsql stable security definer set search_path = public,
    pg_temp as $$
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
    select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw,
        r.position
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
create function search_reads(ask jsonb) returns setof found_read language plpgsql stable
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
    select array_agg(s.site_id), array_agg(s.zone), array_agg(s.site_id) filter (where not s.mobile) into ids, zones,
        fixed from search_sites(ask) s;
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
                    when cardinality(fixed) > 64
                        then array(select fixed[i] from generate_series(1, cardinality(fixed), cardinality(fixed) / 64) i)
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
            step := greatest(least(interval '1 day' * (most * 1.3 * case when picky(f) then 4 else 1 end / pace), interval '32 days'),
                last * 8);
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
            select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state,
                r.plate_raw, r.position
            from unnest(ids, zones, latest) as s (site_id, zone, day)
                cross join lateral (
                    select * from visible_reads r
                    where r.site_id = s.site_id and r.read_at >= since and r.read_at < until
                        and (f.after_at is null or (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
                        and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
                        and (r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges,
                            x.reaches) a))
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

-- The reads nearest to the areas of a question, of equally far ones the newest, in no order: fixed sites outwards until there
-- are enough, then what moving readers saw that may be as near.
create function search_nearest_reads(ask jsonb) returns setof found_read language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_hashjoin = off set enable_bitmapscan = off
    set enable_seqscan = off as $$
declare
    f         read_filter := read_filter(ask);
    x         record := search_areas(ask);
    most      integer := (ask ->> 'most')::integer;
    beyond    double precision := coalesce((ask #>> '{after,distance}')::double precision, -1);
    ids       bigint[]; -- fixed sites, nearest first
    zones     text[];
    distances double precision[];
    cells     bigint[]; -- of moving readers
    local     text[];
    first     integer := 1;
    last      integer;
    size      integer := 4;
    left_     integer := most;
    got       integer;
    farthest  double precision := 'infinity';
begin
    select array_agg(s.site_id order by s.distance), array_agg(s.zone order by s.distance), array_agg(s.distance order by s.distance)
    into ids, zones, distances from search_sites(ask) s where not s.mobile and s.distance >= beyond;
    while first <= cardinality(ids) loop
        last := least(first + size - 1, cardinality(ids));
        while last < cardinality(ids) and distances[last + 1] = distances[last] loop
            last := last + 1;
        end loop;
        return query
        select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw,
            r.position
        from unnest(ids[first:last], zones[first:last], distances[first:last]) as s (site_id, zone, distance)
            cross join lateral (
                select * from visible_reads r
                where r.site_id = s.site_id and r.read_at >= f.from_at - interval '26 hours' and r.read_at < f.to_at
                    and (s.distance > beyond or (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
                    and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
                order by r.read_at desc fetch first left_ rows with ties
            ) r
        order by s.distance, r.read_at desc, r.load_id desc, r.line desc limit left_;
        get diagnostics got = row_count;
        left_ := left_ - got;
        if left_ <= 0 then
            farthest := distances[last];
            exit;
        end if;
        first := last + 1;
        size := size * 4;
    end loop;
    select array_agg(s.site_id), array_agg(s.zone) into cells, local
    from search_sites(ask) s where s.mobile and s.distance - s.radius <= farthest and s.distance + s.radius >= beyond;
    return query
    select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw,
        r.position
    from unnest(cells, local) as s (site_id, zone)
        cross join lateral (
            select * from visible_reads r
            where r.site_id = s.site_id and r.read_at >= f.from_at - interval '26 hours' and r.read_at < f.to_at offset 0
        ) r
        cross join lateral areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a
    where a.reached <> 0 and a.distance <= farthest
        and (a.distance > beyond or a.distance = beyond and (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
        and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
    order by a.distance, r.read_at desc, r.load_id desc, r.line desc limit most;
end $$;

-- The reads of plates, given by number or beginning, anywhere or in the areas of a question, in no order but the right ones.
create function search_plate_reads(ask jsonb) returns setof found_read language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_hashjoin = off set enable_bitmapscan = off
    set enable_seqscan = off as $$
declare
    f       read_filter := read_filter(ask);
    x       record := search_areas(ask);
    most    integer := (ask ->> 'most')::integer;
    coarse  double precision := (ask ->> 'max_radius')::double precision;
    far     boolean := coalesce((ask ->> 'nearest')::boolean, false);
    beyond  double precision := (ask #>> '{after,distance}')::double precision;
    plates  text[] := (select array_agg(p) from jsonb_array_elements_text(ask -> 'plates') p);
    starts  text[] := (select array_agg(p) from jsonb_array_elements_text(ask -> 'prefixes') p);
    ids     bigint[];
begin
    if x.edges is not null then
        select array_agg(s.site_id) into ids from search_sites(ask) s;
        if ids is null then
            return;
        end if;
        coarse := null; -- the sites are those
    end if;
    if plates is not null and not far then
        return query
        select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw,
            r.position
        from unnest(plates) as p (plate)
            cross join lateral (
                select * from visible_reads r
                where r.plate = p.plate and r.read_at >= f.from_at - interval '26 hours' and r.read_at < f.to_at
                    and (f.after_at is null or r.read_at <= f.after_at and (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load,
                        f.after_line))
                    and (ids is null or r.site_id = any (ids)) and (f.in_case is null or r.case_id = f.in_case)
                    and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading,
                        (select coalesce(nullif(s.place ->> 'zone', ''), 'UTC') from visible_sites s where s.id = r.site_id))
                    and (coarse is null or (select case when s.mobile then 50 else s.radius_m end <= coarse from visible_sites s
                        where s.id = r.site_id))
                    and (ids is null or r.position is null
                        or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
                order by r.read_at desc fetch first most rows with ties
            ) r
        order by r.read_at desc, r.load_id desc, r.line desc limit most;
        return;
    end if;
    return query
    select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw,
        r.position
    from (select p, p from unnest(plates) p union all select p, p || '~' from unnest(starts) p) as p (low, high)
        cross join lateral (
            select * from visible_reads r
            where r.plate >= p.low and r.plate <= p.high and r.read_at >= f.from_at - interval '26 hours' and r.read_at < f.to_at offset 0
        ) r
        left join lateral (
            select a.distance from visible_sites s
                cross join lateral areas_reached(coalesce(r.position::geography, s.position), 50, x.covers, x.edges, x.reaches) a
            where far and s.id = r.site_id
        ) d on true
    where (ids is null or r.site_id = any (ids)) and (f.in_case is null or r.case_id = f.in_case)
        and (f.after_at is null or far and d.distance > beyond
            or (not far or d.distance = beyond) and (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
        and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading,
            (select coalesce(nullif(s.place ->> 'zone', ''), 'UTC') from visible_sites s where s.id = r.site_id))
        and (coarse is null or (select case when s.mobile then 50 else s.radius_m end <= coarse from visible_sites s
            where s.id = r.site_id))
        and (ids is null or r.position is null
            or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
    order by d.distance, r.read_at desc, r.load_id desc, r.line desc limit most;
end $$;

-- The reads that a question asks for, by the way that is quickest.
create function found_reads(ask jsonb) returns setof found_read language plpgsql stable as $$
begin
    if ask -> 'plates' is not null or ask -> 'prefixes' is not null then
        return query select * from search_plate_reads(ask);
    elsif (ask ->> 'nearest')::boolean then
        return query select * from search_nearest_reads(ask);
    else
        return query select * from search_reads(ask);
    end if;
end $$;
