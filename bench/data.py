"""What the benchmark runs on: a studio of 50 artists with 500 bookings in three weeks, and a million around it.

Written by the database's owner with INSERT ... SELECT, each booking with its event, each tenant with its count.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from studio.accounts.models import digest
from studio.lib.weeks import ISO

SLUG = "bench"
TINY = "tiny"
FORTNIGHT = "fortnight"  # 50 artists with 175 bookings in two weeks
SCALE = "scale"  # a large house, for the browser
HOURS = "hours"  # a thousand artists with a hundred thousand bookings, and working time of their own
STAGE = "stage"  # as large as the first, for what is live: bookings are added to its window
ARTISTS, PROJECTS, WINDOW = 50, 20, 500
TENANTS, TOTAL = 1_000, 1_000_000
DIRECTORY = "directory"  # ten thousand artists, to be found
SLUGS = (SLUG, TINY, FORTNIGHT, SCALE, HOURS, STAGE, DIRECTORY)
TOKENS = {slug: f"token-of-{slug}" for slug in SLUGS}
TABLES = (
    "memberships", "artists", "projects", "bookings", "events", "working_patterns", "time_blocks", "artist_rates",
)  # fmt: skip

TENANT = """
INSERT INTO tenants (id, slug, name, zone, currency, locale, hold_days, created_at)
VALUES (%(tenant)s, %(slug)s, 'Bench', 'Europe/London', 'GBP', 'en_GB', 10, now())
"""
PEOPLE = """
WITH person AS (
    INSERT INTO users (id, email, name, password_hash, created_at)
    VALUES (uuidv7(), %(slug)s || '@bench.test', 'Benny', %(password)s, now()) RETURNING id
), signed_in AS (
    INSERT INTO sessions (id, user_id, token_hash, ip, agent, created_at, last_seen_at, expires_at)
    SELECT uuidv7(), id, %(token)s, '', '', now(), now() + interval '1 day', now() + interval '1 day' FROM person
) INSERT INTO memberships (tenant_id, id, user_id, role, created_at)
SELECT %(tenant)s, uuidv7(), id, 'scheduler', now() FROM person
"""
ARTIST_ROWS = """
INSERT INTO artists (tenant_id, id, name, name_key, role, department, city, email, skills, tags, zone, hourly_rate,
                     currency, hue, version, created_at)
SELECT %(tenant)s, uuidv7(), 'Artist ' || n, 'artist ' || n, 'Compositor',
       (ARRAY['Compositing','3D & FX','Edit','Design','Sound'])[1 + n %% 5],
       'London', '', ARRAY['comp', 'skill ' || n %% 7], '{}',
       (ARRAY['Europe/London','Europe/Lisbon','Europe/Berlin','Asia/Tokyo'])[1 + n %% 4], 40 + n, 'GBP',
       (ARRAY['red','amber','green','teal','blue','violet'])[1 + n %% 6], 1, now()
FROM generate_series(0, %(artists)s - 1) AS n
"""
# Some facts for each, in as many kinds as a large house has, and what the model writes beside them.
FACTS = """
UPDATE artists SET city = (ARRAY['London','Berlin','Lisbon','Tokyo'])[1 + {n} % 4], tags = ARRAY['tag ' || {n} % 30],
    skills = skills || ARRAY['skill ' || 7 + {n} % 40, 'skill ' || 50 + {n} % 11],
    skill_levels = jsonb_build_object('skill ' || {n} % 7, 1 + {n} % 5),
    employment = (ARRAY['staff','freelance'])[1 + {n} % 2],
    search_text = name_key || ' compositor ' || lower(department) || ' comp skill ' || {n} % 7,
    sort_name = 'artist ' || chr(1) || lpad(length({n}::text)::text, 3, '0') || {n}, sort_city = 'london'
WHERE tenant_id = %(tenant)s
""".replace(" % ", " %% ").format(n="substr(name, 8)::int")
RATES = """
INSERT INTO artist_rates (tenant_id, id, artist_id, effective_from, hourly_rate, currency, created_at, version)
SELECT tenant_id, uuidv7(), id, current_date - 100 * n, 50 + n, 'GBP', now(), 1 FROM artists, generate_series(1, 2) AS n
WHERE tenant_id = %(tenant)s
"""
BLOCKS = """
INSERT INTO time_blocks (tenant_id, id, artist_id, kind, zone, starts_on, ends_on, rule, note, created_at, version)
SELECT tenant_id, uuidv7(), id, 'vacation', '', %(first)s::date + 8, %(first)s::date + 9, '', '', now(), 1 FROM artists
WHERE tenant_id = %(tenant)s AND name LIKE '%%7'
"""
PROJECT_ROWS = """
INSERT INTO projects (tenant_id, id, name, name_key, code, client, status, hue, currency, notes, version, created_at)
SELECT %(tenant)s, uuidv7(), 'Project ' || n, 'project ' || n, 'P' || n, 'Client ' || n %% 5, 'active',
       (ARRAY['red','amber','green','teal','blue','violet'])[1 + n %% 6], 'GBP', '', 1, now()
FROM generate_series(0, %(projects)s - 1) AS n
"""
# In the window every artist has seven bookings of two days, pencilled or confirmed, and three holds over them.
WINDOW_ROWS = """
SELECT a.id AS artist_id, p.id AS project_id, day + interval '9 hours' AS starts_at,
       day + interval '1 day 18 hours' AS ends_at, status
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM artists WHERE tenant_id = %(tenant)s) AS a
CROSS JOIN LATERAL (
    SELECT k, %(first)s::timestamptz + make_interval(days => (ARRAY[0,2,4,7,9,11,14,1,1,10])[k]) AS day,
           (ARRAY['confirmed','confirmed','pencil','confirmed','pencil','confirmed','confirmed','hold','hold','hold']
           )[k] AS status
    FROM generate_series(1, %(each)s) AS k
) AS b
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM projects WHERE tenant_id = %(tenant)s) AS p
  ON p.n = (a.n * 3 + b.k) %% %(projects)s
"""
# Every other artist has four bookings in two weeks, the others three.
FORTNIGHT_ROWS = """
SELECT a.id AS artist_id, p.id AS project_id, day + interval '9 hours' AS starts_at,
       day + interval '1 day 18 hours' AS ends_at, status
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM artists WHERE tenant_id = %(tenant)s) AS a
CROSS JOIN LATERAL (
    SELECT k, %(first)s::timestamptz + make_interval(days => (ARRAY[0,2,7,9])[k]) AS day,
           (ARRAY['confirmed','pencil','hold','confirmed'])[k] AS status
    FROM generate_series(1, 4 - a.n %% 2) AS k
) AS b
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM projects WHERE tenant_id = %(tenant)s) AS p
  ON p.n = (a.n * 3 + b.k) %% %(projects)s
"""
# Elsewhere, one day after the other, each artist with the same number of them.
SERIES_ROWS = """
SELECT a.id AS artist_id, p.id AS project_id,
       %(first)s::timestamptz + make_interval(days => k::int, hours => 9) AS starts_at,
       %(first)s::timestamptz + make_interval(days => k::int, hours => 18) AS ends_at,
       (ARRAY['confirmed','confirmed','confirmed','pencil','hold'])[1 + (k + 100) %% 5] AS status
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM artists WHERE tenant_id = %(tenant)s) AS a
CROSS JOIN generate_series(%(from)s::bigint, %(to)s::bigint) AS k
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM projects WHERE tenant_id = %(tenant)s) AS p
  ON p.n = (a.n + k + 100) %% %(projects)s
"""
BOOKED = """
WITH asked AS ({rows}), placed AS (
    INSERT INTO bookings (tenant_id, id, artist_id, project_id, starts_at, ends_at, status, title, notes, location,
                          counts, placed_at, version)
    SELECT %(tenant)s, uuidv7(), artist_id, project_id, starts_at, ends_at, status, 'comp', '', '', 'working_time',
           now(), 1
    FROM asked RETURNING *
), numbered AS (
    UPDATE tenants SET event_seq = event_seq + (SELECT count(*) FROM placed) WHERE id = %(tenant)s RETURNING event_seq
) INSERT INTO events (tenant_id, id, seq, kind, subject_id, version, actor_name, at, request_id, note, changes, state)
SELECT tenant_id, uuidv7(), event_seq - count(*) OVER () + row_number() OVER (), 'booking.placed', placed.id, 1,
       'Benny', now(), '', '', '{{}}', to_jsonb(placed) - 'id' - 'tenant_id'
FROM placed, numbered
"""
# Every third artist has a week of their own, every other is away for a week, every fifth has a meeting each week.
OWN_WEEKS = """
INSERT INTO working_patterns (tenant_id, id, artist_id, effective_from, weeks, version, created_at)
SELECT %(tenant)s, uuidv7(), id, '2026-01-05',
       jsonb_build_array(jsonb_build_array(day, day, day, day, CASE n %% 2 WHEN 0 THEN day ELSE '[]' END, '[]'::jsonb,
                                           '[]'::jsonb)), 1, now()
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM artists WHERE tenant_id = %(tenant)s) AS a,
     (VALUES ('[["08:30", "12:30"], ["13:30", "17:30"]]'::jsonb)) AS d (day)
WHERE n %% 3 = 0
"""
AWAY = """
INSERT INTO time_blocks (tenant_id, id, artist_id, kind, starts_on, ends_on, zone, rule, note, version, created_at)
SELECT %(tenant)s, uuidv7(), id, 'vacation', %(first)s::date + n::int %% 80, %(first)s::date + n::int %% 80 + 6, zone,
       '', '', 1, now()
FROM (SELECT id, zone, row_number() OVER (ORDER BY id) AS n FROM artists WHERE tenant_id = %(tenant)s) AS a
WHERE n %% 2 = 0
"""
MEETINGS = """
INSERT INTO time_blocks (tenant_id, id, artist_id, kind, starts_at, ends_at, zone, rule, note, version, created_at)
SELECT %(tenant)s, uuidv7(), id, 'busy', %(first)s::timestamptz - interval '158 hours',
       %(first)s::timestamptz - interval '157 hours', zone, 'FREQ=WEEKLY', '', 1, now()
FROM (SELECT id, zone, row_number() OVER (ORDER BY id) AS n FROM artists WHERE tenant_id = %(tenant)s) AS a
WHERE n %% 5 = 0
"""


def window_start(today: date | None = None) -> datetime:
    """Midnight in London of the Monday the schedule page begins with."""
    monday = ISO.start(today or datetime.now(UTC).date()) - timedelta(weeks=1)
    return datetime(monday.year, monday.month, monday.day, tzinfo=UTC)


def fill_small(url: str) -> None:
    """The studio that is measured, and a tiny one beside it to count queries against."""
    with owner(url) as connection:
        studio(connection, SLUG, ARTISTS, PROJECTS, WINDOW_ROWS, each=WINDOW // ARTISTS)
        studio(connection, FORTNIGHT, ARTISTS, PROJECTS, FORTNIGHT_ROWS)
        studio(connection, TINY, 2, 2, WINDOW_ROWS, each=8)
    vacuum(url)


def fill_stage(url: str) -> None:
    with owner(url) as connection:
        studio(connection, STAGE, ARTISTS, PROJECTS, WINDOW_ROWS, each=WINDOW // ARTISTS)
    vacuum(url)


def fill_scale(url: str) -> None:
    """A large house: each artist has eight bookings in the window."""
    with owner(url) as connection:
        studio(connection, SCALE, 1_000, 100, WINDOW_ROWS, each=8)
    vacuum(url)


def fill_hours(url: str) -> None:
    """A hundred bookings of each artist, a day each, and what says when they work."""
    with owner(url) as connection:
        tenant = studio(connection, HOURS, 1_000, 100, SERIES_ROWS, **{"from": 0, "to": 99})
        connection.execute("UPDATE tenants SET holiday_region = 'GB-ENG' WHERE id = %s", (tenant,))
        for statement in (OWN_WEEKS, AWAY, MEETINGS):
            connection.execute(statement, {"tenant": tenant, "first": window_start()})
    vacuum(url)


def fill_directory(url: str) -> None:
    """Ten thousand artists with facts, rates, four bookings in two weeks, and every tenth with some days off."""
    with owner(url) as connection:
        tenant = studio(connection, DIRECTORY, 10_000, 100, FORTNIGHT_ROWS)
        for statement in (FACTS, RATES, BLOCKS):
            connection.execute(statement, {"tenant": tenant, "first": window_start()})
    vacuum(url)


def fill_million(url: str) -> int:
    """Up to a million bookings in a thousand tenants, on both cores; returns how many there are."""
    days = -(-(TOTAL - WINDOW) // ((TENANTS - 3) * 20))

    def fill(numbers: range) -> None:
        with psycopg.connect(url) as connection:
            connection.execute("SET synchronous_commit = off")
            for n in numbers:
                studio(connection, f"studio-{n}", 20, 10, SERIES_ROWS, **{"from": -25, "to": days - 26})
                connection.commit()

    with owner(url) as connection, ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, (range(0, TENANTS - 3, 2), range(1, TENANTS - 3, 2))))
        found = connection.execute("SELECT count(*) FROM bookings").fetchone()
    vacuum(url)
    return found[0] if found else 0


class owner:
    """A connection of the owner's with the policies lifted, and put back at the end."""

    def __init__(self, url: str):
        self.connection = psycopg.connect(url)

    def __enter__(self) -> psycopg.Connection:
        self.forced("NO FORCE")
        self.connection.execute("SET synchronous_commit = off; SET work_mem = '64MB'")
        return self.connection

    def __exit__(self, *error: object) -> None:
        self.connection.rollback() if error[0] else self.connection.commit()
        self.forced("FORCE")
        self.connection.close()

    def forced(self, how: str) -> None:
        for table in TABLES:
            self.connection.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")
        self.connection.commit()


def studio(connection: psycopg.Connection, slug: str, artists: int, projects: int, rows: str, **series: int) -> UUID:
    values: dict[str, Any] = {
        "tenant": uuid7(), "slug": slug, "artists": artists, "projects": projects, "first": window_start(),
        "token": digest(TOKENS.get(slug, slug)), "password": "", **series,
    }  # fmt: skip
    statements = (TENANT, PEOPLE, ARTIST_ROWS, PROJECT_ROWS, BOOKED.format(rows=rows))
    for statement in statements:
        connection.execute(statement, values)
    return values["tenant"]


def vacuum(url: str) -> None:
    """As autovacuum would in time: so that it does not run in the middle of the measuring."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
