-- Taking a file in: everything happens in one transaction, and the load's own row is written last, with its counts.

-- name: NoTimeLimit
set local statement_timeout = 0;

-- name: NextLoad
select nextval(pg_get_serial_sequence('loads', 'id'));

-- name: LockCase
-- Loads into one case add their rows one after the other, so that what is a duplicate is never in doubt.
select pg_advisory_xact_lock(hashtextextended('sightline load', @case_id));

-- name: CreateToldRecords
-- Records of one load that are about to be added. nth_told is their place among those.
create temporary table told_records (
    id       bigint not null default nextval('records_id_seq'),
    nth_told integer not null,
    line     integer not null,
    key      bytea not null,
    text     bytea not null
) on commit drop;

-- name: CreateToldEvents
-- What they say of events. record is the record's place, key the event's.
create temporary table told_events (
    id         bigint not null default nextval('event_records_id_seq'),
    nth_told   integer not null,
    record     integer not null,
    nth        smallint not null,
    kind       text not null,
    key        bytea not null,
    at         timestamptz not null,
    until      timestamptz not null,
    first_seen jsonb not null,
    last_seen  jsonb,
    position   geography(point, 4326),
    class      text not null,
    radius_m   double precision not null,
    place      jsonb not null,
    ori        text,
    code       text not null,
    standing   text not null,
    why        text not null,
    misnamed   boolean not null,
    locates    boolean not null,
    remarks    jsonb not null,
    handling   text[] not null,
    fields     jsonb not null
) on commit drop;

-- name: CreateToldParties
-- Whom and what those events are about. told is the event's place.
create temporary table told_parties (
    told       integer not null,
    nth        smallint not null,
    part       text not null,
    type       text,
    value      text not null,
    region     text not null,
    raw        text not null,
    subject_id bigint
) on commit drop;

-- name: AddRecords
select add_records(@load_id, @case_id, @subject_id);

-- name: AddReject
insert into rejects (load_id, line, field, reason, text, context) values (@load_id, @line, @field, @reason, @text, @context);

-- name: FinishLoad
insert into loads (id, case_id, subject_id, file, sha256, bytes, format, loader, zone, zone_basis, at, actor,
    read, accepted, duplicates, rejected, notes, months, handling)
overriding system value
values (@id, @case_id, @subject_id, @file, @sha256, @bytes, @format, @loader, @zone, @zone_basis, @at, @actor,
    @read, @accepted, @duplicates, @rejected, @notes, @months, @handling);

-- name: HoldsVehicle
select exists (select from holdings h join identifiers i on i.id = h.identifier_id where h.subject_id = @subject_id and i.type = 'plate');

-- name: LoadIsThere
select exists (select from loads where id = @id);

-- name: HoldReads
-- Keeps the months as they are until the end of the transaction. Taken before a snapshot is, it makes sure that the
-- snapshot's rows stand where they are looked for: an exchanged month holds nothing for an older snapshot.
lock table visible_reads in access share mode;

-- name: LockReads
-- Whoever changes months does so alone; reading goes on.
lock table reads in share update exclusive mode;

-- name: CreateReadSuspects
-- Reads that may repeat others of the file.
create temporary table read_suspects (like read_rows including defaults) on commit drop;

-- name: CreateSiteStage
-- The sites of one load, with the numbers its reads have for them.
create temporary table site_stage (
    id       bigint not null,
    key      text not null,
    name     text not null,
    mobile   boolean not null,
    position geography(point, 4326) not null,
    class    text not null,
    radius_m double precision not null,
    place    jsonb not null
) on commit drop;

-- name: CreateSiteMoves
create temporary table site_moves (staged_id bigint primary key, site_id bigint not null) on commit drop;

-- name: NumberSites
-- The numbers of the sites that the case knows, and new ones for the others.
select coalesce(s.id, nextval(pg_get_serial_sequence('sites', 'id'))) as id
from unnest(@keys::text[], @lons::double precision[], @lats::double precision[]) with ordinality as n (key, lon, lat, place)
    left join sites s on s.case_id = @case_id and s.key = n.key and s.position = st_setsrid(st_makepoint(n.lon, n.lat), 4326)::geography
order by n.place;

-- name: CreateReadStage
select create_read_stage(@load_id, @case_id, @month);

-- name: AddSites
insert into sites (id, case_id, key, name, mobile, position, class, radius_m, place)
overriding system value
select distinct on (key, position) id, @case_id, key, name, mobile, position, class, radius_m, place from site_stage order by key,
    position, id
on conflict (case_id, key, position) do nothing;

-- name: AddSiteMoves
-- The sites that another load numbered at the same time, or this one twice.
insert into site_moves (staged_id, site_id)
select distinct n.id, s.id from site_stage n join sites s on s.case_id = @case_id and s.key = n.key and s.position = n.position
where s.id <> n.id;

-- name: RenumberReadSites
select renumber_read_sites(@load_id, @month);

-- name: RenumberSuspectSites
update read_suspects r set site_id = m.site_id from site_moves m where m.staged_id = r.site_id;

-- name: MergeReadMonth
select added, exchange from merge_read_month(@load_id, @month, @streamed, @suspected);

-- name: HaveReadMonths
select exists (select from unnest(@months::timestamptz[]) m where to_regclass(read_month(m)) is not null);

-- name: WaitAtMost
select set_config('lock_timeout', @most, true);

-- name: LockMonths
-- Keeps readers away while partitions are exchanged.
lock table reads in access exclusive mode;

-- name: ThawReadStage
select thaw_read_stage(@load_id, @month);

-- name: ExchangeReadMonth
select exchange_read_month(@load_id, @month);

-- name: LoadsOfSubject
-- The loads a subject's dossier is made from: those for the subject, the case's plate reads, and those that tell of the subject.
select load_id as id, file, sha256, bytes, format, loader, zone, zone_basis, at, actor, read, accepted, duplicates, rejected, notes,
    undone_at, undone_by, undone_why, handling
from visible_loads
where case_id = @case_id and undone_at is null
    and (subject_id is null or subject_id = @subject_id or cardinality(months) > 0 or load_id = any (@others::bigint[]))
order by load_id;

-- name: AllLoads
select l.load_id as id, file, sha256, bytes, format, loader, zone, zone_basis, at, actor, read, accepted, duplicates, rejected, notes,
    undone_at, undone_by, undone_why, handling
from visible_loads l join visible_cases c on c.id = l.case_id
where @number::text = '' or c.number = @number
order by l.load_id;

-- name: LoadByID
select l.load_id as id, l.case_id, c.number as case_number, c.owning_ori, coalesce(s.name, '') as subject_name, l.inside, file, sha256,
    bytes, format, loader,
    zone, zone_basis, at, actor, read, accepted, duplicates, rejected, notes, months, undone_at, undone_by, undone_why, handling
from visible_loads l join visible_cases c on c.id = l.case_id left join visible_subjects s on s.id = l.subject_id
where l.load_id = @id;

-- name: LoadedFile
-- The load that already took this very file for this subject in this format, if any. For whoever loads it into the case.
select id from loads
where case_id = @case_id and subject_id is not distinct from @subject_id and format = @format and sha256 = @sha256
    and undone_at is null
order by id limit 1;

-- name: RecordText
select text from visible_records where load_id = @load_id and line = @line order by id limit 1;

-- name: ReadChunks
-- The chunks that may hold a line: rows that waited for their reader's position come after later lines.
select first_line, body from visible_read_chunks
where load_id = @load_id and first_line <= @line and last_line >= @line
order by first_line desc;

-- name: RejectsOfLoad
select line, field, reason, text, context from visible_rejects where load_id = @load_id order by line;
