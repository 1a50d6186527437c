"""From one person's click to another one's screen: two browsers at two web processes that share only their data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from bench.chromium import DESK, launched, signed_in
from bench.data import SLUG
from bench.load import Result
from bench.requests import Browser
from bench.servers import process, serving

STEPS, LIMIT = 40, 500.0  # milliseconds
# When a bar's status is painted, on this machine's clock: what both browsers have in common.
WATCH = """
() => {
  window.seen = {};
  const note = (bar) => requestAnimationFrame(() => { window.seen[bar.id + bar.dataset.status] ??= Date.now(); });
  const look = () => document.querySelectorAll("a.bar[data-status]").forEach(note);
  new MutationObserver(look).observe(document.getElementById("schedule"),
    { subtree: true, childList: true, attributes: true, attributeFilter: ["data-status"] });
}
"""
BARS = """
(count) => [...document.querySelectorAll("a.bar[data-status=confirmed]")].slice(0, count)
  .map((bar) => bar.id.replace("bar-", ""))
"""
STEP = """
async ([address, token, id]) => {
  const pressed = Date.now();
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  const answer = await fetch(`${address}/${id}/confirmation?version=1`, { method: "DELETE", headers });
  return [answer.status, pressed];
}
"""
SHOWN = "(key) => window.seen[key]"


def measure(environment: Mapping[str, str], browser: Browser) -> list[dict[str, Any]]:
    headers = browser.headers()
    with (
        serving("wsgi:app", environment, "/healthz") as one,
        serving("wsgi:app", environment, "/healthz") as two,
        process(environment, "flask", "--app", "wsgi", "relay"),
        launched() as chrome,
    ):
        sara, mia = (open_schedule(chrome, f"http://127.0.0.1:{port}", headers["Cookie"]) for port in (one, two))
        took = Result()
        for id in sara.evaluate(BARS, STEPS):
            status, pressed = sara.evaluate(STEP, [f"/{SLUG}/bookings", headers["X-CSRFToken"], id])
            assert status == 200, status
            shown = mia.wait_for_function(SHOWN, arg=f"bar-{id}pencil", polling=5).json_value()
            took.latencies.append((shown - pressed) / 1000)
    return [show(took)]


def open_schedule(chrome: Chromium, address: str, cookie: str) -> Page:
    context = signed_in(chrome.new_context(viewport=DESK, locale="en-GB", base_url=address), cookie)
    page = context.new_page()
    page.goto(f"/{SLUG}/schedule")
    page.wait_for_selector("#live[data-state=live]")
    page.evaluate(WATCH)
    return page


def show(took: Result) -> dict[str, Any]:
    p50, p95, slowest = (took.percentile(percent) for percent in (50, 95, 100))
    good = p95 <= LIMIT
    print(
        f"\nFrom a click to another browser's screen: p50 {p50:.0f} ms, p95 {p95:.0f}, slowest {slowest:.0f},"
        f" at most {LIMIT:.0f}: {'ok' if good else 'TOO SLOW'}"
    )
    return {"name": "click to another screen", "p50_ms": p50, "p95_ms": p95, "slowest_ms": slowest, "pass": good}
