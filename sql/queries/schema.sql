-- What the database was made from. These run on an owner's connection, before anything else.

-- name: HasSchema
select to_regclass('public.schema_state') is not null as made, to_regclass('public.schema_migrations') is not null as numbered;

-- name: SchemaState
select part, sha256 from schema_state;

-- name: PutSchemaState
insert into schema_state (part, sha256) values (@part, @sha256)
on conflict (part) do update set sha256 = excluded.sha256, applied_at = now();

-- The views, functions, composite types and triggers that stand in the schema public and belong to no extension, whoever made
-- them; a trigger that a partition has from its table does not count.
-- name: SchemaObjects
select o.type, o.identity
from (
    select 'pg_class'::regclass as class, c.oid from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
    union all
    select 'pg_proc'::regclass, p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace
    union all
    select 'pg_type'::regclass, t.oid from pg_type t join pg_class c on c.oid = t.typrelid
    where t.typnamespace = 'public'::regnamespace and c.relkind = 'c'
    union all
    select 'pg_trigger'::regclass, g.oid from pg_trigger g join pg_class c on c.oid = g.tgrelid
    where c.relnamespace = 'public'::regnamespace and not g.tgisinternal and g.tgparentid = 0
) made
    cross join lateral pg_identify_object(made.class, made.oid, 0) o
where not exists (select from pg_depend d where d.classid = made.class and d.objid = made.oid and d.deptype = 'e')
    and not exists (select from pg_depend d where d.classid = made.class and d.objid = made.oid
        and d.refclassid = 'pg_extension'::regclass);

-- Keeps those that are there now and were not before.
-- name: KeepSchemaObjects
insert into schema_objects (type, identity) select * from unnest(@types::text[], @identities::text[]);

-- The statements that take away what functions/ made: triggers, those of months' partitions too, and views before the
-- functions they call, functions before the types they return; views together, for they lean on each other. What somebody else
-- has made of them stands in the way, and is told.
-- name: DropSchemaObjects
with gone as (
    select type, identity from schema_objects
    union
    select o.type, o.identity
    from pg_trigger g join pg_class c on c.oid = g.tgrelid
        cross join lateral pg_identify_object('pg_trigger'::regclass, g.oid, 0) o
    where not g.tgisinternal and g.tgparentid = 0 and exists (select from schema_objects s
        where s.type = 'function' and to_regprocedure(s.identity) = g.tgfoid)
)
select format('drop %s if exists %s', type, string_agg(identity, ', ')) as statement
from gone
group by type, case when type = 'trigger' then identity end
order by array_position(array['trigger', 'view', 'function', 'type'], type);

-- name: ForgetSchemaObjects
delete from schema_objects;

-- Gives the server's role its rights where it lacks them, as after a restore without them.
-- name: GrantServerRights
select coalesce((select has_table_privilege(oid, 'public.visible_loads', 'select') from pg_roles where rolname = @role), false)
    or grant_server_rights();
