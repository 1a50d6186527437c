"""An artist answers on a phone, and a scheduler sees it come; a move asks anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.spans import Span
from tests.browser.conftest import check_accessible
from tests.support.cast import World
from tests.support.viewers import PHONE, Viewers


def test_an_answer_is_given_by_a_thumb_seen_at_a_desk_and_asked_for_anew(look: Viewers, world: World) -> None:
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    span = Span(start, start + timedelta(hours=4))
    ana = world.artist("Ana Duarte", member_id=world.ana.id)
    booking = world.booking(ana, world.project("Harbour S2"), span, "pencil")
    phone, sara = look("ana", "/harbour/my-bookings", size=PHONE, at=1), look("sara", f"/harbour/bookings/{booking.id}")
    waiting = phone.get_by_role("region", name="Waiting for your answer")
    expect(waiting.get_by_role("article")).to_contain_text("Tentative")
    check_accessible(phone)
    waiting.get_by_role("link", name="Decline").click()
    dialog = phone.get_by_role("dialog", name="Your answer")
    dialog.get_by_label("Reason").fill("I am away.")
    dialog.get_by_role("button", name="Decline").click()
    expect(phone.get_by_role("article")).to_contain_text("Declined: I am away.")
    expect(waiting).to_have_count(0)
    expect(sara.locator(".facts")).to_contain_text("I am away.")
    with world.acting("sara"):
        later = Span(span.start + timedelta(days=1), span.end + timedelta(days=1))
        db.session.get_one(Booking, (world.tenant.id, booking.id)).move(world.sara, later)
        db.session.commit()
    waiting.get_by_role("button", name="Accept").click()
    expect(phone.get_by_role("article")).to_contain_text("Accepted")
    expect(sara.locator(".facts")).to_contain_text("Accepted")
