-- What vector tiles are made from: positions as a map's rectangle finds them, and reads counted by month, for a tile of the
-- whole country looks at every site.

create index sites_box on sites using gist ((position::geometry));
create index sightings_box on sightings using gist ((position::geometry)) where position is not null;

-- The sums of read_counts over the months of UTC, kept by triggers on it.
create table read_month_counts (
    site_id bigint not null,
    month   date not null check (extract(day from month) = 1),
    load_id bigint not null,
    reads   bigint not null check (reads > 0),
    primary key (site_id, month, load_id)
);

insert into read_month_counts (site_id, month, load_id, reads)
select site_id, date_trunc('month', day)::date, load_id, sum(reads) from read_counts group by 1, 2, 3 order by 1, 2, 3;

create function add_read_months() returns trigger language plpgsql as $$
begin
    insert into read_month_counts as m (site_id, month, load_id, reads)
    select site_id, date_trunc('month', day)::date, load_id, sum(reads) from added group by 1, 2, 3 order by 1, 2, 3
    on conflict (site_id, month, load_id) do update set reads = m.reads + excluded.reads;
    return null;
end $$;

create function take_read_months() returns trigger language plpgsql as $$
begin
    with gone as (
        select site_id, date_trunc('month', day)::date as month, load_id, sum(reads) as reads from taken group by 1, 2, 3
    ), emptied as (
        delete from read_month_counts m using gone g
        where m.site_id = g.site_id and m.month = g.month and m.load_id = g.load_id and m.reads = g.reads
    )
    update read_month_counts m set reads = m.reads - g.reads from gone g
    where m.site_id = g.site_id and m.month = g.month and m.load_id = g.load_id and m.reads > g.reads;
    return null;
end $$;

create function change_read_months() returns trigger language plpgsql as $$
begin
    with changed as (
        select site_id, date_trunc('month', day)::date as month, load_id, sum(reads) as reads
        from (select site_id, day, load_id, reads from added union all select site_id, day, load_id, -reads from taken) c
        group by 1, 2, 3 having sum(reads) <> 0
    ), emptied as (
        delete from read_month_counts m using changed c
        where m.site_id = c.site_id and m.month = c.month and m.load_id = c.load_id and m.reads = -c.reads
    ), kept as (
        update read_month_counts m set reads = m.reads + c.reads from changed c
        where m.site_id = c.site_id and m.month = c.month and m.load_id = c.load_id and m.reads <> -c.reads
        returning m.site_id, m.month, m.load_id
    )
    insert into read_month_counts (site_id, month, load_id, reads)
    select site_id, month, load_id, reads from changed c
    where reads > 0 and not exists (select from read_month_counts m where m.site_id = c.site_id and m.month = c.month and m.load_id = c.load_id);
    return null;
end $$;

create trigger read_months_added after insert on read_counts referencing new table as added for each statement execute function add_read_months();
create trigger read_months_taken after delete on read_counts referencing old table as taken for each statement execute function take_read_months();
create trigger read_months_changed after update on read_counts referencing new table as added old table as taken
    for each statement execute function change_read_months();

create view visible_read_month_counts as
select c.site_id, c.month, c.load_id, c.reads
from read_month_counts c
where ((select everything from viewer) or c.load_id in (select load_id from visible_loads))
    and ((select area is null from viewer)
        or c.site_id in (select s.id from sites s
            where st_covers((select area from viewer), case when s.mobile then st_buffer(s.position, s.radius_m) else s.position end)));
