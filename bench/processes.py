"""Threads and greenlets in turns: pages and bookings a second, and how long a small page takes beside two clients that
ask for one year view after the other. Decision 023 rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import repeat
from statistics import median
from subprocess import Popen
from threading import Event, Thread
from typing import Any

import psutil

from bench.data import SLUG, TINY
from bench.load import Connection, Result, drive, request
from bench.requests import Browser
from bench.servers import GREENLETS, THREADS, gunicorn

TURNS, SECONDS, BESIDE = 6, 3.0, 8.0
CLIENTS = 2
SHARE, SLOWEST = 0.85, 250.0  # of the threads' rate; milliseconds
Servers = Mapping[str, tuple[int, Popen[bytes]]]
KINDS = {"threads": THREADS, "greenlets": GREENLETS}


def measure(environment: Mapping[str, str], browser: Browser) -> list[dict[str, Any]]:
    with ExitStack() as stack:
        servers = {
            kind: stack.enter_context(gunicorn("wsgi:app", environment, "/healthz", *options))
            for kind, options in KINDS.items()
        }
        rows = [compared(servers, name, requests) for name, requests in targets(browser).items()]
        return [*rows, beside_year_views({kind: port for kind, (port, _) in servers.items()}, browser)]


def targets(browser: Browser) -> dict[str, Any]:
    page, small = browser.schedule(), small_page(browser)
    return {"Schedule": lambda: repeat(page), "Create a booking": browser.creating, "Small page": lambda: repeat(small)}


def small_page(browser: Browser) -> bytes:
    return request("GET", f"/{TINY}/schedule", browser.headers(TINY))


def compared(servers: Servers, name: str, requests: Any) -> dict[str, Any]:
    """By rate, and by CPU: a busy machine gives sixteen threads more of itself than two greenlet workers."""
    found: dict[str, list[Result]] = {kind: [] for kind in servers}
    cpu: dict[str, list[float]] = {kind: [] for kind in servers}
    for turn in range(TURNS + 1):
        for kind, (port, master) in servers.items():
            before = cpu_seconds(master)
            result = drive(port, requests(), SECONDS if turn else 1.0)
            if turn:
                found[kind].append(result)
                cpu[kind].append((cpu_seconds(master) - before) / len(result.latencies))
    return shown(name, found, {kind: 1000 * median(values) for kind, values in cpu.items()})


def shown(name: str, found: dict[str, list[Result]], cpu: dict[str, float]) -> dict[str, Any]:
    rate = {kind: median(one.rate for one in results) for kind, results in found.items()}
    p99 = {kind: median(one.percentile(99) for one in results) for kind, results in found.items()}
    share, thrift = rate["greenlets"] / rate["threads"], cpu["threads"] / cpu["greenlets"]
    good = share >= SHARE
    for kind in found:
        print(f"{name:18}{kind:10}{rate[kind]:7.0f}/s, p99 {p99[kind]:6.1f} ms, CPU {cpu[kind]:5.2f} ms a request")
    print(f"{'':18}share {share:.2f}, by CPU {thrift:.2f}, at least {SHARE}: {'ok' if good else 'TOO SLOW'}")
    return {
        "name": f"{name}, greenlets beside threads", "rates": rate, "p99_ms": p99, "cpu_ms": cpu, "share": share,
        "share_by_cpu": thrift, "pass": good,
    }  # fmt: skip


def cpu_seconds(master: Popen[bytes]) -> float:
    """What a gunicorn's workers have computed so far."""
    return sum(sum(worker.cpu_times()[:2]) for worker in psutil.Process(master.pid).children())


def beside_year_views(ports: Mapping[str, int], browser: Browser) -> dict[str, Any]:
    year, small = request("GET", f"/{SLUG}/schedule?zoom=year", browser.headers()), small_page(browser)
    p99 = {}
    for kind, port in ports.items():
        with asking(port, year):
            p99[kind] = drive(port, repeat(small), BESIDE, 4).percentile(99)
    good = p99["greenlets"] <= SLOWEST
    print(
        f"Small page beside {CLIENTS} clients asking for year views, p99: threads {p99['threads']:.0f} ms,"
        f" greenlets {p99['greenlets']:.0f}, at most {SLOWEST:.0f}: {'ok' if good else 'TOO SLOW'}"
    )
    return {"name": "small page beside year views", "p99_ms": p99, "pass": good}


@contextmanager
def asking(port: int, wanted: bytes) -> Iterator[None]:
    """Clients that send the same request again as soon as it is answered."""
    stop = Event()

    def ask() -> None:
        connection = Connection(port)
        while not stop.is_set():
            connection.send(wanted)
            while connection.receive() is None:
                pass
        connection.socket.close()

    clients = [Thread(target=ask) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        stop.set()
        for client in clients:
            client.join()
