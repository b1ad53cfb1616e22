-- Marks are made and undone, never changed: what an analyst said of a sighting, when, and who took it back stays told.

alter table marks add column undone_by text;
alter table marks add check ((undone_at is null) = (undone_by is null));
alter table marks add check (kind = 'confirmed' or btrim(text) <> '');
create unique index marks_hidden on marks (case_id, target) where kind = 'hidden' and undone_at is null;
create index marks_case on marks (case_id);

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
