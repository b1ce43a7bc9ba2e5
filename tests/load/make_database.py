"""Make the PostgreSQL database that DATABASE_URL names, for the benchmark."""

import os
from urllib.parse import urlsplit

import psycopg

parts = urlsplit(os.environ["DATABASE_URL"])
with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as connection:
    connection.execute(f'CREATE DATABASE "{parts.path.removeprefix("/")}"')
