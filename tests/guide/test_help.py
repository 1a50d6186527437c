"""The guide at /help: whole, linked from what it explains, found by words, the same for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from studio.guide import pages as guide
from studio.guide.contents import ORDER, PAGE_OF
from studio.guide.pages import FOLDER, MARKDOWN
from studio.guide.search import search
from tests.support.cast import World, days

As = Callable[[str], FlaskClient]
# Pages that explain themselves, each with why. Everything else that a browser opens needs a page of the guide.
NEEDS_NONE = {
    "accounts.home": "leads to the schedule",
    "profiles.photo": "a picture",
    "accounts.slug": "a part of the form that opens a studio",
    "accounts.session_of_page": "a part of any page",
    "artists.options": "a part of the booking form",
    "projects.options": "a part of the booking form",
    "bookings.check": "a part of the booking form",
    "availability.check_block": "a part of the form of time off",
    "time_off.waiting": "a part of the navigation",
    "schedule.landing": "what a drag asks",
    "schedule.rows": "a part of the schedule",
    "schedule.zones": "a part of the schedule",
    "saved_views.show": "leads to the schedule",
    "imports.refused": "a file",
    "feeds.read": "a file, for calendars",
    "exports.csv": "a file",
    "exports.xlsx": "a file",
    "live.socket": "a socket",
    "guide.index": "the guide itself",
    "guide.show": "the guide itself",
    "guide.show_picture": "the guide itself",
    "static.file": "a file",
    "jwks.keys": "for machines",
    "health.alive": "for machines",
    "health.ready": "for machines",
    "dev.mail": "in development only",
    "dev.mail_shown": "in development only",
}


def links(html: str, tag: str = "href") -> list[str]:
    return [unescape(address) for address in re.findall(rf'{tag}="([^"]+)"', html)]


def test_every_file_is_in_the_contents_and_begins_with_a_title_and_what_it_is_for() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted(ORDER)
    for page in guide.pages():
        lines = (FOLDER / f"{page.slug}.md").read_text().splitlines()
        assert lines[0] == f"# {page.title}" and 30 < len(page.summary) < 200, page.slug
        assert len(lines) <= 80, page.slug
    assert len({page.title for page in guide.pages()}) == len(ORDER)


@pytest.mark.parametrize("slug", ORDER)
def test_every_link_and_picture_of_a_page_leads_somewhere(client: FlaskClient, slug: str) -> None:
    answer = client.get(f"/help/{slug}")
    page = guide.page(slug)
    assert answer.status_code == 200 and page.html in answer.text
    for address in links(page.html):
        name, _, anchor = address.partition("#")
        found = client.get(name if name.startswith("/") else f"/help/{name or slug}")
        assert found.status_code == 200, address
        assert not anchor or f'id="{anchor}"' in found.text, address
    for picture in links(page.html, "src"):
        shown = client.get(f"/help/{picture}")
        assert (shown.status_code, shown.mimetype) == (200, "image/webp"), picture


def test_every_page_but_few_has_a_picture_and_none_is_left_over() -> None:
    named = {slug: links(guide.page(slug).html, "src") for slug in ORDER}
    assert not [slug for slug in ORDER if not 1 <= len(named[slug]) <= 3]
    used = {name for pictures in named.values() for name in pictures}
    assert used == {f"pictures/{path.name}" for path in (FOLDER / "pictures").iterdir()}
    assert sum(path.stat().st_size for path in (FOLDER / "pictures").iterdir()) < 2_500_000


def test_pictures_say_what_they_show_and_keep_their_place() -> None:
    for page in guide.pages():
        for tag in re.findall(r"<img [^>]*>", page.html):
            assert re.search(r'alt="[^"]{12,}"', tag) and re.search(r'width="\d{3,4}" height="\d{2,4}"', tag), tag


def test_every_question_mark_leads_to_a_page_and_from_an_endpoint_there_is(app: Flask) -> None:
    assert set(PAGE_OF) <= set(app.view_functions) and set(PAGE_OF.values()) <= set(ORDER)


def test_whatever_opens_in_a_browser_is_explained(app: Flask) -> None:
    opened = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }
    assert opened - set(PAGE_OF) - set(NEEDS_NONE) == set()
    assert set(NEEDS_NONE) <= opened and not set(NEEDS_NONE) & set(PAGE_OF)


def test_the_top_of_each_page_links_what_explains_it(world: World, as_: As) -> None:
    artist, project = world.artist("Kofi"), world.project("Harbour S2")
    booking = world.booking(artist, project, days(0))
    owner = as_("mia")
    for path, slug in {
        "/schedule": "schedule", "/schedule?view=list": "schedule", "/schedule/print": "printing",
        f"/artists/{artist.id}": "artists", f"/artists/{artist.id}/call-sheet": "call-sheets",
        f"/bookings/{booking.id}": "booking", "/members": "members", "/settings/webhooks": "webhooks",
        "/schedule/views": "saved-views", "/palette": "palette", "/imports/new": "importing",
    }.items():  # fmt: skip
        assert f'href="/harbour/help/{slug}"' in owner.get(f"/harbour{path}").text, path
    assert 'href="/help/signing-in"' in owner.application.test_client().get("/sign-in").text


def test_members_read_it_in_their_studio_and_others_see_nothing_of_one(
    world: World, as_: As, client: FlaskClient
) -> None:
    for path in ("/help", "/help/holds", "/help?q=hold"):
        mine = as_("vera").get(f"/harbour{path}")
        assert mine.status_code == 200 and "Harbour Post" in mine.text and 'class="rail"' in mine.text
        for foreign in (f"/harbour{path}", path):
            text = client.get(foreign).text
            assert "<h1" in text and not re.search('Harbour Post|@studio.test|class="rail"', text)
    assert client.get("/nowhere-at-all/help").status_code == 404


@pytest.mark.parametrize("path", [
    "nothing", "../api", "..%2fapi", "contents.py", "schedule.md", "pictures", "pictures/nothing.webp",
    "pictures/..%2f..%2fapi.md", "pictures/%2e%2e/schedule.md", "pictures/Schedule.webp", "SCHEDULE",
])  # fmt: skip
def test_nothing_but_its_pages_and_pictures_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/help/{path}").status_code == 404


def test_raw_html_and_addresses_of_scripts_stay_text() -> None:
    html = MARKDOWN.render("<script>alert(1)</script>\n\n[a](javascript:alert(1)) <b onclick=x>b</b>\n")
    assert not re.search(r"<script|<b|href=.javascript", html) and "&lt;script&gt;" in html


@pytest.mark.parametrize("query, slug", [
    ("how do I move a booking", "moving"), ("drag", "moving"), ("reschedule", "moving"), ("undo a move", "moving"),
    ("1st 2nd hold rank", "holds"), ("option expires", "holds"), ("already booked", "conflicts"),
    ("artist is taken", "conflicts"), ("forgotten password", "signing-in"), ("log out", "signing-in"),
    ("invite a colleague", "members"), ("permissions", "members"), ("currency", "settings"), ("csv", "importing"),
    ("spreadsheet", "importing"), ("pdf of the schedule", "printing"), ("A3", "printing"), ("call time", "call-sheets"),
    ("Ctrl K", "palette"), ("offline", "live"), ("idempotency", "api"), ("signature secret", "webhooks"),
    ("who is free", "conflicts"), ("mobile", "phone"), ("group by department", "filters"), ("HÖLDS", "holds"),
])  # fmt: skip
def test_plain_words_find_the_page_among_the_first_three(query: str, slug: str) -> None:
    assert slug in [hit.page.slug for hit in search(query, guide.pages())[:3]]


def test_a_hit_shows_the_sentence_with_the_words_in_it(client: FlaskClient) -> None:
    text = client.get("/help?q=first+refusal+of+an+artist").text
    assert "<mark>refusal</mark>" in text and 'href="/help/holds#three-that-count"' in text
    hit = search("hold expires released", guide.pages())[0]
    assert any(asked for _, asked in hit.excerpt) and len("".join(piece for piece, _ in hit.excerpt)) < 400


def test_what_nobody_wrote_about_is_said_and_harmless(client: FlaskClient) -> None:
    text = client.get("/help", query_string={"q": "<script>zzzz</script> qqqq"}).text
    assert "Nothing is written about" in text and "<script>zzzz" not in text
    assert client.get("/help?q=" + "x" * 5000).status_code == 200
    assert client.get("/help?q=the").status_code == client.get("/help?q=%20").status_code == 200
