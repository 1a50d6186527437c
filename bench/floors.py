"""The floors: the least Flask can do, and the least it can do with one SELECT, under the same gunicorn."""

from __future__ import annotations

import os

import psycopg
from flask import Flask
from sqlalchemy.pool import QueuePool

app = Flask(__name__)


def connect() -> psycopg.Connection:
    return psycopg.connect(os.environ["APP_DATABASE_URL"], autocommit=True)


pool = QueuePool(connect, pool_size=8, max_overflow=2, reset_on_return=None)


@app.get("/hello")
def hello() -> str:
    return "Hello"


@app.get("/select")
def one_select() -> str:
    borrowed = pool.connect()
    try:
        row = borrowed.cursor().execute("SELECT slug FROM tenants WHERE slug = %s", ("bench",)).fetchone()
    finally:
        borrowed.close()
    return str(row[0])
