-- Plate reads: billions, lean. Functions in 20_partitions.sql and after make their months.

create table sites (
    id       bigint generated always as identity primary key,
    case_id  bigint not null references cases,
    key      text not null,
    name     text not null default '',
    mobile   boolean not null default false,
    position geography(point, 4326) not null,
    class    text not null,
    radius_m double precision not null default 0,
    place    jsonb not null default '{}',
    map_x    double precision not null generated always as (public.map_x(position)) stored,
    map_y    double precision not null generated always as (public.map_y(position)) stored,
    map_cell bigint generated always as (public.map_cell(position)) stored,
    unique (case_id, key, position)
);
create index sites_position on sites using gist (position);
create index sites_box on sites using gist ((position::geometry));
create index sites_extent on sites using gist (public.extent(position, radius_m));
create index sites_radius on sites (radius_m); -- the largest is asked for with every question
create index sites_map_cell on sites (map_cell);
comment on table sites is 'What observes: a reader''s position, or the grid cell a moving reader stood in. Few, so a spatial index on them is cheap, and reads carry only the site''s number.';
comment on column sites.map_x is 'Web Mercator, metres to the east';
comment on column sites.map_y is 'Web Mercator, metres to the north';
comment on column sites.map_cell is 'public.map_cell of its position';

-- The tables of months are made like this one, which holds nothing: making them like the partitioned table would lock that.
create table read_rows (
    read_at     timestamptz not null,
    case_id     bigint not null,
    site_id     bigint not null,
    load_id     bigint not null,
    line        integer not null,
    flags       smallint not null default 0,
    precision   smallint not null default 0,
    confidence  real,
    plate       text collate "C" not null,
    plate_state text collate "C" not null default '',
    plate_raw   text,
    position    geometry(point, 4326),
    heading     smallint
);
comment on table read_rows is 'The columns of a month''s plate reads; it holds no rows.';
comment on column read_rows.flags is 'bits, in the store''s order of timeline.TimeFlag';
comment on column read_rows.precision is '0 second, 1 minute, 2 hour, 3 day';
comment on column read_rows.confidence is '0 to 1';
comment on column read_rows.plate_raw is 'the plate as it came, where that differs';
comment on column read_rows.position is 'where it differs from the site''s: moving readers';
comment on column read_rows.heading is 'degrees clockwise from north, 0 to 359; null: not known';

-- The unique key is also the (plate, time) index. It holds the plate, which would be the distribution key should one machine
-- be outgrown, and the partition key. Plates are compared byte by byte, which sorts them several times faster than a
-- language's rules would.
create table reads (like read_rows including defaults) partition by range (read_at);
create unique index reads_plate on reads (plate, read_at, site_id, plate_state);
create index reads_site on reads (site_id, read_at);
-- A month's reads mostly stand in the order of time, as their files had them; then the blocks that hold some minutes are few.
-- This index costs a load next to nothing, where a b-tree would cost it as much as the other two.
create index reads_time on reads using brin (read_at) with (pages_per_range = 16, autosummarize = on);
comment on table reads is 'Plate reads, one partition a month of UTC.';

create table read_chunks (
    load_id    bigint not null references loads deferrable initially deferred,
    first_line integer not null,
    last_line  integer not null,
    body       bytea not null,
    primary key (load_id, first_line)
);
alter table read_chunks alter column body set storage external;
comment on table read_chunks is 'The raw text of plate reads, thousands of records to a compressed chunk: a row of text for each of a billion reads would cost more than the reads.';
comment on column read_chunks.body is 'the records of lines first_line to last_line: zstd of (line delta, length, bytes) triples, numbers as unsigned varints';

create table read_offers (
    load_id     bigint not null references loads deferrable initially deferred,
    owner_load  bigint not null,
    month       timestamptz not null,
    lines       integer[] not null,
    owner_lines integer[] not null
);
create index read_offers_load on read_offers (load_id);
create index read_offers_owner on read_offers (owner_load, month);
comment on table read_offers is 'Reads that a load brought though another, the owner, had brought them before: what offers are for records, some thousand to a row.';
comment on column read_offers.owner_lines is 'lines[i] of the load says the same as owner_lines[i] of the owner';

create table read_variants (
    load_id    bigint not null references loads deferrable initially deferred,
    line       integer not null,
    flags      smallint not null,
    precision  smallint not null,
    confidence real,
    plate_raw  text,
    position   geometry(point, 4326),
    heading    smallint,
    primary key (load_id, line)
);
comment on table read_variants is 'What an offered read says otherwise than the owner''s.';

create table site_loads (
    site_id bigint not null,
    load_id bigint not null,
    primary key (site_id, load_id)
);
comment on table site_loads is 'Which loads read at a site: the few rows that say who may know of it. Kept by triggers on read_counts.';

-- A row holds a whole month: a row for each day cost a load more time than the reads themselves.
create table read_counts (
    site_id bigint not null,
    month   date not null check (extract(day from month) = 1),
    load_id bigint not null,
    reads   bigint not null check (reads > 0),
    days    smallint[] not null,
    counts  integer[] not null,
    primary key (site_id, month, load_id),
    check (cardinality(days) > 0 and cardinality(days) = cardinality(counts))
);
create index read_counts_month on read_counts (month);
create index read_counts_sums on read_counts (site_id, load_id) include (reads); -- of large areas, without the days beside
comment on table read_counts is 'How many reads a load has at a site in a month of UTC: from these a question learns how far back it has to look before it reads any row. They change in the transaction of the reads, and are kept by load, so that nobody learns from a sum what he may not see.';
comment on column read_counts.days is 'the days of the month that have reads, from 1, rising';
comment on column read_counts.counts is 'how many reads each of the days has';

create table cell_counts (
    cell       bigint not null,
    month      date not null,
    load_id    bigint not null,
    reads      bigint not null,
    x          double precision not null,
    y          double precision not null,
    first_site bigint not null,
    last_site  bigint not null,
    name       text,
    class      text,
    radius_m   double precision not null,
    mobile     boolean not null,
    days       smallint[] not null,
    counts     integer[] not null,
    primary key (cell, month, load_id)
);
create index cell_counts_load on cell_counts (load_id, month);
comment on table cell_counts is 'The sums of read_counts over the sites of a cell of the map''s grids 12, 10, 8 and 6, so that a tile of a whole country is made from some thousand rows. Kept by triggers on read_counts.';
comment on column cell_counts.cell is 'public.cell_number';
comment on column cell_counts.x is 'Web Mercator, metres: the sum over reads of where their sites are';
comment on column cell_counts.y is 'Web Mercator, metres: the sum over reads of where their sites are';
comment on column cell_counts.name is 'of the site, where one is alone in its cell';
comment on column cell_counts.class is 'where all sites agree';
comment on column cell_counts.radius_m is 'the largest of the sites''';
comment on column cell_counts.mobile is 'whether any of the sites is a moving reader''s';
