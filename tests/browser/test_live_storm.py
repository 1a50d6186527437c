"""Much happens while somebody walks through the weeks: at rest, the page is what a fresh one would be."""

from __future__ import annotations

from random import Random
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.test_main_flow import studio
from tests.support.cast import World, days
from tests.support.servers import PATIENCE
from tests.support.viewers import DESK, PHONE, Viewers

__all__ = ["studio"]

PARTS = "#schedule .bar, #schedule .utilisation, #schedule .load, #schedule tr, #agenda"
PICTURE = """parts => [location.pathname + location.search,
  ...[...document.querySelectorAll(parts)].filter(part => part.checkVisibility())
    .map(part => [part.id, part.dataset.status ?? "", part.getAttribute("style") ?? "", part.innerText])]"""
KEYS = ("ArrowRight", "ArrowLeft", "t", "ArrowRight")


def picture(page: Page) -> Any:
    """Its address, then each part that is to be seen: read at once, as a late step would come between."""
    return page.evaluate(PICTURE, PARTS)


def walk(page: Page, random: Random) -> None:
    views = page.get_by_role("navigation", name="View").get_by_role("link")
    if random.random() < 0.3 and views.first.is_visible():
        views.nth(random.randrange(2)).click()
    else:
        page.keyboard.press(random.choice(KEYS))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("seed", range(2))
def test_the_page_at_rest_is_what_a_fresh_one_is(look: Viewers, studio: World, seed: int, size: dict[str, int]) -> None:
    random = Random(seed)
    artists = [studio.artist(f"Artist {n}", department=random.choice(("", "FX"))) for n in range(6)]
    projects = [studio.project(f"Project {n}") for n in range(3)]
    mia = look("mia", at=1, size=size)
    for n in range(60):
        artist, project = random.choice(artists), random.choice(projects)
        studio.booking(artist, project, days(random.randrange(0, 40), 2), "hold", title=f"t{n}")
        if n % 3 == 0:
            walk(mia, random)
        if n % 20 == 19:
            artists.append(studio.artist(f"Late {n}"))
    mia.wait_for_timeout(1500)
    began = monotonic()
    fresh = look("mia", mia.url.removeprefix(look.sites[1]), at=1, size=size)
    while (shown := picture(mia)) != picture(fresh) and monotonic() < began + PATIENCE:
        mia.wait_for_timeout(250)
        if shown[0] != picture(fresh)[0]:  # the last step was still under way
            fresh.goto(look.sites[1] + shown[0])
    assert shown == picture(fresh)
    assert shown[1:]
