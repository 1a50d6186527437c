"""The list of ten thousand artists: by facts, and by when they are free. As a browser asks, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import repeat
from typing import Any
from urllib.parse import urlencode

from bench.data import DIRECTORY, fill_directory, window_start
from bench.load import drive, request
from bench.requests import Browser
from bench.servers import serving

SECONDS = 4.0
FACTS, FREE = 100, 600  # ms


def measure(environment: Mapping[str, str], browser: Browser) -> list[dict[str, Any]]:
    fill_directory(environment["DATABASE_URL"])
    print("\n10,000 artists, 40,000 bookings in two weeks, one request after the other")
    with serving("wsgi:app", environment, "/healthz") as port:
        return [line(port, browser, *each) for each in asked()]


def asked() -> list[tuple[str, dict[str, Any], int]]:
    monday = (window_start() + timedelta(weeks=1)).date()
    week = {"free_from": monday, "free_to": monday + timedelta(days=4)}
    return [
        ("everybody", {}, FACTS),
        ("by words", {"q": "artist 77"}, FACTS),
        ("by facts", {"skill": ["comp", "skill 3:3"], "department": ["Edit", "Sound"], "sort": "city"}, FACTS),
        ("by rate", {"rate_from": "60", "rate_to": "90", "sort": "-rate"}, FACTS),
        ("free in a week", {**week, "hours": "24"}, FREE),
        ("free, with a skill", {**week, "skill": "skill 3"}, FREE),
        ("free in four weeks", {"free_from": monday, "free_to": monday + timedelta(days=25)}, FREE),
    ]


def line(port: int, browser: Browser, name: str, query: dict[str, Any], limit: int) -> dict[str, Any]:
    address = f"/{DIRECTORY}/artists?{urlencode(query, doseq=True)}"
    asked = repeat(request("GET", address, browser.headers(DIRECTORY)))
    drive(port, asked, 1, connections=1)  # what a worker does once is done
    found = drive(port, asked, SECONDS, connections=1)
    assert set(found.statuses) == {200}, found.last[:2000]
    p50, p95 = found.percentile(50), found.percentile(95)
    good = p95 <= limit
    print(f"{name:22}{p50:8.1f}{p95:8.1f} ms  at most{limit:5}  {'ok' if good else 'TOO SLOW'}")
    return {"name": name, "p50_ms": round(p50, 1), "p95_ms": round(p95, 1), "limit": limit, "pass": good}
