"""A studio's settings, and that they are its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from studio.accounts.models import Tenant
from tests.support.cast import World

Signed = Callable[[str], FlaskClient]
GOOD = {"name": "Harbour Lane", "zone": "Europe/Lisbon", "currency": "EUR", "locale": "fr_FR", "hold_days": "14"}


def test_an_admin_changes_the_settings(world: World, other: World, as_: Signed) -> None:
    assert as_("adam").post("/harbour/settings", data=GOOD).status_code == 303
    tenant, untouched = Tenant.named("harbour"), Tenant.named("other")
    assert tenant and untouched
    assert (tenant.name, tenant.zone, tenant.currency, tenant.locale, tenant.hold_days) == (
        "Harbour Lane", "Europe/Lisbon", "EUR", "fr_FR", 14,
    )  # fmt: skip
    assert untouched.currency == "GBP"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"zone": "Mars/Base"},
        {"currency": "XXX"},
        {"locale": "xx"},
        {"hold_days": "0"},
        {"hold_days": "366"},
        {"hold_days": "many"},
        {"hold_days": "9" * 30},
    ],
)
def test_a_wrong_setting_is_refused_at_its_field(world: World, as_: Signed, wrong: dict[str, str]) -> None:
    page = as_("mia").post("/harbour/settings", data={**GOOD, **wrong})
    assert page.status_code == 422
    assert f'id="{next(iter(wrong))}-error"' in page.text
    tenant = Tenant.named("harbour")
    assert tenant and tenant.name == "Harbour Post"


def test_the_address_and_the_counters_cannot_be_posted(world: World, as_: Signed) -> None:
    as_("mia").post("/harbour/settings", data={**GOOD, "slug": "stolen", "event_seq": "999"})
    tenant = Tenant.named("harbour")
    assert tenant and tenant.event_seq < 999
    assert Tenant.named("stolen") is None
