"""Whatever is sent to a page, in field, parameter, header or body, is answered: never 500, no traceback in the log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from werkzeug.routing import Rule

from studio.accounts.invitations import Invitation
from studio.accounts.tokens import ApiToken
from studio.extensions import db
from studio.imports.models import Import
from studio.lib import clock
from studio.saved_views.models import SavedView
from studio.webhooks.models import Endpoint
from tests.conftest import browser
from tests.support.cast import NOTHING, World, days

DEEP = "[" * 9000
HOSTILE = (
    "9" * 400, "9" * 5000, "1e400", "NaN", "-Infinity", "\x00", "a\x00b", "\ud800", "0000-01-01", "9999-12-31T23:59",
    "9999-12-31", "-1", "٣", "²", DEEP, "{" * 9000, "%s%n\\", "//[", "https://[::1", "x" * 70_000, "'\"><b>",
    "\u202e", "",
)  # fmt: skip
QUICK = ("9" * 400, "\x00", "9999-12-31")
HEADERS = (
    "If-Match", "If-None-Match", "If-Modified-Since", "Range", "Accept-Language", "Last-Event-ID", "Referer", "Cookie",
    "HX-Current-URL", "HX-Target", "HX-Source", "X-Request-Id", "X-Forwarded-For", "Authorization", "X-First-Row",
)  # fmt: skip
# What pages read from their addresses besides the fields of forms.
PARAMETERS = (
    "q", "page", "state", "topic", "week", "row", "ids", "date", "weeks", "zoom", "booking", "artist", "project",
    "next", "paper", "skills", "status", "sort", "zone", "group", "suggested", "again", "query", "view", "of", "shape",
    "columns",
)  # fmt: skip
ELSEWHERE = ("/api/", "/static", "/live")  # schemathesis, files, the socket's own tests
SAMPLE = 8000  # requests of one person, another choice each time: all there are take an hour
ENDS_THE_SESSION = ("accounts.sign_out", "accounts.revoke_session")
CSV = "artist,project,title,starts_at,ends_at,status\n"


@pytest.fixture
def records(world: World) -> dict[str, str]:
    """An id of each kind, by what stands before it in addresses."""
    artist, project = world.artist("Kofi"), world.project("Harbour S2")
    booking, now = world.booking(artist, project, days(0, 5)), clock.now()
    with world.acting("mia"):
        made = {
            "artists": artist, "projects": project, "bookings": booking, "members": world.vera,
            "schedule/views": SavedView.save(world.mia, "Weeks", True, {}),
            "imports": Import.upload(world.mia, "autumn.csv", CSV.encode()),
            "settings/webhooks": Endpoint.add(world.mia, "https://plan.example/hook", ["booking:created"])[0],
            "tokens": ApiToken.personal(world.mia, "own", ("schedule.read",), None, now)[0],
            "settings/tokens": ApiToken.service(world.mia, "wall", "viewer", ("schedule.read",), None, now)[0],
            "invitations": Invitation.send(world.mia, "nils@studio.test", "viewer", now)[0],
        }  # fmt: skip
        found = {before: str(one.id) for before, one in made.items()}  # type: ignore[attr-defined]
        db.session.commit()
    return found


@pytest.fixture(autouse=True)
def unlimited(app: Flask) -> Iterator[None]:
    limiters = app.extensions["limiter"]
    for one in limiters:
        one.enabled = False
    yield
    for one in limiters:
        one.enabled = True


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith(ELSEWHERE)]


def address(app: Flask, rule: Rule, records: dict[str, str]) -> str:
    of = records.get(rule.rule.partition("/<uuid:id>")[0].strip("/"), NOTHING)
    known = {"id": of, "page": "artists", "side": 64}
    values = {name: known.get(name, NOTHING) for name in rule.arguments}
    return "/harbour" + str(app.url_map.bind("localhost").build(rule.endpoint, values, rule_method(rule)))


def rule_method(rule: Rule) -> str:
    return next(iter(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})))


def fields() -> list[str]:
    """The names of all fields of all forms."""
    found: set[str] = set()
    waiting: list[Any] = [FlaskForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        found |= {name for name in dir(form) if hasattr(getattr(form, name), "field_class")}
    return sorted(found)


def everything(value: str) -> dict[str, str]:
    return dict.fromkeys([*fields(), *PARAMETERS], value)


def broken(client: FlaskClient, method: str, path: str, **options: Any) -> str | None:
    """What was asked, if the answer is that something broke."""
    answer = client.open(path, method=method, **options)
    return f"{method} {path} {str(options)[:120]}: {answer.status_code}" if answer.status_code >= 500 else None


def attempts(app: Flask, records: dict[str, str], values: tuple[str, ...]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each way of saying each value to each page."""
    for rule in rules(app):
        if rule.endpoint in ENDS_THE_SESSION:
            continue
        path = address(app, rule, records)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for value in values:
                sent = everything(value.encode("utf-8", "surrogatepass"))
                yield method, path, {"query_string" if method == "GET" else "data": sent}
            yield method, path, {"data": DEEP, "content_type": "application/json"}


def assert_nothing_breaks(client: FlaskClient, said: Iterator[tuple[str, str, dict[str, Any]]]) -> None:
    found = [one for method, path, options in said if (one := broken(client, method, path, **options))]
    assert not found, "\n".join(found)


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]


def test_no_page_breaks_over_a_value_it_did_not_expect(
    app: Flask, as_: Callable[[str], FlaskClient], records: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    assert_nothing_breaks(as_("mia"), attempts(app, records, QUICK))
    assert tracebacks(caplog) == []


def test_nor_does_one_for_a_stranger(app: Flask, records: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    client = browser(app, None)
    public = ("/sign-in", "/sign-up", "/password/forgotten", "/sign-up/slug", f"/invitations/{NOTHING}")
    ways: tuple[tuple[str, str], ...] = (("GET", "query_string"), ("POST", "data"))
    said: list[tuple[str, str, dict[str, Any]]] = [
        (method, path, {where: everything(value.encode("utf-8", "surrogatepass"))})
        for path in public for value in QUICK for method, where in ways
    ]  # fmt: skip
    said += [("POST", path, {"data": DEEP, "content_type": "application/json"}) for path in public]
    assert_nothing_breaks(client, iter(said))
    assert tracebacks(caplog) == []


@pytest.mark.parametrize("path", ["/harbour/sign-out", f"/harbour/sessions/{NOTHING}/revocation"])
def test_nor_what_ends_a_session(
    as_: Callable[[str], FlaskClient], path: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = (("POST", path, {"data": everything(value.encode("utf-8", "surrogatepass"))}) for value in QUICK)
    assert_nothing_breaks(as_("mia"), said)
    assert tracebacks(caplog) == []


def test_no_header_breaks_a_page(
    as_: Callable[[str], FlaskClient], records: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    values = [value for value in HOSTILE if value.isascii() and value.isprintable()]
    paths = ("/harbour/schedule", f"/harbour/artists/{records['artists']}", "/harbour/help")
    said = (("GET", path, {"headers": {name: value}}) for path in paths for name in HEADERS for value in values)
    assert_nothing_breaks(as_("mia"), said)
    assert tracebacks(caplog) == []


@pytest.mark.explore
@pytest.mark.parametrize("name", ["mia", "sara", "ana", "vera"])
def test_one_odd_value_in_each_field_alone_breaks_nothing(
    app: Flask, as_: Callable[[str], FlaskClient], records: dict[str, str], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    asked = [rule for rule in rules(app) if rule.endpoint not in ENDS_THE_SESSION]
    names, random = [*fields(), *PARAMETERS], Random()

    def some() -> Iterator[tuple[str, str, dict[str, Any]]]:
        for _ in range(SAMPLE):
            rule, sent = random.choice(asked), random.choice(HOSTILE).encode("utf-8", "surrogatepass")
            method, where = rule_method(rule), "query_string" if rule_method(rule) == "GET" else "data"
            yield method, address(app, rule, records), {where: {random.choice(names): sent}}

    assert_nothing_breaks(as_(name), some())
    assert tracebacks(caplog) == []
