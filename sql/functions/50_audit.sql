-- The audit is a chain that is only ever added to.

-- What of a row is hashed, beside the hash before it: each field as its length in bytes, a colon and its text, so that
-- nothing can be moved from one field into the next.
create function audit_text(r audit) returns text language plpgsql stable as $$
begin
    return (select string_agg(octet_length(f) || ':' || f, '' order by n) from unnest(array[
        r.seq::text, (extract(epoch from r.at) * 1000000)::bigint::text, r.actor, r.agency, coalesce(r.key_id, 0)::text, r.address,
        coalesce(r.case_id, 0)::text, r.case_number, r.purpose, r.action, r.asked::text, r.rows::text, r.outcome
    ]) with ordinality as t (f, n));
end $$;

create function audit_hash(r audit) returns bytea language sql stable as $$
    select sha256(r.prev_hash || convert_to(audit_text(r), 'UTF8'))
$$;

-- Whoever inserts holds the chain's lock and says which row is the last; a wrong place is refused by the unique number or
-- found when the chain is verified. The instant is taken here, so that it follows the order of the chain.
create function chain_audit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    new.at := clock_timestamp();
    if new.case_number = '' and new.case_id is not null then
        select number into new.case_number from cases where id = new.case_id;
    end if;
    if octet_length(new.prev_hash) is distinct from 32 then
        raise 'an audit row needs the hash of the row before it';
    end if;
    new.hash := audit_hash(new);
    return new;
end $$;

create trigger audit_chained before insert on audit for each row execute function chain_audit();

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise insufficient_privilege using message = 'the audit is only ever added to';
end $$;

create trigger audit_kept before update or delete or truncate on audit execute function refuse_audit_change();
