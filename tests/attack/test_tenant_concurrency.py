"""One studio cannot take a whole process: its requests beyond so many at once wait, and are told to come again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio import create_app
from studio.accounts.authorization import allow
from studio.config import Settings
from studio.lib.http import tenant_concurrency
from tests.support.cast import World

Ask = Callable[[str], FlaskClient]


@pytest.fixture(scope="module")
def slow(app: Flask, settings: Settings) -> Flask:
    """The app with a page that takes as long as `slow.until` is not set."""
    slow = create_app(settings)
    slow.until, slow.working = Event(), []  # type: ignore[attr-defined]

    @slow.get("/slow")
    @allow("schedule.read")
    def wait() -> str:
        slow.working.append(1)  # type: ignore[attr-defined]
        slow.until.wait(30)  # type: ignore[attr-defined]
        return "done"

    return slow


@pytest.fixture
def busy(slow: Flask, world: World, as_in: Callable[[Flask, World, str], FlaskClient]) -> Iterator[None]:
    """Harbour Post has all of its requests under way."""
    most = slow.config["SETTINGS"].tenant_requests
    slow.until.clear()  # type: ignore[attr-defined]
    slow.working.clear()  # type: ignore[attr-defined]
    asking = [Thread(target=as_in(slow, world, "sara").get, args=("/harbour/slow",)) for _ in range(most)]
    for one in asking:
        one.start()
    while len(slow.working) < most:  # type: ignore[attr-defined]
        asking[0].join(0.01)
    yield
    slow.until.set()  # type: ignore[attr-defined]
    for one in asking:
        one.join()


@pytest.fixture
def as_in(clean: None) -> Callable[[Flask, World, str], FlaskClient]:
    def client(app: Flask, world: World, name: str) -> FlaskClient:
        browser = app.test_client()
        browser.set_cookie(app.config["SESSION_COOKIE_NAME"], "")
        with browser.session_transaction() as session:
            session["_user_id"], session["_fresh"] = world.tokens[name], True
        return browser

    return client


@pytest.mark.parametrize("htmx", [False, True])
def test_a_studio_at_its_share_is_told_to_come_again_and_no_other_is(
    slow: Flask, world: World, other: World, busy: None, as_in: Callable[..., FlaskClient],
    monkeypatch: pytest.MonkeyPatch, htmx: bool,
) -> None:  # fmt: skip
    for take in slow.before_request_funcs[None]:
        if isinstance(share := getattr(take, "__self__", None), tenant_concurrency.TenantConcurrency):
            monkeypatch.setattr(share, "patience", 0.1)
    refused = as_in(slow, world, "mia").get("/harbour/schedule", headers={"HX-Request": "true"} if htmx else {})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert ("HX-Retarget" in refused.headers) is htmx
    assert as_in(slow, other, "oscar").get("/other/schedule").status_code == 200
    assert slow.test_client().get("/healthz").status_code == 200


def test_a_request_waits_for_a_place_that_is_given_back(
    slow: Flask, world: World, busy: None, as_in: Callable[..., FlaskClient]
) -> None:
    timer = Thread(target=lambda: (Event().wait(0.2), slow.until.set()))  # type: ignore[attr-defined]
    timer.start()
    assert as_in(slow, world, "mia").get("/harbour/schedule").status_code == 200
    timer.join()


def test_every_place_is_given_back_whatever_happens(
    slow: Flask, world: World, as_in: Callable[..., FlaskClient]
) -> None:
    mia = as_in(slow, world, "mia")
    for _ in range(2 * slow.config["SETTINGS"].tenant_requests):
        assert mia.get("/harbour/nowhere").status_code == 404
        assert mia.post("/harbour/bookings").status_code >= 400
    assert mia.get("/harbour/schedule").status_code == 200
