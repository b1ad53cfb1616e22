-- Who may see what. There is one policy, and it stands here: whatever answers a person selects from the visible_ views and
-- from no table they stand for. Nobody is anybody until a transaction says for whom it asks, with set_viewer; without that
-- the views are empty.

create function viewer_setting() returns jsonb language sql stable as $$
    select nullif(current_setting('sightline.viewer', true), '')::jsonb
$$;

-- For whom this transaction asks: one row. A user whose account was closed and a key that was revoked or has expired are
-- nobody. A key is its agency, and never inside a case. "Everything" is the one user of a machine without accounts.
create view viewer as
select v.everything, case when v.key_id is null then v.user_id end as user_id, v.key_id,
    case when v.key_id is not null then case when k.id is null then '' else 'agency' end
        when v.user_id is not null and u.id is null then ''
        else v.role end as role,
    case when v.key_id is null then v.agency else coalesce(k.agency, '') end as agency,
    case when v.key_id is null then v.may else coalesce(k.may, '{}') end as may, k.area
from (
    select coalesce((s ->> 'everything')::boolean, false) as everything, (s ->> 'user')::bigint as user_id, (s ->> 'key')::bigint as key_id,
        coalesce(s ->> 'role', '') as role, coalesce(s ->> 'agency', '') as agency,
        array(select jsonb_array_elements_text(s -> 'may')) as may
    from (select viewer_setting()) as setting (s)
) v
    left join users u on u.id = v.user_id and u.disabled_at is null
    left join api_keys k on k.id = v.key_id and k.revoked_at is null and k.expires_at > now();

-- What the policy says of this transaction's viewer. These are functions, so that a query that uses the views is planned
-- nearly as fast as one on the bare tables, and they run as their owner, so that whoever has the views needs no right to the
-- tables. Sets of numbers are multiranges: most are runs, "all" is one without ends, and a look-up is a binary search.
create function viewer_sees_everything() returns boolean language sql stable as $$
    select coalesce((viewer_setting() ->> 'everything')::boolean, false)
$$;

-- Says for whom a transaction asks, and keeps in settings what the policy says of him: the loads, the cases he is inside of,
-- the cases he knows of, the handling codes he has the right to, and the area. What he is given later does not count in this
-- transaction. The viewer_ functions below only look at the settings; the planner puts them in place, where before each of a
-- search's statements called them.
create function set_viewer(who jsonb) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v     record;
    cases int8multirange := '{(,)}';
    loads int8multirange := '{(,)}';
    known int8multirange := '{(,)}';
    may   text[] := '{}';
    area  text := '';
begin
    perform set_config('sightline.viewer', who::text, true);
    if not viewer_sees_everything() then
        select * into v from viewer;
        area := coalesce(v.area::text, '');
        may := v.may;
        cases := coalesce((select range_agg(int8range(id, id, '[]')) from (
            select case_id from case_members where user_id = v.user_id and v.role <> ''
            union all
            select id from cases where v.role = 'supervisor' and owning_ori = v.agency and owning_ori <> '') own (id)), '{}');
        select coalesce(range_agg(int8range(l.id, l.id, '[]')), '{}'),
            cases + coalesce(range_agg(int8range(l.case_id, l.case_id, '[]')), '{}')
        into loads, known
        from (
            select o.id from case_members m join loads o on o.case_id = m.case_id where m.user_id = v.user_id and v.role <> ''
            union all
            select o.id from cases c join loads o on o.case_id = c.id
            where v.role = 'supervisor' and c.owning_ori = v.agency and c.owning_ori <> ''
            union all
            select load_id from shares where agency = any (array['*', v.agency]) and v.role in ('analyst', 'supervisor', 'agency')
            ) own (id)
            cross join lateral (select * from loads l where l.id = own.id offset 0) l -- by index, whatever the tables are taken to hold
        where l.handling <@ may;
    end if;
    perform set_config('sightline.cases', cases::text, true), set_config('sightline.loads', loads::text, true),
        set_config('sightline.known_cases', known::text, true), set_config('sightline.may', may::text, true),
        set_config('sightline.area', area, true);
end $$;

-- Without a viewer nothing is seen.
create function viewer_cases() returns int8multirange language sql stable as $$
    select coalesce(nullif(current_setting('sightline.cases', true), ''), '{}')::int8multirange
$$;

-- The loads of which the viewer may see something: those of his cases, and those shared with his agency or with all.
-- Auditors and administrators see what they are members of, and no more.
create function viewer_loads() returns int8multirange language sql stable as $$
    select coalesce(nullif(current_setting('sightline.loads', true), ''), '{}')::int8multirange
$$;

-- The cases of which the viewer may see something.
create function viewer_known_cases() returns int8multirange language sql stable as $$
    select coalesce(nullif(current_setting('sightline.known_cases', true), ''), '{}')::int8multirange
$$;

-- The handling codes of what the viewer may see. What is under a code that is not among them is withheld, whether or not the
-- program knows the code; who sees everything needs none.
create function viewer_may() returns text[] language sql stable as $$
    select coalesce(nullif(current_setting('sightline.may', true), ''), '{}')::text[]
$$;

-- The area that a key is for; null: no bound.
create function viewer_area() returns geography language sql stable as $$
    select nullif(current_setting('sightline.area', true), '')::geography
$$;

create function is_among(id bigint, ids int8multirange) returns boolean language sql immutable parallel safe as $$
    select ids @> id
$$;

-- Where a reader stands.
create function site_position(site bigint) returns geography language plpgsql stable security definer set search_path = public,
    pg_temp as $$
begin
    return (select position from sites where id = site);
end $$;
