"""How long it takes from one person's click to everybody else's screen."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Page

from studio.bookings.models import Booking
from tests.browser.lookers import SOON, Lookers
from tests.browser.test_live import comp, open_card
from tests.browser.test_main_flow import studio

__all__ = ["comp", "studio"]
STEPS = 10

# When the bar's status changed, on this machine's clock: what is painted next is what people see.
WATCH = """id => {
  window.seen = [];
  const status = () => document.getElementById(id)?.dataset.status;
  const note = () => requestAnimationFrame(() => window.seen.push([Date.now(), status()]));
  new MutationObserver(note).observe(document.getElementById("schedule"),
    { subtree: true, attributes: true, attributeFilter: ["data-status"] });
}"""
PRESS = """name => {
  const button = [...document.querySelectorAll("#panel button")].find(button => button.textContent.trim() === name);
  button.click();
  return Date.now();
}"""


def wait_for(page: Page, status: str, count: int) -> float:
    for _ in range(200):
        seen = page.evaluate("window.seen")
        if len(seen) > count and seen[-1][1] == status:
            return float(seen[-1][0])
        page.wait_for_timeout(20)
    raise AssertionError(f"{status} never came: {seen}")


def test_from_click_to_screen_in_half_a_second(look: Lookers, comp: Booking) -> None:
    sara, mia = look("sara"), look("mia", at=1)
    mia.evaluate(WATCH, f"bar-{comp.id}")
    open_card(sara, comp)
    took = []
    for step in range(STEPS):
        button, status = ("Back to pencil", "pencil") if step % 2 == 0 else ("Confirm", "confirmed")
        sara.locator("#panel").get_by_role("button", name=button, exact=True).wait_for()
        count = len(mia.evaluate("window.seen"))
        pressed = sara.evaluate(PRESS, button)
        took.append(wait_for(mia, status, count) - pressed)
    assert median(took) < SOON, took
