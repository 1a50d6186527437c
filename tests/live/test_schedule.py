"""What is booked is seen at once by whoever looks at the schedule, in the page they look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studio.bookings.models import Booking
from studio.extensions import db
from tests.live.pages import Page, seq
from tests.support import cast
from tests.support.cast import days

WEEK = "/harbour/schedule?date=2026-11-23"


def change(world: cast.World, booking: Booking, by: str, verb: str, *args: object) -> None:
    with world.acting(by):
        found = db.session.get_one(Booking, (world.tenant.id, booking.id))
        getattr(found, verb)(world.members[by], *args)
        db.session.commit()


def test_a_booking_reaches_the_row_it_belongs_to(world: cast.World, page: Callable[..., Page]) -> None:
    ana, northwind = world.artist("Ana Duarte"), world.project("Northwind")
    sara = page("sara")
    assert "data-behind" not in sara.look(WEEK, seq=2)
    booking = world.booking(ana, northwind, days(0, 2))
    frame = sara.until(f'hx-target="#row-{ana.id}"')
    assert seq(frame) == 3
    assert f"booking:{booking.id} artist:{ana.id} project:{northwind.id} bookings" in frame
    assert f'id="bar-{booking.id}"' in frame
    assert 'hx-target="#load-2026-11-23"' in frame and 'hx-target="#schedule-head"' not in frame
    assert 'data-by="Studio"' in frame


def test_what_is_pushed_is_what_the_page_would_show(
    world: cast.World, page: Callable[..., Page], as_: Callable[..., object]
) -> None:
    """Letter by letter the same partial, for a scheduler and for a viewer, in every view."""
    ana, northwind = world.artist("Ana Duarte", department="Comp"), world.project("Northwind")
    world.booking(ana, northwind, days(3), "hold", title="<cleanup> & more")
    shapes = ((WEEK, "wide"), (f"{WEEK}&view=list", "wide"), (WEEK, "narrow"), (f"{WEEK}&tz=Asia/Tokyo", "narrow"))
    looking = [(name, view, page(name), shape) for name in ("sara", "vera", "ana") for view, shape in shapes]
    for _, view, one, shape in looking:
        one.look(view, 3, shape)
    world.booking(ana, northwind, days(0, 2), title="comp")
    for name, view, one, _ in looking:
        frame = one.until("data-changed")
        shown = squeeze(as_(name).get(view).text)  # type: ignore[attr-defined]
        for part in frame.split("<hx-partial ")[2:]:
            html = part.partition(">")[2].removesuffix("</hx-partial>")
            assert squeeze(html) in shown, (name, view)
        assert ("data-book-row" in frame) == (name == "sara" and "#row-" in frame)


def squeeze(html: str) -> str:
    return "".join(html.split())


def test_both_rows_change_when_a_booking_goes_to_somebody_else(world: cast.World, page: Callable[..., Page]) -> None:
    ana, kofi, northwind = world.artist("Ana"), world.artist("Kofi"), world.project("Northwind")
    booking = world.booking(ana, northwind, days(0, 2))
    sara = page("sara")
    sara.look(WEEK, 4)
    change(world, booking, "mia", "assign", kofi)
    frame = sara.until("data-changed")
    of_ana, of_kofi = (part(frame, f"row-{artist.id}") for artist in (ana, kofi))
    assert f"bar-{booking.id}" not in of_ana
    assert f"bar-{booking.id}" in of_kofi
    assert 'data-by="Mia"' in frame


def part(frame: str, target: str) -> str:
    assert f'hx-target="#{target}"' in frame, frame
    return frame.partition(f'hx-target="#{target}"')[2].partition("</hx-partial>")[0]


def test_a_filtered_page_gets_the_whole_when_a_row_appears_or_goes(
    world: cast.World, page: Callable[..., Page]
) -> None:
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    world.artist("Kofi")
    sara = page("sara")
    sara.look(f"{WEEK}&status=confirmed", 3)
    booking = world.booking(ana, northwind, days(0, 2))
    frame = sara.until("data-changed")
    assert f"row-{ana.id}" in part(frame, "schedule")
    change(world, booking, "mia", "step_back")
    assert f"row-{ana.id}" not in part(sara.until('data-seq="5"'), "schedule")


def test_a_new_name_of_a_project_is_in_the_rows_that_show_it(world: cast.World, page: Callable[..., Page]) -> None:
    ana, kofi, northwind = world.artist("Ana"), world.artist("Kofi"), world.project("Northwind")
    world.booking(ana, northwind, days(0, 2))
    sara, adam = page("sara"), page("adam")
    sara.look(WEEK, 4)
    adam.look(f"{WEEK}&view=list", 4)
    with world.acting("mia"):
        db.session.get_one(type(northwind), (world.tenant.id, northwind.id)).edit(None, name="Southwind")
        db.session.commit()
    frame = sara.until("data-changed")
    assert "Southwind" in part(frame, f"row-{ana.id}")
    assert "Southwind" in part(frame, "key")
    assert f"row-{kofi.id}" not in frame
    assert "Southwind" in part(adam.until("data-changed"), "schedule")


@pytest.mark.parametrize(("changes", "whole"), [({"city": "Faro"}, False), ({"name": "Zoe"}, True)])
@pytest.mark.parametrize("known", [False, True])
def test_an_artist_who_is_edited_is_a_row_unless_it_moves(
    world: cast.World, page: Callable[..., Page], changes: dict[str, str], whole: bool, known: bool
) -> None:
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    world.artist("Kofi")
    sara = page("sara")
    sara.look(WEEK, 3)
    if known:
        world.booking(ana, northwind, days(0, 2))
        sara.until('data-seq="4"')
    with world.acting("mia"):
        db.session.get_one(type(ana), (world.tenant.id, ana.id)).edit(None, **changes)
        db.session.commit()
    frame = sara.until(f'data-seq="{4 + known}"')
    assert next(iter(changes.values())) in part(frame, "schedule" if whole else f"row-{ana.id}")
    assert ('<hx-partial hx-target="#schedule"' in frame) == whole


def test_a_list_is_sent_the_days_that_were_touched(world: cast.World, page: Callable[..., Page]) -> None:
    ana, kofi, northwind = world.artist("Ana"), world.artist("Kofi"), world.project("Northwind")
    sara = page("sara")
    sara.look(f"{WEEK}&view=list", 3)
    first = world.booking(kofi, northwind, days(1), "hold")
    frame = sara.until('data-seq="4"')
    assert str(first.id) in part(frame, "list-2026-11-24")
    assert "13 Dec" in part(frame, "list-note")  # it was empty
    booking = world.booking(ana, northwind, days(0, 2))
    frame = sara.until('data-seq="5"')
    assert frame.count("<hx-partial") == 3
    assert str(booking.id) in part(frame, "list-2026-11-23")
    change(world, booking, "mia", "move", days(2))
    frame = sara.until('data-seq="6"')
    assert frame.count("<hx-partial") == 4
    assert str(booking.id) not in part(frame, "list-2026-11-23")
    assert str(booking.id) in part(frame, "list-2026-11-25")
    over = world.booking(kofi, northwind, days(3), "hold")
    frame = sara.until('data-seq="7"')
    assert str(over.id) in part(frame, "list-2026-11-26")
    assert str(first.id) in part(frame, "list-2026-11-24")  # its rank may be another


def test_other_weeks_are_told_and_sent_nothing(world: cast.World, page: Callable[..., Page]) -> None:
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    sara = page("sara")
    sara.look("/harbour/schedule?date=2027-11-22", 2)
    world.booking(ana, northwind, days(0, 2))
    assert sara.until("data-changed").count("<hx-partial") == 1


@pytest.mark.parametrize("view", ["/harbour/artists", "/harbour/nothing", "/other/schedule", "schedule", "//x", ""])
def test_other_pages_are_told_what_changed_and_nothing_else(
    world: cast.World, page: Callable[..., Page], view: str
) -> None:
    sara = page("sara")
    sara.look(view)
    ana = world.artist("Ana")
    frame = sara.until("data-changed")
    assert frame.count("<hx-partial") == 1
    assert f"artist:{ana.id} artists" in frame


def test_a_page_that_missed_something_is_told_so(world: cast.World, page: Callable[..., Page]) -> None:
    world.artist("Ana")
    world.artist("Kofi")
    sara = page("sara")
    assert "data-behind" in sara.look(WEEK, 1)
    assert "data-behind" not in sara.look(WEEK, 2)


def test_a_refusal_changes_no_page(world: cast.World, page: Callable[..., Page], as_: Callable[..., object]) -> None:
    ana, northwind = world.artist("Ana"), world.project("Northwind")
    world.booking(ana, northwind, days(0, 2))
    sara = page("sara")
    sara.look(WEEK, 3)
    form = {
        "artist_id": ana.id, "project_id": northwind.id, "starts_on": "2026-11-23", "ends_on": "2026-11-23",
        "all_day": "y", "status": "pencil",
    }  # fmt: skip
    answer = as_("mia").post("/harbour/bookings", data=form)  # type: ignore[attr-defined]
    assert answer.status_code == 409
    frame = sara.until('data-seq="4"')
    assert "data-changed" not in frame
    assert frame.count("<hx-partial") == 1
