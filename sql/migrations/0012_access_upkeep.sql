-- Keeps site_loads as the counts of reads are, and shows who undid a mark.

insert into site_loads select distinct site_id, load_id from read_counts on conflict do nothing;

create function note_site_loads() returns trigger language plpgsql as $$
begin
    insert into site_loads select distinct site_id, load_id from counted on conflict do nothing;
    return null;
end $$;
create trigger note_site_loads after insert on read_counts
    referencing new table as counted for each statement execute function note_site_loads();

create function forget_site_loads() returns trigger language plpgsql as $$
begin
    delete from site_loads s using (select distinct site_id, load_id from discounted) d
    where s.site_id = d.site_id and s.load_id = d.load_id
        and not exists (select from read_counts c where c.site_id = d.site_id and c.load_id = d.load_id);
    return null;
end $$;
create trigger forget_site_loads after delete on read_counts
    referencing old table as discounted for each statement execute function forget_site_loads();

create or replace view visible_marks as
select m.id, m.case_id, m.target, m.kind, m.text, m.actor, m.at, m.undone_at, m.undone_by from marks m
where is_among(m.case_id, (select viewer_cases()))
    and case left(m.target, 1)
        when 's' then exists (select from visible_sightings s where s.id = substr(m.target, 2)::bigint)
        when 'a' then exists (select from visible_stays s where s.id = substr(m.target, 2)::bigint)
        else is_among(split_part(substr(m.target, 2), '-', 1)::bigint, (select viewer_loads()))
    end;
