-- What of a load's file has to be known to write its rejected rows as a file of the same kind: loaders.Shape. Loads made
-- before have none. burst_window is how many seconds apart reads of one plate by one reader are one passing, 0 as usual.

alter table loads add column shape jsonb not null default '{}';
alter table loads add column burst_window integer not null default 0 check (burst_window >= 0);

-- What a loader has to know of a row beside its text to take it again.
alter table rejects add column context text not null default '';

create or replace view visible_rejects as
select j.load_id, j.line, j.field, j.reason, j.text, j.context from rejects j
where is_among(j.load_id, (select viewer_loads())) and is_among((select l.case_id from loads l where l.id = j.load_id), (select viewer_cases()));

create view visible_load_shapes as
select l.id as load_id, l.shape, l.burst_window from loads l
where is_among(l.id, (select viewer_loads())) and is_among(l.case_id, (select viewer_cases()));
