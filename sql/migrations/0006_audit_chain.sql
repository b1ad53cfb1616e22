-- The audit becomes a chain: every row carries the hash of the row before it and one of itself with that. Who changes,
-- takes away or puts in a row breaks the chain there; who cuts off its end is found by whoever kept an earlier end.

alter table audit
    add column seq         bigint,
    add column agency      text not null default '', -- of who looked
    add column key_id      bigint,                   -- the API key that was used
    add column address     text not null default '', -- network address of who looked
    add column case_number text not null default '', -- as the one who looked named it; it may be another agency's
    add column outcome     text not null default 'answered' check (outcome in ('answered', 'refused', 'failed')),
    add column prev_hash   bytea,
    add column hash        bytea;

-- What of a row is hashed, beside the hash before it: each field as its length in bytes, a colon and its text, so that
-- nothing can be moved from one field into the next.
create function audit_text(r audit) returns text language sql stable as $$
    select string_agg(octet_length(f) || ':' || f, '' order by n)
    from unnest(array[
        r.seq::text, (extract(epoch from r.at) * 1000000)::bigint::text, r.actor, r.agency, coalesce(r.key_id, 0)::text, r.address,
        coalesce(r.case_id, 0)::text, r.case_number, r.purpose, r.action, r.asked::text, r.rows::text, r.outcome
    ]) with ordinality as t (f, n)
$$;

create function audit_hash(r audit) returns bytea language sql stable as $$
    select sha256(r.prev_hash || convert_to(audit_text(r), 'UTF8'))
$$;

-- The rows there are are chained in the order in which they were written.
do $$
declare
    r     audit;
    place bigint := 0;
    prev  bytea := decode(repeat('00', 32), 'hex');
begin
    for r in select * from audit order by id loop
        place := place + 1;
        r.seq := place;
        r.prev_hash := prev;
        r.case_number := coalesce((select number from cases c where c.id = r.case_id), '');
        prev := audit_hash(r);
        update audit a set seq = r.seq, prev_hash = r.prev_hash, case_number = r.case_number, hash = prev where a.id = r.id;
    end loop;
end $$;

alter table audit
    alter column seq set not null,
    alter column prev_hash set not null,
    alter column hash set not null,
    add unique (seq);
create index audit_actor on audit (actor, seq);
create index audit_case on audit (case_number, seq);

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
