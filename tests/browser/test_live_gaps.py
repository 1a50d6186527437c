"""Whatever a page missed it has after all: asleep, cut off, or where sockets are not let through."""

from __future__ import annotations

import os
import re
import signal
import time

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from sqlalchemy import select

from studio.bookings.models import Booking
from studio.extensions import db
from tests.browser.test_main_flow import studio
from tests.support import servers
from tests.support.cast import World, days
from tests.support.viewers import WHEN, Viewers, in_state

__all__ = ["studio"]

CUT = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection to")  # Chromium's own words for a missing network


def fifty_changes(world: World) -> None:
    """Forty bookings for ten artists, some of whom nobody has seen before; ten of them end."""
    project = world.project("Overnight")
    placed = []
    for n in range(10):
        artist = world.artist(f"Night {n}")
        placed += [world.booking(artist, project, days(2 * m), "pencil", title=f"n{n}{m}") for m in range(4)]
    for booking in placed[::4]:
        with world.acting("sara"):
            db.session.merge(booking).cancel(world.sara, "")
            db.session.commit()
            db.session.expunge_all()


def in_database(world: World) -> set[tuple[str, str]]:
    with world.acting():
        found = db.session.execute(select(Booking.id, Booking.status).where(Booking.status != "cancelled")).all()
        db.session.rollback()
    return {(str(id), status) for id, status in found}


def on_page(page: Page) -> set[tuple[str, str]]:
    bars = page.locator("a.bar").evaluate_all("bars => bars.map(bar => [bar.id.slice(4), bar.dataset.status])")
    return {(id, status) for id, status in bars}


def shows_everything(page: Page, world: World) -> None:
    wanted = in_database(world)
    for _ in range(int(10 * servers.PATIENCE)):
        if on_page(page) == wanted:
            return
        page.wait_for_timeout(100)
    assert on_page(page) == wanted


def test_a_page_without_network_has_everything_once_it_is_back(look: Viewers, studio: World) -> None:
    mia = look("mia", expected=CUT)
    mia.context.set_offline(True)
    in_state(mia, "offline")
    expect(
        mia.get_by_role("status").filter(has_text="You are offline. What you see may be out of date")
    ).to_be_visible()
    expect(mia.locator("#live")).to_have_attribute("aria-live", "off")  # the banner says it, once and in full
    fifty_changes(studio)
    mia.context.set_offline(False)
    shows_everything(mia, studio)
    in_state(mia, "live")


def test_a_tab_that_slept_has_everything_when_it_wakes(look: Viewers, studio: World) -> None:
    mia = look("mia")
    browser = mia.context.browser
    assert browser
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    renderers = [process["id"] for process in processes if process["type"] == "renderer"]
    for pid in renderers:
        os.kill(pid, signal.SIGSTOP)
    try:
        fifty_changes(studio)
        time.sleep(2)  # the frames are waiting for it
    finally:
        for pid in renderers:
            os.kill(pid, signal.SIGCONT)
    shows_everything(mia, studio)
    in_state(mia, "live")


def test_a_connection_that_died_without_a_word_is_replaced(look: Viewers, studio: World) -> None:
    mia = look("mia", state="")
    opened: list[WebSocketRoute] = []
    dead: list[WebSocketRoute] = []

    def through(route: WebSocketRoute) -> None:
        opened.append(route)
        server = route.connect_to_server()
        server.on_message(lambda frame: None if route in dead else route.send(frame))

    mia.route_web_socket(re.compile("/live$"), through)
    mia.goto(WHEN)
    in_state(mia, "live")
    dead.append(opened[0])
    fifty_changes(studio)
    mia.wait_for_timeout(300)
    assert on_page(mia) != in_database(studio)
    mia.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shows_everything(mia, studio)
    mia.wait_for_timeout(5500)
    assert len(opened) == 2
    studio.artist("Not missed")
    expect(mia.locator("#schedule")).to_contain_text("Not missed")


def test_where_sockets_are_kept_away_the_page_polls(look: Viewers, studio: World) -> None:
    mia = look("mia", state="")
    mia.route_web_socket(re.compile("/live$"), lambda socket: socket.close())
    mia.clock.install()
    mia.goto(WHEN)
    mia.clock.run_for(2000)
    in_state(mia, "polling")
    expect(mia.locator("#live")).to_contain_text("Polling")
    fifty_changes(studio)
    mia.clock.run_for(16_000)
    shows_everything(mia, studio)


def test_asking_again_costs_nothing_when_nothing_changed(look: Viewers, studio: World) -> None:
    mia = look("mia")
    statuses: list[int] = []
    mia.on("response", lambda answer: statuses.append(answer.status) if "/schedule" in answer.url else None)
    for _ in range(3):
        with mia.expect_response("**/schedule?*"):
            mia.evaluate("dispatchEvent(new Event('online'))")
        mia.wait_for_timeout(400)  # for it to be read
    assert statuses == [200, 304, 304]


def test_a_socket_that_is_cut_is_opened_again(look: Viewers, studio: World) -> None:
    mia = look("mia", state="")
    routes: list[WebSocketRoute] = []

    def through(route: WebSocketRoute) -> None:
        routes.append(route)
        route.connect_to_server()

    mia.route_web_socket(re.compile("/live$"), through)
    mia.goto(WHEN)
    in_state(mia, "live")
    for code in (1012, 1013, 1001):
        routes[-1].close(code=code)
        mia.wait_for_timeout(100)
        studio.artist(f"Missed {code}")
        expect(mia.locator("#schedule")).to_contain_text(f"Missed {code}")
        in_state(mia, "live")


def test_a_restart_of_the_server_is_survived(look: Viewers, studio: World, environment: dict[str, str]) -> None:
    port = servers.free_port()
    with servers.web(environment, workers=1, port=port) as address:
        look.sites.append(address)
        mia = look("mia", at=2, expected=(*CUT, "ERR_CONNECTION_REFUSED"))
    look.sites.pop()
    fifty_changes(studio)
    with servers.web(environment, workers=1, port=port):
        shows_everything(mia, studio)
        in_state(mia, "live")
        mia.close()


def test_signing_out_ends_every_page_of_that_session(look: Viewers, studio: World) -> None:
    mia = look("mia")
    other = mia.context.new_page()
    other.goto(WHEN)
    other.get_by_role("button", name="Account").click()
    other.get_by_role("button", name="Sign out").click()
    mia.wait_for_url("**/sign-in**")


@pytest.mark.parametrize("path", ["/harbour/artists", "/harbour/projects"])
def test_lists_catch_up_as_well(look: Viewers, studio: World, path: str) -> None:
    mia = look("mia", path, expected=CUT)
    mia.context.set_offline(True)
    in_state(mia, "offline")
    fifty_changes(studio)
    mia.context.set_offline(False)
    expect(mia.locator(".row-link").filter(has_text=re.compile("Night 7|Overnight"))).to_have_count(1)
    in_state(mia, "live")
