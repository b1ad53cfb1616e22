-- Searching: what was sighted in some areas. A question comes as one jsonb value, made by the store:
--   areas       [{cover, edge, reach}]: edge is what distance is measured from (geography), reach how far the area goes from
--               it (metres), cover what a box or polygon holds (geometry); all as extended WKB in hexadecimal
--   boxes       [[west, south, east, north]]: degrees, together holding all areas
--   from, to    bounds of the time; case: number in cases; max_radius: metres
--   plates      numbers; or prefixes: beginnings of numbers; pattern: for like, folded when ocr is set; state
--   confidence, heading, within, coarsest (reads.precision), hours {from, length, days}: seconds, and weekdays as bits
--   after       {at, load, line, distance}: the last row of the page before; most: rows
-- Every function selects from the visible_ views only. What the planner would have to guess, generic plans with nested
-- loops do well: a look at an index for each site or plate.

create or replace view visible_sites as
select s.id, s.case_id, s.key, s.name, s.mobile, s.position, s.class, s.radius_m, s.place
from sites s
where case when ((select viewer_sees_everything())
        or exists (select from site_loads l where l.site_id = s.id and is_among(l.load_id, (select viewer_loads()))))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), s.position)
        or s.mobile and st_dwithin((select viewer_area()), s.position, s.radius_m)) then true end is not null;

-- What moving readers saw on a day stands at very many sites.
create index read_counts_day on read_counts (day, site_id);

-- A box in degrees around a circle of uncertainty and the 50 m of a moving reader's fix, somewhat wide. Around a pole or over
-- the antimeridian it takes the whole parallel.
create function extent(at geography, radius double precision) returns geometry language plpgsql immutable parallel safe as $$
declare
    lon double precision := st_x(at::geometry);
    lat double precision := st_y(at::geometry);
    y   double precision := (radius + 51) / 110000;
    x   double precision;
begin
    if abs(lat) + y < 89 then
        x := y / cosd(abs(lat) + y);
        if abs(lon) + x <= 180 then
            return st_makeenvelope(lon - x, lat - y, lon + x, lat + y, 4326);
        end if;
    end if;
    return st_makeenvelope(-180, greatest(lat - y, -90), 180, least(lat + y, 90), 4326);
end $$;
create index sites_extent on sites using gist (extent(position, radius_m));
create index sightings_extent on sightings using gist (extent(position, radius_m)) where position is not null;

-- How far a point lies inside an area, in metres; outside it is negative.
create function area_margin(at geography, cover geometry, edge geography, reach double precision) returns double precision
language sql immutable parallel safe as $$
    select case when cover is null then reach - st_distance(at, edge)
        when st_covers(cover, at::geometry) then coalesce(st_distance(at, edge), 'infinity')
        else - coalesce(st_distance(at, edge), 'infinity') end
$$;

-- The areas of a question.
create function search_areas(ask jsonb, out covers geometry[], out edges geography[], out reaches double precision[]) language sql immutable as $$
    select array_agg((a ->> 'cover')::geometry order by n), array_agg((a ->> 'edge')::geography order by n), array_agg((a ->> 'reach')::double precision order by n)
    from jsonb_array_elements(ask -> 'areas') with ordinality as x (a, n)
$$;

-- How a circle of uncertainty lies to areas: the greatest margin, the least distance, and the areas that it reaches into as
-- bits, the first of them the lowest. Distances are whole centimetres, so that pages agree about what is equally far.
create function areas_reached(at geography, radius double precision, covers geometry[], edges geography[], reaches double precision[])
returns table (margin double precision, distance double precision, reached bigint) language sql immutable parallel safe as $$
    select max(a.margin), round(min(case when a.cover is null then a.reach - a.margin else greatest(0, - a.margin) end) * 100) / 100,
        coalesce(bit_or(case when a.margin >= - radius then 1::bigint << (a.n::integer - 1) else 0 end), 0)
    from (
        select area_margin(at, x.cover, x.edge, x.reach) as margin, x.cover, x.reach, x.n
        from unnest(covers, edges, reaches) with ordinality as x (cover, edge, reach, n)
    ) a
$$;

-- The uncertainty of what a site's reads say about their place; of a moving reader's, how far from the site one may be found.
create function site_reach(mobile boolean, radius double precision) returns double precision language sql immutable parallel safe as $$
    select case when mobile then radius + 50 else radius end -- timeline.MobileRadius
$$;

-- The sites whose circle reaches into an area, of a moving reader those where one of its reads may.
create function search_sites(ask jsonb) returns table (site_id bigint, mobile boolean, radius double precision, zone text, distance double precision, reached bigint)
language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    x       record := search_areas(ask);
    centre  geography := x.edges[1];
    reach   double precision := x.reaches[1];
    in_case bigint := (ask ->> 'case')::bigint;
    coarse  double precision := coalesce((ask ->> 'max_radius')::double precision, 'infinity');
    far     boolean := coalesce((ask ->> 'nearest')::boolean, false); -- distances are wanted
    done    geometry[] := '{}'; -- boxes looked into
    box     geometry;
begin
    for box in select st_makeenvelope((b ->> 0)::float8, (b ->> 1)::float8, (b ->> 2)::float8, (b ->> 3)::float8, 4326)
        from jsonb_array_elements(ask -> 'boxes') b
    loop
        if cardinality(x.edges) = 1 and x.covers[1] is null and done = '{}' then -- what is asked most, without what it does not need
            return query
            select s.id, s.mobile, s.radius_m, coalesce(nullif(s.place ->> 'zone', ''), 'UTC'),
                case when far then round((reach - (reach - st_distance(s.position, centre))) * 100) / 100 end, 1::bigint
            from visible_sites s
            where extent(s.position, s.radius_m) && box and (in_case is null or s.case_id = in_case)
                and case when s.mobile then 50 else s.radius_m end <= coarse
                and st_distance(s.position, centre) <= reach + site_reach(s.mobile, s.radius_m);
        else
            return query
            select s.id, s.mobile, s.radius_m, coalesce(nullif(s.place ->> 'zone', ''), 'UTC'), a.distance, a.reached
            from visible_sites s
                cross join lateral areas_reached(s.position, site_reach(s.mobile, s.radius_m), x.covers, x.edges, x.reaches) a
            where extent(s.position, s.radius_m) && box and (in_case is null or s.case_id = in_case)
                and case when s.mobile then 50 else s.radius_m end <= coarse
                and a.reached <> 0 and not extent(s.position, s.radius_m) && any (done);
        end if;
        done := done || box;
    end loop;
end $$;

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

create function read_filter(ask jsonb) returns read_filter language sql immutable as $$
    select row(coalesce((ask ->> 'from')::timestamptz, '-infinity'), coalesce((ask ->> 'to')::timestamptz, 'infinity'),
        (ask #>> '{after,at}')::timestamptz, (ask #>> '{after,load}')::bigint, (ask #>> '{after,line}')::integer, (ask ->> 'case')::bigint,
        coalesce((ask ->> 'coarsest')::smallint, 3::smallint), ask ->> 'pattern', coalesce((ask ->> 'ocr')::boolean, false), ask ->> 'state',
        (ask ->> 'confidence')::real, (ask ->> 'heading')::integer, (ask ->> 'within')::integer,
        (ask #>> '{hours,from}')::integer, (ask #>> '{hours,length}')::integer, (ask #>> '{hours,days}')::integer)::read_filter
$$;

-- Whether it asks more of a read than its time.
create function picky(f read_filter) returns boolean language sql immutable as $$
    select f.pattern is not null or f.state is not null or f.confidence is not null or f.heading is not null or f.days is not null or f.coarsest < 3
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
    read_at timestamptz, load_id bigint, line integer, site_id bigint, flags smallint, "precision" smallint, confidence real, heading smallint,
    plate text, plate_state text, plate_raw text, position geometry
);

-- The newest reads at the sites of a question, newest first. It goes back in steps: the counts tell the newest day with reads,
-- and from how many they are how far back there should be enough; what is missing then comes from the next, longer step. Of
-- very many sites, as where readers move, it first tries only those that have reads on the day.
create function search_reads(ask jsonb) returns setof found_read language plpgsql stable
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
    busy    bigint[]; -- those of a step
    local   text[];
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
            newest := (select max(c.day) from visible_read_counts c where c.day <= ((until - interval '1 microsecond') at time zone 'UTC')::date);
            exit when newest is null;
            until := least(until, (newest + 1)::timestamp at time zone 'UTC');
            select array_agg(s.site_id), array_agg(s.zone), sum(c.reads) into busy, local, held
            from unnest(ids, zones) as s (site_id, zone)
                cross join lateral (select sum(c.reads) as reads from visible_read_counts c where c.site_id = s.site_id and c.day = newest) c
            where c.reads is not null;
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
                    select c.day, sum(c.reads) into newest, held
                    from unnest(ids) as s (site_id)
                        cross join lateral (
                            select c.day, sum(c.reads) as reads from visible_read_counts c
                            where c.site_id = s.site_id and c.day >= (oldest at time zone 'UTC')::date and c.day <= (until at time zone 'UTC')::date
                            group by c.day order by c.day desc limit 1
                        ) c
                    group by c.day order by c.day desc limit 1;
                end if;
                exit when newest is null;
                until := least(until, (newest + 1)::timestamp at time zone 'UTC');
                step := greatest(least(interval '1 day' * (most * 1.3 * case when picky(f) then 4 else 1 end / held), interval '32 days'), last * 8);
            end if;
            since := greatest(until - step, oldest);
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

-- The reads nearest to the areas of a question, of equally far ones the newest, in no order: fixed sites outwards until there
-- are enough, then what moving readers saw that may be as near.
create function search_nearest_reads(ask jsonb) returns setof found_read language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_hashjoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
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
        select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw, r.position
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
    select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw, r.position
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
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_hashjoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
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
        select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw, r.position
        from unnest(plates) as p (plate)
            cross join lateral (
                select * from visible_reads r
                where r.plate = p.plate and r.read_at >= f.from_at - interval '26 hours' and r.read_at < f.to_at
                    and (f.after_at is null or r.read_at <= f.after_at and (r.read_at, r.load_id, r.line) < (f.after_at, f.after_load, f.after_line))
                    and (ids is null or r.site_id = any (ids)) and (f.in_case is null or r.case_id = f.in_case)
                    and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading,
                        (select coalesce(nullif(s.place ->> 'zone', ''), 'UTC') from visible_sites s where s.id = r.site_id))
                    and (coarse is null or (select case when s.mobile then 50 else s.radius_m end <= coarse from visible_sites s where s.id = r.site_id))
                    and (ids is null or r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
                order by r.read_at desc fetch first most rows with ties
            ) r
        order by r.read_at desc, r.load_id desc, r.line desc limit most;
        return;
    end if;
    return query
    select r.read_at, r.load_id, r.line, r.site_id, r.flags, r.precision, r.confidence, r.heading, r.plate, r.plate_state, r.plate_raw, r.position
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
        and (coarse is null or (select case when s.mobile then 50 else s.radius_m end <= coarse from visible_sites s where s.id = r.site_id))
        and (ids is null or r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
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

-- The sightings of cases that a question asks for: thousands, so what it asks beside the place needs few indexes.
create function found_sightings(ask jsonb) returns table (id bigint, at timestamptz, margin double precision, distance double precision, reached bigint)
language plpgsql stable set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
    f       read_filter := read_filter(ask);
    x       record := search_areas(ask);
    most    bigint := (ask ->> 'most')::bigint;
    coarse  double precision := coalesce((ask ->> 'max_radius')::double precision, 'infinity');
    units   text[] := (select array_agg(u) from jsonb_array_elements_text(ask -> 'units') u);
    far     boolean := coalesce((ask ->> 'nearest')::boolean, false);
    beyond  double precision := (ask #>> '{after,distance}')::double precision;
    before  bigint := (ask #>> '{after,id}')::bigint;
    plates  text[] := (select array_agg(p) from jsonb_array_elements_text(ask -> 'plates') p);
    people  bigint[] := (select array_agg(p::bigint) from jsonb_array_elements_text(ask -> 'subjects') p);
    boxes   geometry[] := (select array_agg(st_makeenvelope((b ->> 0)::float8, (b ->> 1)::float8, (b ->> 2)::float8, (b ->> 3)::float8, 4326))
        from jsonb_array_elements(ask -> 'boxes') b);
begin
    return query
    select s.id, s.at, a.margin, a.distance, a.reached
    from (
        select s.* from visible_sightings s
        where x.edges is not null and s.id in (select s.id from unnest(boxes) b join visible_sightings s on s.position is not null and extent(s.position, s.radius_m) && b)
        union all
        select s.* from visible_sightings s where x.edges is null and s.plate = any (plates)
        union all
        select s.* from visible_sightings s where x.edges is null and plates is null and s.plate is not null
    ) s
        left join lateral areas_reached(s.position, s.radius_m, x.covers, x.edges, x.reaches) a on x.edges is not null
    where (x.edges is null or a.reached <> 0)
        and s.until > f.from_at and s.at < f.to_at
        and (ask -> 'source' is null or s.source = ask ->> 'source')
        and (f.in_case is null or s.case_id = f.in_case)
        and s.radius_m <= coarse and (units is null or s.precision = any (units))
        and (people is not null or plates is null or s.plate = any (plates))
        and (people is null or s.plate = any (plates) or s.subject_id = any (people))
        and (f.pattern is null or case when f.ocr then translate(s.plate, 'ODQIZSBG', '00012586') else s.plate end like f.pattern)
        and (f.state is null or coalesce(s.plate_state, '') in (f.state, ''))
        and (f.days is null or in_hours(s.at, s.until - s.at, coalesce(nullif(s.place ->> 'zone', ''), 'UTC'), f.begins, f.lasts, f.days))
        and (f.after_at is null or far and a.distance > beyond or (not far or a.distance = beyond) and (s.at, s.id) < (f.after_at, before))
    order by case when far then a.distance end, s.at desc, s.id desc limit most;
end $$;
create index sightings_plate on sightings (plate) where plate is not null;

-- How many reads a question asks for; when they are more than enough, enough + 1 or more. Whole days at fixed sites are known
-- from the counts.
create function count_found_reads(ask jsonb, enough bigint) returns bigint language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_mergejoin = off set enable_hashjoin = off set enable_bitmapscan = off set enable_seqscan = off as $$
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
        return (select count(*) from search_plate_reads((ask - 'after' - 'nearest') || jsonb_build_object('most', least(enough + 1, 2147483647))));
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
                            select c.reads from visible_read_counts c
                            where c.site_id = s.site_id and c.day >= (first at time zone 'UTC')::date and c.day < (next at time zone 'UTC')::date offset 0
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
            cross join lateral (select * from visible_reads r where r.site_id = s.site_id and r.read_at >= w.since and r.read_at < w.until offset 0) r
        where (s.moves or not w.counted)
            and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
            and (r.position is null or (select a.reached <> 0 from areas_reached(r.position::geography, 50, x.covers, x.edges, x.reaches) a))
        limit enough + 1 - total) n);
end $$;

-- What there is where nothing was found: fixed readers, places where moving readers were, reads on the days asked about and
-- on the day before and after them, and the first and last day with reads.
create function search_why(ask jsonb, out readers bigint, out spots bigint, out reads bigint, out around bigint, out first date, out last date,
    out anything boolean) language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
    f    read_filter := read_filter(ask);
    ids  bigint[];
begin
    anything := exists (select from visible_read_counts) or exists (select from visible_sightings);
    if ask -> 'areas' is null then
        return;
    end if;
    select count(*) filter (where not s.mobile), count(*) filter (where s.mobile), array_agg(s.site_id) into readers, spots, ids from search_sites(ask) s;
    select sum(c.reads) filter (where c.day between (f.from_at at time zone 'UTC')::date and (f.to_at at time zone 'UTC')::date),
        sum(c.reads) filter (where c.day between (f.from_at at time zone 'UTC')::date - 1 and (f.to_at at time zone 'UTC')::date + 1), min(c.day), max(c.day)
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
        select c.reads from visible_read_counts c
        where c.site_id = s.site_id and c.day between (f.from_at at time zone 'UTC')::date and (f.to_at at time zone 'UTC')::date offset 0) c);
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
        where coalesce(ask ->> 'source', 'plate') = 'plate'
            and read_fits(f, r.read_at, r.precision, r.flags, r.plate, r.plate_state, r.confidence, r.heading, s.zone)
    ), other as materialized (
        select s.plate, s.subject_id, g.reached from found_sightings((ask - 'nearest' - 'after') || '{"most": 1000000000}') g join visible_sightings s on s.id = g.id
        where ask -> 'reads_only' is null
    ), plate as (
        select h.plate, bit_or(h.reached) as reached from (select h.plate, h.reached from hit h union all select o.plate, o.reached from other o where o.plate is not null) h
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

-- The key under which places in answers are signed, made once. Only the server asks for it.
create table secrets (name text primary key, value bytea not null);
insert into secrets values ('cursor', sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
create function cursor_key() returns bytea language sql stable security definer set search_path = public, pg_temp as $$
    select value from secrets where name = 'cursor'
$$;
