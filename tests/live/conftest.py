"""Studio's processes for tests of the live side: web or live under gunicorn, and the relay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from tests.live.pages import Page, cookie
from tests.support import cast
from tests.support.servers import GREENLETS, free_port, process, wait_for, web

THREADS = ("--worker-class", "gthread", "--threads", "4")  # as nobody should serve sockets


@contextmanager
def server(environment: dict[str, str], kind: tuple[str, ...] = GREENLETS, **more: str) -> Iterator[str]:
    """One process that serves sockets; gives its address."""
    address = f"127.0.0.1:{free_port()}"
    options = ("--bind", address, "--workers", "1", *kind, "--graceful-timeout", "4")
    with process({**environment, **more}, "gunicorn", *options, "--log-level", "warning", "wsgi:app") as child:
        wait_for(f"http://{address}/healthz", child)
        yield f"http://{address}"


@contextmanager
def relay(environment: dict[str, str]) -> Iterator[None]:
    with process(environment, "flask", "--app", "wsgi", "relay"):
        yield


@pytest.fixture(scope="module")
def running(app: Flask, environment: dict[str, str]) -> Iterator[str]:
    """A web process and a relay; gives the address."""
    with web(environment, workers=1) as address, relay(environment):
        yield address


@pytest.fixture
def page(app: Flask, world: cast.World, running: str) -> Iterator[Callable[..., Page]]:
    """`page("sara")`: an open socket of that member of Harbour Post."""
    opened: list[Page] = []

    def open_page(name: str, of: cast.World = world, **options: object) -> Page:
        opened.append(Page(running, f"/{of.tenant.slug}/live", cookie(app, of.tokens[name]), **options))
        return opened[-1]

    yield open_page
    for one in opened:
        one.close()
