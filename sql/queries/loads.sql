-- Taking a file in: everything happens in one transaction, and the load's own row is written last, with its counts.

-- name: NextLoad
select nextval(pg_get_serial_sequence('loads', 'id'));

-- name: LockCase
-- Loads into one case add their rows one after the other, so that what is a duplicate is never in doubt.
select pg_advisory_xact_lock(hashtextextended('sightline load', @case_id));

-- name: AddSighting
with record as (
    insert into records (load_id, case_id, subject_id, line, key, text)
    values (@load_id, @case_id, @subject_id, @line, @key, @text)
    on conflict (subject_id, key) do nothing
    returning id
)
insert into sightings (record_id, load_id, case_id, subject_id, source, at, until, time_raw, zone, zone_basis, precision,
    time_flags, position, class, radius_m, place, plate, plate_state, ori, message_key, category, set_aside, flags, details)
select id, @load_id, @case_id, @subject_id, @source, @at, @until, @time_raw, @zone, @zone_basis, @precision,
    @time_flags, @position, @class, @radius_m, @place, @plate, @plate_state, @ori, @message_key, @category, @set_aside, @flags, @details
from record;

-- name: AddStay
with record as (
    insert into records (load_id, case_id, subject_id, line, key, text)
    values (@load_id, @case_id, @subject_id, @line, @key, @text)
    on conflict (subject_id, key) do nothing
    returning id
)
insert into stays (record_id, load_id, case_id, subject_id, source, kind, first_seen, last_seen, possible, position,
    class, radius_m, place, flags, details)
select id, @load_id, @case_id, @subject_id, @source, @kind, @first_seen, @last_seen,
    tstzrange(coalesce(@possible_from::timestamptz, '-infinity'), coalesce(@possible_to::timestamptz, 'infinity')),
    @position, @class, @radius_m, @place, @flags, @details
from record;

-- name: AddReject
insert into rejects (load_id, line, field, reason, text) values (@load_id, @line, @field, @reason, @text);

-- name: FinishLoad
insert into loads (id, case_id, subject_id, file, sha256, bytes, format, loader, zone, zone_basis, at, actor,
    read, accepted, duplicates, rejected, notes)
overriding system value
values (@id, @case_id, @subject_id, @file, @sha256, @bytes, @format, @loader, @zone, @zone_basis, @at, @actor,
    @read, @accepted, @duplicates, @rejected, @notes);

-- name: CreateReadStage
-- The stage holds what one load read, in one stream: reads (plate), now and then a chunk of their raw text (last_line)
-- and rejects (reason). It is dropped with the transaction, and being temporary it is neither logged nor seen by others.
create temporary table read_stage (
    read_at     timestamptz,
    site        integer, -- number of the site within this load
    line        integer not null, -- of a chunk, its first line
    flags       smallint,
    precision   smallint,
    confidence  real,
    plate       text,
    plate_state text,
    plate_raw   text,
    position    geometry(point, 4326),
    last_line   integer, -- of a chunk
    body        bytea,   -- of a chunk, or the text of a reject
    field       text,    -- of a reject
    reason      text     -- of a reject
) on commit drop;

-- name: CreateSiteStage
create temporary table site_stage (
    number   integer primary key,
    key      text not null,
    name     text not null,
    mobile   boolean not null,
    position geography(point, 4326) not null,
    class    text not null,
    radius_m double precision not null,
    place    jsonb not null,
    site_id  bigint
) on commit drop;

-- name: AnalyzeReadStage
analyze read_stage;

-- name: StagedMonths
select distinct date_trunc('month', read_at, 'UTC') as month from read_stage where plate is not null order by 1;

-- name: CreateReadPartition
select create_read_partition(@month);

-- name: AddSites
insert into sites (case_id, key, name, mobile, position, class, radius_m, place)
select @case_id, key, name, mobile, position, class, radius_m, place from site_stage
on conflict (case_id, key, position) do nothing;

-- name: NumberSites
update site_stage set site_id = s.id from sites s
where s.case_id = @case_id and s.key = site_stage.key and s.position = site_stage.position;

-- name: AddReads
-- Sorted by the unique key, the rows go into its index in order. Equal rows within the file: the first line stays.
insert into reads (read_at, case_id, site_id, load_id, line, flags, precision, confidence, plate, plate_state, plate_raw, position)
select distinct on (r.plate, r.read_at, s.site_id, r.plate_state)
    r.read_at, @case_id, s.site_id, @load_id, r.line, r.flags, r.precision, r.confidence, r.plate, r.plate_state, r.plate_raw, r.position
from read_stage r join site_stage s on s.number = r.site
where r.plate is not null and not exists (
    select from reads x
    where x.plate = r.plate and x.read_at = r.read_at and x.site_id = s.site_id and x.plate_state = r.plate_state)
order by r.plate, r.read_at, s.site_id, r.plate_state, r.line;

-- name: AddReadChunks
insert into read_chunks (load_id, first_line, last_line, body)
select @load_id, line, last_line, body from read_stage where last_line is not null;

-- name: AddStagedRejects
insert into rejects (load_id, line, field, reason, text)
select @load_id, line, field, reason, body from read_stage where reason is not null;

-- name: LoadsOfSubject
-- The loads a subject's dossier is made from: those for the subject, and the case's plate reads.
select id, file, sha256, bytes, format, loader, zone, zone_basis, at, read, accepted, duplicates, rejected, notes
from loads
where case_id = @case_id and (subject_id is null or subject_id = @subject_id or format = 'plates')
order by id;

-- name: AllLoads
select l.id, file, sha256, bytes, format, loader, zone, zone_basis, at, read, accepted, duplicates, rejected, notes
from loads l join cases c on c.id = l.case_id
where @number::text = '' or c.number = @number
order by l.id;

-- name: LoadByID
select id, case_id, file, sha256, bytes, format, loader, zone, zone_basis, at, read, accepted, duplicates, rejected, notes
from loads where id = @id;

-- name: LoadedFile
-- The load that already took this very file for this subject in this format, if any.
select id from loads
where case_id = @case_id and subject_id is not distinct from @subject_id and format = @format and sha256 = @sha256
order by id limit 1;

-- name: RecordText
select text from records where load_id = @load_id and line = @line order by id limit 1;

-- name: ReadChunk
select first_line, body from read_chunks
where load_id = @load_id and first_line <= @line and last_line >= @line
order by first_line desc limit 1;

-- name: RejectsOfLoad
select line, field, reason, text from rejects where load_id = @load_id order by line;
