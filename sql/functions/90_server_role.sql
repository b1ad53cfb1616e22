-- The role as which the server runs. It reads what is known through the views only, so that no fault of the server's shows
-- anybody what he may not see, and adds to the audit but cannot change it. Loading, undoing and migrating are the owner's.
-- Where the owner may not make roles, an administrator makes this one, and it gets its rights when the program starts next.
-- Returns whether there is such a role.
create function grant_server_rights() returns boolean language plpgsql as $$
declare
    name text;
begin
    if not exists (select from pg_roles where rolname = 'sightline_server') then
        begin
            create role sightline_server login; -- without a password: one is set where others than the owner's machine may log in
            execute format('grant sightline_server to %I', current_user);
        exception
            when duplicate_object or unique_violation then null; -- made meanwhile for another database
            when insufficient_privilege then return false;
        end;
    end if;
    for name in select viewname from pg_views where schemaname = 'public' and viewowner = current_user loop
        execute format('grant select on %I to sightline_server', name);
    end loop;
    grant select on schema_state, agencies, users, case_members, api_keys, audit, notices, deconfliction_rules, marks to sightline_server;
    grant insert on audit to sightline_server;
    grant insert, update (undone_at, undone_by) on marks to sightline_server;
    grant insert, update on deconfliction_rules to sightline_server;
    grant update (seen_at, seen_by) on notices to sightline_server;
    grant select (id, seen_at), update (seen_at, seen_by) on hits to sightline_server;
    -- Logging in and setting up, but no role, right or agency of an account that there is.
    grant insert, update (password, totp_secret, totp_step, oidc_issuer, oidc_subject, active_at, locked_at) on users to sightline_server;
    grant update (used_at) on api_keys to sightline_server;
    grant select, insert, update, delete on sessions, setup_links, login_attempts to sightline_server;
    return true;
end $$;

revoke execute on function grant_server_rights() from public;
select grant_server_rights();
