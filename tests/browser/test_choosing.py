"""Artists are ticked on the list by keys, changed after a preview, and put back, on a phone as well."""

from __future__ import annotations

from playwright.sync_api import expect

from studio.artists.models import Artist
from studio.extensions import db
from tests.browser.conftest import check_accessible
from tests.support.cast import World
from tests.support.viewers import PHONE, Viewers


def test_ticked_artists_are_changed_and_put_back(look: Viewers, world: World) -> None:
    for name in ("Ana", "Bo", "Kofi"):
        world.artist(name, department="Comp")
    sara = look("sara", "/harbour/artists", size=PHONE)
    chosen, page = (
        sara.get_by_role("button", name="Change chosen"),
        sara.get_by_role("checkbox", name="All on this page"),
    )
    expect(chosen).to_be_disabled()
    sara.get_by_role("checkbox", name="Choose Bo").focus()
    sara.keyboard.press("Space")
    expect(chosen).to_contain_text("1")
    world.artist("Zoe")
    with world.acting("adam"):  # the list stands still while one chooses, says so, and keeps the tick
        db.session.query(Artist).filter_by(name="Kofi").one().edit(world.adam, city="Accra")
        db.session.commit()
    sara.locator("#artists .live-hint").get_by_role("button").click()
    expect(sara.get_by_text("Accra", exact=True)).to_be_visible()
    expect(sara.get_by_role("checkbox", name="Choose Bo")).to_be_checked()
    page.check()
    expect(chosen).to_contain_text("4")
    chosen.click()
    sara.get_by_label("Department", exact=True).fill("Light")
    check_accessible(sara)
    sara.get_by_role("button", name="Preview").click()
    expect(sara.get_by_text("4 artists would change.")).to_be_visible()
    check_accessible(sara)
    sara.get_by_role("button", name="Change 4 artists").click()
    expect(sara.locator("#flashes")).to_contain_text("4 artists are changed.")
    expect(sara.locator("#artists").get_by_text("Light", exact=True)).to_have_count(4)
    sara.get_by_role("button", name="Undo").click()
    expect(sara.locator("#flashes")).to_contain_text("4 artists are as before.")
    expect(sara.locator("#artists").get_by_text("Light", exact=True)).to_have_count(0)
