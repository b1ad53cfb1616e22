-- Agencies that ask about the same plate, person or place are told of each other.

create function deconfliction_rule(of_agency text, out silent boolean, out span interval) language plpgsql stable as $$
begin
    select coalesce(bool_or(r.silent), false), coalesce(max(r.span), interval '90 days') into silent, span
    from deconfliction_rules r where r.agency = of_agency;
end $$;

-- Keeps what an agency asks about, once a day for each case, and tells it and every other agency that asked about the same
-- within the shorter of the two agencies' spans, unless either is silent. Two plates are the same when their numbers are, and
-- their states where both are known. Two places are the same when the centre of one lies within the other; a circle wider
-- than 5 km is a survey, not a place. Returns how many notices are new.
create function keep_interest(asking text, by_actor text, for_case text, of_kind text, of_value text, at_center geography,
    within_m double precision)
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
