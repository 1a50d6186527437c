"""Working hours side by side: of whom the calendar shows, or of those chosen, by the viewer's clock."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.support.cast import World

As = Callable[[str], FlaskClient]
MONDAY = "/harbour/schedule/overlap?date=2026-11-23&tz=Europe/London"


def test_everybody_shown_stands_with_their_own_hours_and_the_viewers(world: World, other: World, as_: As) -> None:
    world.artist("Ana", zone="Europe/London", department="Comp")
    world.artist("Noor", zone="America/New_York", department="Comp")
    yuki = world.artist("Yuki", zone="Asia/Tokyo", department="Roto")
    other.artist("Olga")
    vera = as_("vera")
    page = vera.get(MONDAY).text
    assert all(name in page for name in ("Ana", "Noor", "Yuki")) and "Olga" not in page
    assert "09:00 – 13:00, 14:00 – 18:00" in page and "14:00 – 18:00, 19:00 – 23:00 here" in page
    assert "They never all work at once. 2 do at most: 14:00 – 18:00" in page
    page = vera.get(f"{MONDAY}&department=Comp").text
    assert "All work together 14:00 – 18:00" in page and "Yuki" not in page
    page = vera.get(f"{MONDAY}&artist={yuki.id}&artist=nobody").text
    assert "does not work" not in page and page.count("overlap-line") == 3  # the hours, hers, and together
    assert f"artist={yuki.id}" in page.partition("The day after")[0].rpartition("href")[2]


def test_a_day_on_which_nobody_works_and_a_filter_that_leaves_nobody_say_so(world: World, as_: As) -> None:
    world.artist("Ana")
    assert "Nobody works on this day." in as_("vera").get(MONDAY.replace("23", "22")).text
    assert "Nobody is chosen" in as_("vera").get(f"{MONDAY}&department=Nowhere").text


def test_the_day_the_clocks_go_forward_has_23_hours(world: World, as_: As) -> None:
    world.artist("Ana")
    assert "--all:1380" in as_("vera").get(MONDAY.replace("2026-11-23", "2027-03-28")).text


def test_the_calendar_and_the_palette_lead_there_with_their_filters(world: World, as_: As) -> None:
    world.artist("Ana", department="Comp")
    page = as_("vera").get("/harbour/schedule?department=Comp").text
    assert 'href="/harbour/schedule/overlap?department=Comp"' in page
    assert "/harbour/schedule/overlap" in as_("vera").get("/harbour/palette?q=overlap").text
