-- PostGIS stands in the schema public, by which stored expressions name it.
create extension if not exists postgis with schema public;
