"""A thousand artists and eight thousand bookings in three weeks, on a browser four times as slow as this machine's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from statistics import median
from typing import Any

from bench.chromium import Looker, frames, longest_task, looking, traced
from bench.data import SCALE, fill_scale, window_start
from bench.load import Result
from bench.requests import Browser
from bench.servers import process, serving

TIMES, MOVES = 7, 60
FAR, SPEED = 20_000, 2_500  # pixels, and pixels a second: a hand that looks for somebody
AWAY, BACK = (16, 17), (14, 15)  # days of the window a booking is moved to, and from
# Moves a booking and waits until the page shows it, however it learns of it.
MOVE = """
async ([address, token, id, version, first, last]) => {
  const place = () => document.getElementById(`bar-${id}`)?.style.getPropertyValue("--s");
  const before = place(), began = performance.now();
  const body = new URLSearchParams({ starts_on: first, ends_on: last, all_day: "y", version });
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  const answer = await fetch(`${address}/${id}/span`, { method: "POST", body, headers });
  await answer.text();
  const answered = performance.now() - began;
  const took = () => performance.now() - began;
  while (answer.ok && place() === before && took() < 10_000) await new Promise(requestAnimationFrame);
  return [answer.status, answered, took()];
}
"""
LAST_BARS = """
() => [...document.querySelectorAll(".schedule-row")].slice(0, 15).map((row) =>
  [...row.querySelectorAll(".bar[data-status=confirmed]")].at(-1).id.replace("bar-", ""))
"""
Figure = tuple[str, float, str, float, bool]  # what, how much, of what, the limit, whether more is better


def measure(environment: Mapping[str, str], browser: Browser) -> list[dict[str, Any]]:
    fill_scale(environment["DATABASE_URL"])
    cookie = browser.headers(SCALE)["Cookie"]
    with (
        serving("wsgi:app", environment, "/healthz") as port,
        process(environment, "flask", "--app", "wsgi", "relay"),
        looking(cookie) as looker,
    ):
        address = f"http://127.0.0.1:{port}"
        figures = list(of_page(looker, f"{address}/{SCALE}/schedule"))
        figures += of_moves(looker, f"{address}/{SCALE}/bookings", browser.headers(SCALE)["X-CSRFToken"])
    return show("1,000 artists, 8,000 bookings in 3 weeks, a browser slowed 4 times", figures)


def of_page(looker: Looker, address: str) -> list[Figure]:
    """Loaded a few times, the page each time anew; the one in the middle counts."""
    visits = [(looker.open(f"{address}?visit={n}"), looker.number("() => window.usable")) for n in range(TIMES)]
    size, usable = (median(values) for values in zip(*visits, strict=True))
    loads = [load(looker, f"{address}?traced={n}") for n in range(TIMES)]
    painted, task = (median(values) for values in zip(*loads, strict=True))
    elements = looker.number("() => document.querySelectorAll('*').length")
    with traced(looker) as events:
        looker.scroll(FAR, SPEED)
    looker.page.wait_for_timeout(500)
    shown = looker.number("() => document.querySelectorAll('.schedule-row:not([data-late])').length")
    looker.page.evaluate("() => document.querySelector('.schedule-scroll').scrollTo(0, 0)")
    return [
        ("first rows usable", usable, "ms", 1_000, False),
        ("largest paint", painted, "ms", 1_000, False),
        ("longest task, loading", task, "ms", 0, False),
        ("HTML over the wire", size / 1024, "KB", 250, False),
        ("elements at first", elements, "", 0, False),
        ("frames while scrolling", frames(events), "/s", 50, True),
        ("of them with news", frames(events, "BeginMainThreadFrame"), "/s", 0, True),
        ("longest task, scrolling", longest_task(events), "ms", 0, False),
        ("rows whole after it", shown, "", 0, False),
    ]


def load(looker: Looker, address: str) -> tuple[float, float]:
    """The largest paint and the longest task of a visit under trace; that makes it slower than it is."""
    with traced(looker) as events:
        looker.open(address)
    return looker.number("() => window.largest"), longest_task(events)


def of_moves(looker: Looker, address: str, token: str) -> list[Figure]:
    answered, seen = Result(), Result()
    bars = looker.page.evaluate(LAST_BARS)
    for n in range(MOVES):
        turn, id = n // len(bars), bars[n % len(bars)]
        days = BACK if turn % 2 else AWAY
        first, last = ((window_start() + timedelta(days=day)).date().isoformat() for day in days)
        status, answer, shown = looker.page.evaluate(MOVE, [address, token, id, str(turn + 1), first, last])
        assert status == 200, status
        answered.latencies.append(answer / 1000)
        seen.latencies.append(shown / 1000)
    return [
        ("a move answered, p95", answered.percentile(95), "ms", 200, False),
        ("a move seen, p50", seen.percentile(50), "ms", 0, False),
        ("a move seen, p95", seen.percentile(95), "ms", 0, False),
    ]


def show(title: str, figures: list[Figure]) -> list[dict[str, Any]]:
    print(f"\n{title}")
    lines = []
    for name, value, unit, limit, more in figures:
        good = not limit or (value >= limit if more else value <= limit)
        asked = f"{'at least' if more else 'at most':>10} {limit:,.0f}  {'ok' if good else 'TOO SLOW'}" if limit else ""
        print(f"{name:26}{value:10,.1f} {unit:4}{asked}")
        lines.append({"name": name, "value": round(value, 1), "unit": unit, "limit": limit, "pass": good})
    return lines
