#!/bin/sh
# Run once, by the PostgreSQL image, on an empty data folder: one database and one owner each for
# Habeas and the three reference systems, none of which may enter another's.
set -eu

make_database() {
  psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
    --set=name="$1" --set=password="$2" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}

make_database habeas "$HABEAS_DB_PASSWORD"
make_database accounts "$ACCOUNTS_DB_PASSWORD"
make_database marketing "$MARKETING_DB_PASSWORD"
make_database telemetry "$TELEMETRY_DB_PASSWORD"
