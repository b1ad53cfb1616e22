-- Keeps site_loads as the counts of reads are, finds what is known of a subject, and shows who undid a mark.

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

-- What is known of a subject is found by the subject's number, which only those inside the case know: the views for
-- everybody mask it, so an index on it is no use to them.
create view visible_own_sightings as
select s.id, s.record_id, s.load_id, s.case_id, s.subject_id, s.source, s.at, s.until, s.time_raw, s.zone, s.zone_basis, s.precision,
    s.time_flags, s.position, s.class, s.radius_m, s.place, s.plate, s.plate_state, s.ori, s.message_key, s.category, s.set_aside,
    s.flags, s.details, (select r.line from records r where r.id = s.record_id) as line
from sightings s
where case when is_among(s.load_id, (select viewer_loads())) and is_among(s.case_id, (select viewer_cases()))
    and ((select viewer_sees_criminal_history()) or not criminal_history(s.flags)) then true end is not null;

create view visible_own_stays as
select s.id, s.record_id, s.load_id, s.case_id, s.subject_id, s.source, s.kind, s.first_seen, s.last_seen, s.possible, s.position,
    s.class, s.radius_m, s.place, s.flags, s.details, (select r.line from records r where r.id = s.record_id) as line
from stays s
where case when is_among(s.load_id, (select viewer_loads())) and is_among(s.case_id, (select viewer_cases()))
    and ((select viewer_sees_criminal_history()) or not criminal_history(s.flags)) then true end is not null;

create or replace view visible_marks as
select m.id, m.case_id, m.target, m.kind, m.text, m.actor, m.at, m.undone_at, m.undone_by from marks m
where is_among(m.case_id, (select viewer_cases()))
    and case left(m.target, 1)
        when 's' then exists (select from visible_sightings s where s.id = substr(m.target, 2)::bigint)
        when 'a' then exists (select from visible_stays s where s.id = substr(m.target, 2)::bigint)
        else is_among(split_part(substr(m.target, 2), '-', 1)::bigint, (select viewer_loads()))
    end;

create or replace view visible_read_month_counts as
select c.site_id, c.month, c.load_id, c.reads
from read_month_counts c
where case when is_among(c.load_id, (select viewer_loads()))
    and ((select viewer_area()) is null or st_covers((select viewer_area()), (select
        case when s.mobile then st_buffer(s.position, s.radius_m) else s.position end from sites s where s.id = c.site_id)))
    then true end is not null;
