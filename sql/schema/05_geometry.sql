-- What indexes and generated columns are made of. Every name here is written with its schema: restoring a backup, upgrading
-- the server and gathering statistics evaluate these with an empty search path.

-- A box in degrees around a circle of uncertainty and the 50 m of a moving reader's fix, somewhat wide. Around a pole or over
-- the antimeridian it takes the whole parallel.
create function public.extent(at public.geography,
    radius double precision) returns public.geometry language plpgsql immutable parallel safe as $$
declare
    lon double precision := public.st_x(at::public.geometry);
    lat double precision := public.st_y(at::public.geometry);
    y   double precision := (radius + 51) / 110000;
    x   double precision;
begin
    if abs(lat) + y < 89 then
        x := y / cosd(abs(lat) + y);
        if abs(lon) + x <= 180 then
            return public.st_makeenvelope(lon - x, lat - y, lon + x, lat + y, 4326);
        end if;
    end if;
    return public.st_makeenvelope(-180, greatest(lat - y, -90), 180, least(lat + y, 90), 4326);
end $$;

-- Reads are summed by the cells of a map's grids, so that a tile of a whole country is made from some thousand rows, not from
-- the counts of every site. Grid g has 2^g by 2^g cells, each a tile of zoom g in the numbering of web maps; a tile of zoom z
-- shows its cells of grid z + 6 or, where that would be too much, of a coarser one.

-- The number of a cell: a 1, and then the bits of its line and column in turns. So a number tells its grid, the cells inside
-- of another cell are one range of numbers, and without its last two bits it is the number of the cell around it.
create function public.cell_number(grid integer, col bigint, line bigint) returns bigint language plpgsql immutable parallel safe as $$
begin
    col := (col | (col << 16)) & x'0000ffff0000ffff'::bigint; line := (line | (line << 16)) & x'0000ffff0000ffff'::bigint;
    col := (col | (col << 8)) & x'00ff00ff00ff00ff'::bigint; line := (line | (line << 8)) & x'00ff00ff00ff00ff'::bigint;
    col := (col | (col << 4)) & x'0f0f0f0f0f0f0f0f'::bigint; line := (line | (line << 4)) & x'0f0f0f0f0f0f0f0f'::bigint;
    col := (col | (col << 2)) & x'3333333333333333'::bigint; line := (line | (line << 2)) & x'3333333333333333'::bigint;
    col := (col | (col << 1)) & x'5555555555555555'::bigint; line := (line | (line << 1)) & x'5555555555555555'::bigint;
    return (1::bigint << 2 * grid) | (line << 1) | col;
end $$;

-- Web Mercator, metres to the east and to the north, as st_transform(…, 3857) has it, but without an error at the poles.
create function public.map_x(at public.geography) returns double precision language sql immutable parallel safe as $$
    select public.st_x(at::public.geometry) * 111319.49079327358
$$;

create function public.map_y(at public.geography) returns double precision language sql immutable parallel safe as $$
    select asinh(tan(radians(public.st_y(at::public.geometry)))) * 6378137
$$;

-- The cell of a position in grid 26, which are those of tiles of the closest zoom; null beyond the edges of the map, at 85.05
-- degrees.
create function public.map_cell(at public.geography) returns bigint language plpgsql immutable parallel safe as $$
declare
    across double precision := public.st_x(at::public.geometry) / 360 + 0.5;
    down   double precision := 0.5 - asinh(tan(radians(public.st_y(at::public.geometry)))) / (2 * pi());
begin
    return case when down >= 0 and down < 1 then
        public.cell_number(26, least(floor(across * 67108864), 67108863)::bigint, floor(down * 67108864)::bigint) end;
end $$;
