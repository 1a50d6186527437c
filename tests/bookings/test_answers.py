"""An artist accepts or declines what they are booked on; another time, artist or project asks anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from studio.activity.models import Event
from studio.bookings import replay
from studio.bookings.errors import BookingClosed, NotAsked
from studio.bookings.models import Booking
from studio.extensions import db
from studio.publishing import payloads
from tests.bookings.test_detail import now, words
from tests.bookings.test_form import HTMX
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
WHY = "I am away that week."


@pytest.fixture
def asked(world: World) -> Booking:
    """A pencil of Ana's, who is a member."""
    ana = world.artist("Ana Duarte", member_id=world.ana.id)
    return world.booking(ana, world.project("Harbour S2"), days(0, 3), "pencil")


def said(booking: Booking) -> tuple[str | None, str | None, bool]:
    return booking.answer, booking.answer_reason, booking.answered_at is not None


@pytest.mark.parametrize(
    "change, stays",
    [
        (lambda booking, by, world: booking.move(by, days(1, 3)), False),
        (lambda booking, by, world: booking.move(by, days(0, 2)), False),
        (lambda booking, by, world: booking.assign(by, world["kofi"]), False),
        (lambda booking, by, world: booking.transfer(by, world["spot"]), False),
        (lambda booking, by, world: booking.set_status(by, "hold"), False),
        (lambda booking, by, world: booking.confirm(by), True),
        (lambda booking, by, world: booking.describe(by, notes="Bring the drives."), True),
        (lambda booking, by, world: booking.cancel(by, "The client moved."), True),
    ],
    ids=["moved", "resized", "given away", "another project", "held", "confirmed", "described", "cancelled"],
)
def test_an_answer_stands_until_something_else_is_asked(
    world: World, asked: Booking, change: Callable[..., None], stays: bool
) -> None:
    others: dict[str, Any] = {"kofi": world.artist("Kofi"), "spot": world.project("Spot")}
    with world.acting("ana"):
        booking = db.session.get_one(Booking, (world.tenant.id, asked.id))
        booking.decline(world.ana, WHY)
        assert (booking.status, *said(booking)) == ("pencil", "declined", WHY, True)
        change(booking, world.sara, others)
        assert said(booking) == (("declined", WHY, True) if stays else (None, None, False))
        db.session.commit()
    with world.acting():
        told, changed = Event.history(asked.id)[1:]
        assert (told.kind, told.note, told.actor_name) == ("booking.declined", WHY, "Ana")
        assert ("answer" in changed.changes) is not stays
        assert replay.rebuild().differences == []


def test_what_is_not_asked_is_not_answered_and_the_same_answer_is_one(world: World, asked: Booking) -> None:
    with world.acting("ana"):
        booking = db.session.get_one(Booking, (world.tenant.id, asked.id))
        booking.accept(world.ana)
        version = booking.version
        booking.accept(world.ana)
        assert booking.version == version
        booking.set_status(world.sara, "hold")
        with pytest.raises(NotAsked):
            booking.accept(world.ana)
        booking.release(world.sara, "Over.")
        with pytest.raises(BookingClosed):
            booking.accept(world.ana)


def test_an_answer_is_told_to_the_outside_without_its_reason(world: World, asked: Booking) -> None:
    with world.acting("ana"):
        db.session.get_one(Booking, (world.tenant.id, asked.id)).decline(world.ana, WHY)
        db.session.commit()
        event: Any = Event.history(asked.id)[-1]
        message: Any = type("Message", (), {**vars(event), "subject": "booking", "refusal": False, "actor": "Ana"})
    assert payloads.name(message) == "booking:updated"
    assert payloads.data(message)["booking"]["answer"] == "declined"
    assert WHY not in str(payloads.data(message))


def answer(client: FlaskClient, booking: Booking, **form: Any) -> Any:
    url = f"/harbour/bookings/{booking.id}/answer"
    return client.post(url, data={"version": booking.version, **form})


def test_the_artist_declines_with_a_reason_that_card_and_bar_show(world: World, as_: As, asked: Booking) -> None:
    ana = as_("ana")
    card = ana.get(f"/harbour/bookings/{asked.id}").text
    assert 'value="accepted"' in card and "Not answered yet" in card and "/cancellation" not in card
    refused = answer(ana, asked, answer="declined")
    assert refused.status_code == 422 and "Say why" in refused.text
    done = ana.post(
        f"/harbour/bookings/{asked.id}/answer", data={"version": asked.version, "answer": "declined", "reason": WHY},
        headers=HTMX,
    )  # fmt: skip
    assert done.status_code == 200 and "bookingChanged" in done.headers["HX-Trigger"]
    assert said(now(world, asked.id)) == ("declined", WHY, True)
    card = as_("vera").get(f"/harbour/bookings/{asked.id}").text
    assert WHY in card and "Ana declined it" in words(card) and 'name="answer"' not in card
    page = as_("sara").get("/harbour/schedule?date=2026-11-23").text
    bar = re.search(rf'id="bar-{asked.id}".*?</a>', page, re.S)
    assert bar and "declined by the artist" in bar[0] and 'aria-label="Declined"' in bar[0]
    listed = as_("sara").get("/harbour/schedule?date=2026-11-23&view=list").text
    assert re.search(r'data-answer="declined".*?Declined', listed, re.S)


def test_a_scheduler_notes_the_answer_for_the_artist(world: World, as_: As, asked: Booking) -> None:
    sara = as_("sara")
    assert "Note the answer" in sara.get(f"/harbour/bookings/{asked.id}").text
    assert "The answer of Ana Duarte" in sara.get(f"/harbour/bookings/{asked.id}/answer").text
    assert answer(sara, asked, answer="accepted").status_code == 303
    assert "Sara accepted it for Ana Duarte" in words(sara.get(f"/harbour/bookings/{asked.id}").text)


def test_nobody_answers_for_others_nor_what_changed_meanwhile(
    world: World, other: World, as_: As, asked: Booking
) -> None:
    kofis = world.booking(world.artist("Kofi"), world.project("Spot"), days(0), "confirmed")
    held = world.booking(world.artist("Zora", member_id=world.ana.id), world.project("Reel"), days(0), "hold")
    ana = as_("ana")
    assert answer(ana, kofis, answer="accepted").status_code == 403
    assert answer(as_("vera"), asked, answer="accepted").status_code == 403
    assert answer(ana, held, answer="accepted").status_code == 409
    assert answer(ana, asked, answer="perhaps").status_code == 422
    foreign = other.booking(other.artist("Ulla"), other.project("Ours"), days(0), "pencil")
    assert answer(ana, foreign, answer="accepted").status_code == 404
    with world.acting("sara"):
        db.session.get_one(Booking, (world.tenant.id, asked.id)).move(world.sara, days(1, 3))
        db.session.commit()
    late = answer(ana, asked, answer="accepted")
    assert late.status_code == 409 and "Sara moved it" in late.text
    assert said(now(world, asked.id)) == (None, None, False)
