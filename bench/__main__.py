"""`python -m bench`: rates and latencies against floors measured in the same run; a table, and var/bench.json.

Starts its own PostgreSQL and Valkey, durable, in var/bench, and removes them at the end. Takes about six minutes;
`--quick` leaves the million bookings out, `--live` leaves all but sockets and screens, `--scale` all but a large house,
`--hours` all but hours and availability, `--directory` all but the list of ten thousand artists, `--processes` all but
threads beside greenlets.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import psycopg
from flask import Flask
from flask_migrate import upgrade

from bench import api, data, directory, hours, live, processes, scale, screens
from bench.measure import SECONDS, TIMES, Pair, Target, floor_targets, in_turns, measure, page_targets
from bench.requests import Browser
from bench.servers import WORKERS, serving
from studio import create_app
from studio.config import ROOT, load
from studio.dev.servers import services

WITHIN = 1.3  # how much slower a million bookings may be
BIG = f"{data.TOTAL:,} bookings"


def main(*options: str) -> int:
    folder = ROOT / "var" / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    running = services.start(folder)
    try:
        environment = {
            "DATABASE_URL": running.database_url, "APP_DATABASE_URL": running.app_database_url,
            "RELAY_DATABASE_URL": running.relay_database_url,
            "REDIS_URL": running.redis_url, "SECRET_KEY": "only-for-the-benchmark-" * 2, "STUDIO_VAR": str(folder),
            "STUDIO_ENV": "production", "API_RATE": "1000000000",
        }  # fmt: skip
        report = bench(running, environment, options)
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
    (ROOT / "var" / "bench.json").write_text(json.dumps(report, indent=2) + "\n")
    measured = [
        *report["rows"],
        *report["processes"],
        *report["live"],
        *report["scale"],
        *report["hours"],
        *report["directory"],
        report.get("queries", {"pass": True}),
    ]
    return 0 if all(row["pass"] for row in measured) else 1


def bench(running: services.Services, environment: Mapping[str, str], options: Sequence[str]) -> dict[str, Any]:
    app, browser = filled(environment)
    report: dict[str, Any] = {"at": datetime.now(UTC).isoformat(), "workers": WORKERS, "rows": []}
    report["load_before"] = load_before()
    only = {"--live", "--scale", "--hours", "--processes", "--directory"}.intersection(options)
    if not only:
        report["queries"] = queries(app, browser)
        report["rows"] += show(f"{data.WINDOW} bookings", round_of(environment, browser))
    if not only and "--quick" not in options:
        report["rows"] += show_pairs(beside_a_million(running, environment, browser))
    report["processes"] = processes.measure(environment, browser) if only <= {"--processes"} else []
    report["live"] = []
    if only <= {"--live"}:
        report["live"] += live.measure(app, environment, browser) + screens.measure(environment, browser)
    report["directory"] = directory.measure(environment, browser) if only <= {"--directory"} else []
    report["scale"] = scale.measure(environment, browser) if only <= {"--scale"} else []
    report["hours"] = hours.measure(app, environment) if only <= {"--hours"} else []
    return report


def filled(environment: Mapping[str, str]) -> tuple[Flask, Browser]:
    """The app on a new database with the studio that is measured, and who looks at it."""
    app = create_app(load(environment))
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
    data.fill_small(environment["DATABASE_URL"])
    return app, Browser.of(app, environment["APP_DATABASE_URL"])


def beside_a_million(running: services.Services, environment: Mapping[str, str], browser: Browser) -> list[Pair]:
    """The same studio alone in its database, and among a million bookings in another, in turns."""
    made = services.create_database(running, "million")
    addresses = {"DATABASE_URL": made.database_url, "APP_DATABASE_URL": made.app_database_url,
                 "RELAY_DATABASE_URL": made.relay_database_url, "REDIS_URL": made.redis_url}  # fmt: skip
    among = {**environment, **addresses}
    _, among_browser = filled(among)
    began = time.monotonic()
    found = data.fill_million(among["DATABASE_URL"])
    print(f"\n{found:,} bookings in {data.TENANTS:,} tenants, written in {time.monotonic() - began:.0f} s")
    with serving("wsgi:app", environment, "/healthz") as one, serving("wsgi:app", among, "/healthz") as other:
        sides = [studio_targets(browser, one), studio_targets(among_browser, other)]
        pairs = [Pair(*pair) for pair in zip(*sides, strict=True)]
        in_turns(pairs, SECONDS / 2, TIMES + 2)
    return pairs


def studio_targets(browser: Browser, port: int) -> list[Target]:
    return page_targets(browser, port) + api.targets(browser, port)


def load_before() -> float:
    """What else the machine does: a busy one starves what makes many round trips more than the floors."""
    load = os.getloadavg()[0]
    if load > 1:
        print(f"The machine is busy (load {load:.1f}): these figures say little.")
    return round(load, 1)


def round_of(environment: Mapping[str, str], browser: Browser) -> list[Target]:
    with (
        serving("bench.floors:app", plain(environment), "/hello", "--config", os.devnull) as floors,
        serving("wsgi:app", environment, "/healthz") as studio,
    ):
        rows = floor_targets(floors) + studio_targets(browser, studio)
        measure(rows)
    return rows


def plain(environment: Mapping[str, str]) -> dict[str, str]:
    """libpq's own spelling of the address, for the floors."""
    url = environment["APP_DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://")
    return {**environment, "APP_DATABASE_URL": url}


def show(title: str, rows: list[Target]) -> list[dict[str, Any]]:
    print(f"\n{title}: gunicorn with {WORKERS} gevent workers, 8 connections, median of {TIMES}")
    print(f"{'':22}{'req/s':>8}{'p50 ms':>8}{'p95':>8}{'p99':>8}  {'of floor':>8}{'target':>8}")
    return [line(title, row, rows) for row in rows]


def line(title: str, row: Target, rows: list[Target]) -> dict[str, Any]:
    share = share_of(row.name, rows)
    good = share >= row.share
    p50, p95, p99 = (row.percentile(percent) for percent in (50, 95, 99))
    numbers = f"{row.rate:8.0f}{p50:8.1f}{p95:8.1f}{p99:8.1f}"
    asked = f"  {share:8.3f}{row.share:8.3f}" if row.floor else " " * 18
    print(f"{row.name:22}{numbers}{asked}  {'ok' if good else 'TOO SLOW'}")
    return {
        "data": title, "name": row.name, "rate": round(row.rate, 1), "p50_ms": round(p50, 2), "p95_ms": round(p95, 2),
        "p99_ms": round(p99, 2), "floor": row.floor, "share": round(share, 4), "target": round(row.share, 4),
        "pass": good,
    }  # fmt: skip


def show_pairs(pairs: list[Pair]) -> list[dict[str, Any]]:
    print(f"\nAmong {BIG}, in turns with the same studio alone")
    print(f"{'':22}{'alone':>8}{'among':>8} req/s{'times slower':>14}")
    return [show_pair(pair) for pair in pairs]


def show_pair(pair: Pair) -> dict[str, Any]:
    slower = 1 / pair.ratio
    good = slower <= WITHIN
    rates = f"{pair.one.rate:8.0f}{pair.other.rate:8.0f}"
    print(f"{pair.one.name:22}{rates}      {slower:14.2f}  {'ok' if good else 'TOO SLOW'}")
    return {
        "data": BIG, "name": pair.one.name, "rate": round(pair.other.rate, 1),
        "times_slower_than_small": round(slower, 3), "pass": good,
    }  # fmt: skip


def share_of(name: str, rows: list[Target]) -> float:
    """The rate as a share of its floor, measured in the same minute: so the machine's own ups and downs cancel out."""
    row = next(row for row in rows if row.name == name)
    return next((row.rate / floor.rate for floor in rows if floor.name == row.floor), 0.0)


def queries(app: Flask, browser: Browser) -> dict[str, Any]:
    """The statements of the schedule page with few rows and with many: they must be as many."""
    few, many = (statements(app, browser, slug) for slug in (data.TINY, data.SLUG))
    print(f"Statements of the schedule page: {few} with 16 bookings, {many} with {data.WINDOW}")
    return {"few_rows": few, "many_rows": many, "pass": few == many}


def statements(app: Flask, browser: Browser, slug: str) -> int:
    """As psycopg is given them: some are sent past SQLAlchemy."""
    sent: list[Any] = []
    execute = psycopg.Cursor.execute

    def note(cursor: Any, query: Any, *rest: Any, **options: Any) -> Any:
        sent.append(query)
        return execute(cursor, query, *rest, **options)

    with patch.object(psycopg.Cursor, "execute", note):
        answer = app.test_client(use_cookies=False).get(f"/{slug}/schedule", headers=browser.headers(slug))
    assert answer.status_code == 200, answer.data
    return len(sent)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
