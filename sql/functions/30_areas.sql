-- Searching: what was sighted in some areas. A question comes as one jsonb value, made by the store:
--   areas       [{cover, edge, reach}]: edge is what distance is measured from (geography), reach how far the area goes from
--               it (metres), cover what a box or polygon holds (geometry); all as extended WKB in hexadecimal
--   boxes       [[west, south, east, north]]: degrees, together holding all areas
--   from, to    bounds of the time; case: number in cases; max_radius: metres
--   kinds       names of kinds
--   plates      numbers; or prefixes: beginnings of numbers; pattern: for like, folded when ocr is set; state
--   confidence, heading, within, coarsest (reads.precision), hours {from, length, days}: seconds, and weekdays as bits
--   after       {at, load, line, distance}: the last row of the page before; most: rows
-- Every function selects from the visible_ views only. What the planner would have to guess, generic plans with nested
-- loops do well: a look at an index for each site or plate.

-- How far a point lies inside an area, in metres; outside it is negative.
create function area_margin(at geography, cover geometry, edge geography, reach double precision) returns double precision
language sql immutable parallel safe as $$
    select case when cover is null then reach - st_distance(at, edge)
        when st_covers(cover, at::geometry) then coalesce(st_distance(at, edge), 'infinity')
        else - coalesce(st_distance(at, edge), 'infinity') end
$$;

-- The areas of a question; most ask about one.
create function search_areas(ask jsonb, out covers geometry[], out edges geography[],
    out reaches double precision[]) language plpgsql immutable as $$
begin
    if jsonb_array_length(ask -> 'areas') = 1 then
        covers := array[(ask #>> '{areas,0,cover}')::geometry];
        edges := array[(ask #>> '{areas,0,edge}')::geography];
        reaches := array[(ask #>> '{areas,0,reach}')::double precision];
        return;
    end if;
    select array_agg((a ->> 'cover')::geometry order by n), array_agg((a ->> 'edge')::geography order by n),
        array_agg((a ->> 'reach')::double precision order by n)
    into covers, edges, reaches
    from jsonb_array_elements(ask -> 'areas') with ordinality as x (a, n);
end $$;

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

-- Whether two points are at most so far apart (metres). That is plain from the sphere, which costs a third, but where they are
-- about as far apart as asked: the ellipsoid's distances differ from the sphere's by less than 0.6 %.
create function near_enough(a geography, b geography, reach double precision) returns boolean language sql immutable parallel safe as $$
    select case when st_distance(a, b, false) < reach * 0.99 then true
        when st_distance(a, b, false) > reach * 1.01 then false else st_distance(a, b) <= reach end
$$;

-- The sites whose circle reaches into an area, of a moving reader those where one of its reads may. The zone is told only
-- where hours are asked for.
create function search_sites(ask jsonb) returns table (site_id bigint, mobile boolean, radius double precision, zone text,
    distance double precision, reached bigint)
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
            select s.id, s.mobile, s.radius_m, case when timed then coalesce(nullif(s.place ->> 'zone', ''), 'UTC') end, a.distance,
                a.reached
            from visible_sites s
                cross join lateral areas_reached(s.position, site_reach(s.mobile, s.radius_m), x.covers, x.edges, x.reaches) a
            where extent(s.position, s.radius_m) && box and (in_case is null or s.case_id = in_case)
                and case when s.mobile then 50 else s.radius_m end <= coarse
                and a.reached <> 0 and not extent(s.position, s.radius_m) && any (done);
        end if;
        done := done || box;
    end loop;
end $$;
