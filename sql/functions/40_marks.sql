-- Marks are made and undone, never changed: what an analyst said of a sighting, when, and who took it back stays told.

create function mark_undone_only() returns trigger language plpgsql as $$
begin
    if old.undone_at is not null
        or (new.id, new.case_id, new.target, new.kind, new.text, new.actor, new.at)
            is distinct from (old.id, old.case_id, old.target, old.kind, old.text, old.actor, old.at) then
        raise exception 'a mark can only be undone, and only once' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;

create trigger mark_undone_only before update on marks for each row execute function mark_undone_only();
