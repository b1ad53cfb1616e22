-- Events as the records of them that a viewer may see tell them together.

-- What the visible records of an event say together: timeline.Merge, step by step.
create function merged_event(event bigint, out at timestamptz, out until timestamptz, out first_seen jsonb, out last_seen jsonb,
    out spot geography, out class text, out radius_m double precision, out place jsonb, out ori text, out code text, out standing text,
    out why text, out locates boolean)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
    o       record;
    from_at timestamptz;
    to_at   timestamptz;
begin
    for o in select t.* from visible_tellings t where t.event_id = event order by t.id loop
        if standing is null then -- the first
            first_seen := o.first_seen; last_seen := o.last_seen;
            spot := o.position; class := o.class; radius_m := o.radius_m; place := o.place;
            ori := o.ori; code := o.code; standing := o.standing; why := o.why; locates := o.locates;
        end if;
        from_at := (o.first_seen ->> 'start')::timestamptz; to_at := (o.first_seen ->> 'end')::timestamptz;
        if from_at is not null and (at is null or row(to_at - from_at, from_at) < row(until - at, at)) then
            at := from_at; until := to_at; first_seen := o.first_seen;
        end if;
        if o.last_seen is not null and (last_seen is null or o.last_seen <> '{}') then
            last_seen := o.last_seen;
        end if;
        if o.position is not null and (spot is null or o.radius_m < radius_m) then
            spot := o.position; class := o.class; radius_m := o.radius_m; place := o.place;
            ori := coalesce(o.ori, ori);
        end if;
        ori := coalesce(ori, o.ori);
        code := coalesce(nullif(code, ''), o.code);
        if standing <> '' and o.standing = '' then
            standing := ''; why := '';
        end if;
        locates := locates or o.locates;
    end loop;
    at := coalesce(at, '-infinity');
    until := coalesce(case when last_seen is null then until else (last_seen ->> 'end')::timestamptz end, 'infinity');
end $$;

-- What filters ask of events. Most have one record, or several that say the same, and are as the first says; listed_at, by which they are
-- in order, is always the first's.
create view visible_merged_events as
select e.id, e.case_id, e.kind, e.load_id, e.at as listed_at, coalesce(m.at, e.at) as at, coalesce(m.until, e.until) as until,
    coalesce(m.first_seen, e.first_seen) as first_seen, coalesce(m.last_seen, e.last_seen) as last_seen,
    coalesce(m.spot, e.position) as position, coalesce(m.class, e.class) as class, coalesce(m.radius_m, e.radius_m) as radius_m,
    coalesce(m.place, e.place) as place, coalesce(m.ori, e.ori) as ori, coalesce(m.code, e.code) as code,
    coalesce(m.standing, e.standing) as standing, coalesce(m.why, e.why) as why, coalesce(m.locates, e.locates) as locates
from visible_events e
    cross join lateral (
        select exists (select from visible_event_records o where o.event_id = e.id and o.id > e.told_id
            and row(o.first_seen, o.last_seen, o.position, o.class, o.radius_m, o.place, o.ori, o.code, o.standing, o.why, o.locates)
                is distinct from row(e.first_seen, e.last_seen, e.position, e.class, e.radius_m, e.place, e.ori, e.code, e.standing, e.why,
                    e.locates)
        ) as otherwise offset 0
    ) n
    left join lateral (select m.* from merged_event(e.id) m where n.otherwise offset 0) m on true;
