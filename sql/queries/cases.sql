-- Cases, their subjects and what identifies them.

-- name: CaseByNumber
-- For whoever puts something into the case.
select id, number, title, owning_ori, opened_at from cases where number = @number;

-- name: CaseToChange
select id, number, title, owning_ori, opened_at from cases where number = @number for update;

-- name: AddCase
insert into cases (number, title, owning_ori) values (@number, @title, @owning_ori)
on conflict (number) do nothing;

-- name: UpdateCase
update cases set title = coalesce(nullif(@title::text, ''), title), owning_ori = coalesce(nullif(@owning_ori::text, ''), owning_ori)
where number = @number;

-- name: SubjectByName
select id from subjects where case_id = @case_id and lower(name) = lower(@name) order by name = @name desc limit 1;

-- name: AddSubject
insert into subjects (case_id, name, role) values (@case_id, @name, @role) on conflict (case_id, name) do nothing;

-- name: SubjectToChange
select role, aliases, coalesce(to_char(birth_date, 'YYYY-MM-DD'), '') as birth_date from subjects where id = @id for update;

-- name: CaseOfSubject
select case_id from subjects where id = @id for update;

-- name: IdentifiersToChange
select kind as name, value from identifiers where subject_id = @id;

-- name: UpdateSubject
update subjects
set role = coalesce(nullif(@role::text, ''), role),
    aliases = (select coalesce(array_agg(distinct a order by a), '{}') from unnest(aliases || @aliases::text[]) a),
    birth_date = coalesce(nullif(@birth_date::text, '')::date, birth_date)
where id = @id;

-- name: AddIdentifier
insert into identifiers (subject_id, kind, value) values (@subject_id, @kind, @value) on conflict do nothing;

-- name: VehicleToChange
select description, basis, load_id is null as stated
from vehicles
where subject_id = @subject_id and plate = @plate and plate_state = @plate_state
    and held = tstzrange(coalesce(@held_from::timestamptz, '-infinity'), coalesce(@held_to::timestamptz, 'infinity'))
for update;

-- name: AddVehicle
-- What is stated replaces what followed from a load; what follows from a load replaces nothing.
insert into vehicles (subject_id, plate, plate_state, held, description, basis, load_id)
values (@subject_id, @plate, @plate_state, tstzrange(coalesce(@held_from::timestamptz, '-infinity'), coalesce(@held_to::timestamptz, 'infinity')),
    @description, @basis, @load_id)
on conflict (subject_id, plate, plate_state, held) do update
    set description = excluded.description, basis = excluded.basis, load_id = null
    where vehicles.load_id is not null and excluded.load_id is null;

-- name: CasesWithSubjects
select c.id, c.number, c.title, c.owning_ori, c.opened_at,
    s.id as subject_id, s.name, s.role,
    (select count(*) from visible_own_sightings x where x.subject_id = s.id) as sightings,
    (select count(*) from visible_own_stays x where x.subject_id = s.id) as stays,
    (select count(*)
     from visible_vehicles v
        cross join lateral (select distinct m.month from visible_loads l cross join lateral unnest(l.months) m (month) where l.case_id = c.id offset 0) m
        cross join lateral (
            select r.read_at from visible_reads r
            where r.plate = v.plate and r.plate_state = v.plate_state and r.case_id = c.id
                and r.read_at >= m.month and r.read_at < ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC'
            offset 0
        ) r
     where v.subject_id = s.id and v.plate_state <> '' and v.held @> r.read_at) as reads
from visible_cases c left join visible_subjects s on s.case_id = c.id
order by c.number, array_position(array['missing child', 'companion', 'suspect', 'unknown'], s.role), s.name;

-- name: SubjectWithCase
select c.id as case_id, c.number, c.title, c.owning_ori, c.opened_at,
    s.id, s.name, s.role, s.aliases, coalesce(to_char(s.birth_date, 'YYYY-MM-DD'), '') as birth_date
from visible_subjects s join visible_cases c on c.id = s.case_id
where s.id = @id;

-- name: IdentifiersOfSubject
select kind as name, value from visible_identifiers where subject_id = @id order by kind, value;

-- name: VehiclesOfSubjects
select subject_id, id, plate, plate_state, description, basis,
    case when lower_inf(held) or lower(held) = '-infinity' then null else lower(held) end as held_from,
    case when upper_inf(held) or upper(held) = 'infinity' then null else upper(held) end as held_to
from unnest(@subjects::bigint[]) of (subject)
    cross join lateral (select * from visible_vehicles v where v.subject_id = of.subject offset 0) v -- by index, subject by subject
order by subject_id, lower(held), plate;
