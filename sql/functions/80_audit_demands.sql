-- Every change of evidence, or of who may see it, leaves its row in the audit: a transaction that changed a table and did not
-- write to the audit is refused when it commits.

-- The tables, or columns, that may be changed without a row in the audit, and why. Every other table of the program demands one.
create function audit_exemptions() returns table (table_name text, columns text[], reason text) language sql immutable as $$
    values ('audit', null::text[], 'it is the audit, which is only ever added to'),
        ('audit_demands', null, 'holds what is still to be checked, until the transaction ends'),
        ('schema_state', null, 'tells what the tables were made from'),
        ('schema_objects', null, 'lists what stands on the tables'),
        ('read_rows', null, 'holds nothing: the tables of months are made like it'),
        ('login_attempts', null, 'counts log-ins until they are decided; how each ended has a row'),
        ('users', '{active_at}', 'when the account was last used, noted once a minute'),
        ('sessions', '{seen_at,pending}', 'when the session was last used; a second factor before its first code is shown'),
        ('api_keys', '{used_at}', 'when the key was last used, noted once a minute')
$$;

-- For statements, not for rows: a load adds millions. Statements that happen to change nothing demand a row too.
create function demand_audit_row() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from public.audit_demands d where d.transaction = pg_current_xact_id()) then
        insert into public.audit_demands (transaction, changed_table) values (pg_current_xact_id(), tg_table_name);
    end if;
    return null;
end $$;

-- The same for tables that loads write row by row, at a quarter of the cost: a setting of the transaction remembers that it was
-- done. Whoever may write to these tables owns them, and could as well switch their triggers off.
create function demand_audit_row_once() returns trigger language plpgsql as $$
begin
    if current_setting('sightline.audit_demanded', true) is distinct from pg_current_xact_id()::text then
        insert into public.audit_demands (transaction, changed_table) values (pg_current_xact_id(), tg_table_name) on conflict do nothing;
        perform set_config('sightline.audit_demanded', pg_current_xact_id()::text, true);
    end if;
    return null;
end $$;

-- Runs when the transaction commits. Whoever adds to the audit keeps others from it until then, so that the transaction's own
-- rows are the newest.
create function check_audit_demand() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from public.audit_demands d where d.transaction = new.transaction;
    if pg_current_xact_id() is distinct from (select a.written_in from public.audit a order by a.seq desc limit 1) then
        raise integrity_constraint_violation using
            message = format('table "%s" was changed without a row in the audit, so nothing was changed', new.changed_table),
            hint = 'Write the row in the same transaction; the tables that need none are listed by audit_exemptions().';
    end if;
    return null;
end $$;
create constraint trigger audit_row_demanded after insert on audit_demands
    deferrable initially deferred for each row execute function check_audit_demand();

-- Makes every change of a table demand a row in the audit, as far as it is not exempt.
create function demand_audit_rows(changed regclass) returns void language plpgsql as $$
declare
    exempt     text[];
    of_columns text := '';
    demand     text := 'demand_audit_row';
begin
    select e.columns into exempt from audit_exemptions() e where to_regclass('public.' || quote_ident(e.table_name)) = changed;
    if found and exempt is null then
        return;
    elsif found then
        select ' of ' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) into of_columns
        from pg_attribute a where a.attrelid = changed and a.attnum > 0 and not a.attisdropped and a.attname <> all (exempt);
    end if;
    if changed::text in ('records', 'identifiers', 'events', 'event_records', 'event_parties', 'rejects') then
        demand := 'demand_audit_row_once';
    end if;
    execute format('create trigger audit_row_demanded after insert or update%s or delete or truncate on %s
        for each statement execute function %I()', of_columns, changed, demand);
end $$;

-- The tables of the program: those of its schema that belong to no extension.
create function program_tables() returns setof regclass language sql stable as $$
    select c.oid::regclass from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    order by c.relname
$$;

select demand_audit_rows(t) from program_tables() t;
