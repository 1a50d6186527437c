"""Webhooks in the browser: made, its secret seen once, readable by everybody at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import check_accessible
from tests.live.pages import cookie
from tests.support.cast import World
from tests.support.viewers import DESK, PHONE

ROOT = "/harbour/settings/webhooks"


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_an_admin_makes_a_webhook_and_replaces_its_secret(
    app: Flask, world: World, site: str, open_page: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    page = open_page(size, color_scheme=scheme)
    key, _, value = cookie(app, world.tokens["adam"]).partition("=")
    page.context.add_cookies([{"name": key, "value": value, "url": site}])
    page.goto(ROOT)
    check_accessible(page)
    page.get_by_role("link", name="New webhook").click()
    page.get_by_label("Address").fill("https://10.0.0.1/hook")
    page.get_by_role("button", name="Make the webhook").click()
    expect(page.get_by_text("not one of a private network")).to_be_visible()
    check_accessible(page)
    page.get_by_label("Address").fill("https://hooks.example.com/studio")
    page.get_by_role("button", name="Make the webhook").click()
    first = page.get_by_label("Secret", exact=True).input_value()
    assert first.startswith("whsec_")
    check_accessible(page)
    page.get_by_role("button", name="Replace the secret").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new one").click()
    expect(page.get_by_text("signs too until")).to_be_visible()
    assert page.get_by_label("Secret", exact=True).input_value() not in (first, "")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
