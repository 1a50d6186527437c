"""The floors: the least Flask can do, and the least it can do with one SELECT, under the same gunicorn.

The SELECT is asked twice over: on a bare connection that opens no transaction, which is the floor; and through
Flask-SQLAlchemy's session, which nothing is judged by: it tells what the stack itself takes. So do the statements of a
booking alone.
"""

from __future__ import annotations

import os

import psycopg
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from bench.statements import Bookings

URL = os.environ["APP_DATABASE_URL"]
ONE = "SELECT nspname FROM pg_namespace WHERE nspname = {}"  # by its index

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = URL.replace("postgresql://", "postgresql+psycopg://")
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 8, "max_overflow": 2, "pool_use_lifo": True}
db = SQLAlchemy(app)


def connect() -> psycopg.Connection:
    return psycopg.connect(URL, autocommit=True)


pool = QueuePool(connect, pool_size=8, max_overflow=2, reset_on_return=None, use_lifo=True)


@app.get("/hello")
def hello() -> str:
    return "Hello"


@app.get("/select")
def one_select() -> str:
    borrowed = pool.connect()
    try:
        row = borrowed.cursor().execute(ONE.format("%s"), ("public",)).fetchone()
    finally:
        borrowed.close()
    return str(row[0])


bookings = Bookings()


@app.get("/book")
def the_statements_of_a_booking() -> str:
    borrowed = pool.connect()
    try:
        bookings.book(borrowed.driver_connection)
    finally:
        borrowed.close()
    return "Booked"


@app.get("/session-select")
def one_select_in_a_session() -> str:
    return str(db.session.execute(text(ONE.format(":name")), {"name": "public"}).scalar_one())
