"""The theme and the sidebar: chosen once, remembered by the browser, and there when the next page comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.support.cast import World

As = Callable[[str], FlaskClient]
PAGES = ["/sign-in?again=1", "/harbour/artists", "/profile", "/nowhere/at/all"]


@pytest.mark.parametrize("path", PAGES)
def test_a_theme_is_kept_and_every_page_comes_in_it(world: World, as_: As, path: str) -> None:
    sara = as_("sara")
    assert "data-theme" not in sara.get(path).text.partition("<head>")[0]
    assert sara.post("/harbour/theme", data={"theme": "dark"}).status_code == 303
    html = sara.get(path).text
    assert 'data-theme="dark"' in html.partition("<head>")[0]
    assert '<meta name="color-scheme" content="dark">' in html
    sara.post("/theme", data={"theme": "system"})
    html = sara.get(path).text
    assert 'data-theme="system"' in html.partition("<head>")[0]
    assert '<meta name="color-scheme" content="light dark">' in html


def test_a_theme_outlives_the_session(client: FlaskClient, world: World, as_: As) -> None:
    client.post("/theme", data={"theme": "light"})
    assert 'data-theme="light"' in client.get("/sign-in").text
    sara = as_("sara")
    sara.post("/theme", data={"theme": "light"})
    sara.post("/sign-out")
    assert 'data-theme="light"' in sara.get("/sign-in").text


def test_a_page_that_was_kept_is_sent_anew_in_another_theme(world: World, as_: As) -> None:
    sara = as_("sara")
    kept = {"If-None-Match": sara.get("/harbour/schedule").headers["ETag"]}
    assert sara.get("/harbour/schedule", headers=kept).status_code == 304
    sara.post("/theme", data={"theme": "dark"})
    assert sara.get("/harbour/schedule", headers=kept).status_code == 200


@pytest.mark.parametrize(("path", "field"), [("/theme", "theme"), ("/sidebar", "sidebar")])
@pytest.mark.parametrize("value", ["", "purple", "dark;x", '"><script>'])
def test_what_cannot_be_chosen_is_refused(world: World, as_: As, path: str, field: str, value: str) -> None:
    sara = as_("sara")
    answer = sara.post(path, data={field: value})
    assert answer.status_code == 400 and "-theme=" not in str(answer.headers)
    sara.set_cookie("studio-theme", value)
    assert "data-theme" not in sara.get("/sign-in?again=1").text.partition("<head>")[0]


@pytest.mark.parametrize(
    ("sent", "to"),
    [
        ({"data": {"next": "/harbour/artists?q=a"}}, "/harbour/artists?q=a"),
        ({"headers": {"Referer": "http://localhost/harbour/schedule?zoom=week"}}, "/harbour/schedule?zoom=week"),
        ({"headers": {"Referer": "https://elsewhere.test/trap"}}, "/"),
        ({"data": {"next": "//elsewhere.test"}}, "/"),
        ({}, "/"),
    ],
)
def test_one_is_led_back_to_where_one_was_and_nowhere_else(
    world: World, as_: As, sent: dict[str, dict[str, str]], to: str
) -> None:
    data = {"theme": "dark", **sent.get("data", {})}
    assert as_("sara").post("/harbour/theme", data=data, headers=sent.get("headers")).location == to


def test_htmx_is_told_to_read_the_page_anew(world: World, as_: As) -> None:
    here = {"HX-Request": "true", "Referer": "http://localhost/harbour/artists"}
    answer = as_("sara").post("/harbour/theme", data={"theme": "dark"}, headers=here)
    assert answer.status_code == 204 and answer.headers["HX-Redirect"] == "/harbour/artists"


def test_the_sidebar_stays_as_it_was_left(world: World, as_: As) -> None:
    sara = as_("sara")
    assert "data-sidebar" not in sara.get("/harbour/artists").text.partition("<head>")[0]
    sara.post("/harbour/sidebar", data={"sidebar": "closed"})
    assert 'data-sidebar="closed"' in sara.get("/harbour/projects").text
