"""The agenda on a phone: a hold looks like one, says where it stands, and follows when the line moves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import update

from studio.bookings.models import Booking
from studio.extensions import db
from tests.browser.conftest import check_accessible
from tests.support.cast import World, days
from tests.support.viewers import PHONE, Viewers


@pytest.fixture
def line(world: World) -> Booking:
    """On Sunday, Mirage stands behind Kestrel; both expire on Wednesday week. Harbour is confirmed."""
    ana = world.artist("Ana Duarte")
    first = world.booking(ana, world.project("Kestrel EP4"), days(6), "hold", title="cleanup")
    world.booking(ana, world.project("Mirage launch"), days(6), "hold", title="key frames")
    world.booking(ana, world.project("Harbour S2"), days(0), title="comp")
    with world.acting():
        at = datetime(2036, 12, 2, 18, tzinfo=UTC)
        db.session.execute(update(Booking).where(Booking.status == "hold").values(expires_at=at))
        db.session.commit()
    return first


def edge(card: Locator) -> Any:
    return card.evaluate("card => getComputedStyle(card).borderTopStyle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_hold_has_a_dashed_edge_and_moves_up_when_another_is_released(
    look: Viewers, world: World, line: Booking, scheme: Any
) -> None:
    sara = look("sara", size=PHONE, color_scheme=scheme)
    kestrel, mirage, harbour = (
        sara.locator(".agenda-card").filter(has_text=name).filter(has=sara.get_by_role("link", name=name))
        for name in ("Kestrel EP4", "Mirage launch", "Harbour S2")
    )
    expect(kestrel).to_contain_text("cleanup · expires Tue 2 Dec 18:00")
    expect(mirage).to_contain_text("key frames · behind Kestrel EP4")
    assert (edge(kestrel), edge(mirage), edge(harbour)) == ("dashed", "dashed", "solid")
    assert sara.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    check_accessible(sara)
    with world.acting():
        db.session.get_one(Booking, (world.tenant.id, line.id)).release(None, "Not needed")
        db.session.commit()
    expect(mirage.locator(".badge")).to_have_text("1st hold")
    expect(mirage).to_contain_text("key frames · expires Tue 2 Dec 18:00")
    expect(kestrel).to_have_count(0)
