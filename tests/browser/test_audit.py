"""The audit log in the browser, and coming back after having been idle: at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, text

from studio.accounts.models import Tenant
from studio.extensions import db
from tests.browser.conftest import check_accessible
from tests.live.pages import cookie
from tests.support.cast import PASSWORD, World
from tests.support.viewers import DESK, PHONE


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_an_owner_comes_back_after_being_idle_and_reads_who_came_in(
    app: Flask, world: World, site: str, owner_engine: Engine, open_page: Callable[..., Page], size: dict[str, int],
    scheme: str,
) -> None:  # fmt: skip
    page = open_page(size, color_scheme=scheme)
    key, _, value = cookie(app, world.tokens["mia"]).partition("=")
    page.context.add_cookies([{"name": key, "value": value, "url": site}])
    with world.acting():
        db.session.get_one(Tenant, world.tenant.id).idle_hours = 1
        db.session.commit()
    with owner_engine.begin() as owner:
        owner.execute(text("UPDATE sessions SET last_seen_at = now() - interval '2 hours'"))
    page.goto("/harbour/settings/audit")
    expect(page.get_by_text("asks you to sign in again")).to_be_visible()
    check_accessible(page)
    page.get_by_label("Email").fill("mia@studio.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/harbour/settings/audit")
    expect(page.get_by_text("Mia signed in")).to_be_visible()
    check_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    topic = page.get_by_role("link", name="Tokens, feeds and webhooks")
    topic.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    check_accessible(page)
