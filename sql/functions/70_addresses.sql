-- What the database can do with addresses: standardise them, if PostGIS' address_standardizer and its tables are there, and
-- find them, if the TIGER geocoder is there and has data. Both are looked for at run time, for neither is needed.
create function address_tools(out standardizer boolean, out tiger boolean) language plpgsql stable as $$
begin
    standardizer := to_regprocedure('standardize_address(text,text,text,text,text)') is not null
        and to_regclass('us_lex') is not null and to_regclass('us_gaz') is not null and to_regclass('us_rules') is not null;
    tiger := false;
    if to_regclass('tiger.addr') is not null and exists (
        select from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'tiger' and p.proname = 'geocode') then
        execute 'select exists (select from tiger.addr)' into tiger;
    end if;
end $$;

-- Cuts an address into its parts as the postal service writes them; no row where the standardizer finds no street in it.
create function standard_address(street_line text, last_line text, out street text, out unit text, out city text, out state text,
    out zip text)
returns setof record language plpgsql stable as $$
begin
    return query execute $q$
        select concat_ws(' ', a.house_num, a.predir, a.qual, a.pretype, a.name, a.suftype, a.sufdir), coalesce(a.unit, ''),
            coalesce(a.city, ''), coalesce(a.state, ''), coalesce(a.postcode, '')
        from standardize_address('us_lex', 'us_gaz', 'us_rules', $1, $2) a
        where a.house_num is not null and a.name is not null
    $q$ using street_line, last_line;
end $$;

-- Asks the TIGER geocoder; its rating is 0 for an exact answer and grows with every difference.
create function tiger_position(line text, out lon double precision, out lat double precision, out rating integer, out found text)
returns setof record language plpgsql stable set search_path = public, tiger, tiger_data as $$
begin
    return query execute $q$
        select st_x(st_transform(g.geomout, 4326)), st_y(st_transform(g.geomout, 4326)), g.rating, pprint_addy(g.addy)::text
        from geocode($1, 1) g where g.geomout is not null order by g.rating limit 1
    $q$ using line;
end $$;
