-- Positions of street addresses.

-- name: AddressTools
select standardizer, tiger from address_tools();

-- name: EnableStandardizer
create extension if not exists address_standardizer;

-- name: EnableStandardizerTables
create extension if not exists address_standardizer_data_us;

-- name: StandardAddress
select street, unit, city, state, zip from standard_address(@street::text, @last_line::text);

-- name: TigerPosition
select lon, lat, rating, coalesce(found, '') as found from tiger_position(@line::text);

-- name: AddressesToPlace
-- Addresses that are known no better than by their ZIP code.
select s.id, s.position, s.class, s.radius_m, s.place, s.case_id
from visible_events s join visible_cases c on c.id = s.case_id
where s.inside and s.kind = 'address' and s.class not in ('gps', 'site', 'street') and (@number::text = '' or c.number = @number)
order by s.id;

-- name: AddressToPlace
select position, class, radius_m, place, case_id from event_records where event_id = @id order by id for update;

-- name: PlaceAddress
update event_records set position = @position, class = @class, radius_m = @radius_m, place = @place where event_id = @id;

-- name: GeocodeOf
select position, radius_m, basis from geocodes where address = @address and geocoder = @geocoder;

-- name: PutGeocode
insert into geocodes (address, geocoder, asked_at, position, radius_m, basis)
values (@address, @geocoder, @asked_at, @position, @radius_m, @basis)
on conflict (address, geocoder) do update
set asked_at = excluded.asked_at, position = excluded.position, radius_m = excluded.radius_m, basis = excluded.basis;
