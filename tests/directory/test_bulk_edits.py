"""Many artists changed at once: previewed to the word, done in few statements, told one by one, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from studio.activity.models import Event
from studio.activity.replay import events, replay
from studio.artists.bulk import edits
from studio.artists.models import Artist
from studio.extensions import db
from studio.lib.clock import now
from tests.conftest import browser
from tests.support.cast import World
from tests.support.statements import statements

LIST = "/harbour/artists"
EDITS = f"{LIST}/edits"
Client = Callable[[str], FlaskClient]


def carried(page: str) -> dict[str, str]:
    """The form of a preview."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.split('class="form-actions"')[1])
    return {name: unescape(value) for name, value in fields}


def previewed(client: FlaskClient, ids: list[Any], **asked: str) -> TestResponse:
    return client.post(f"{EDITS}/preview", data={"ids": " ".join(map(str, ids)), **asked})


def done(client: FlaskClient, ids: list[Any], **asked: str) -> str:
    """Where the change that was previewed is undone."""
    preview = previewed(client, ids, **asked)
    assert preview.status_code == 200, preview.text
    answer = client.post(EDITS, data=carried(preview.text))
    assert answer.status_code == 303
    (undo,) = re.findall(r'action="([^"]+/reversal)"', client.get(answer.location).text)
    return str(undo)


def kept(world: World, name: str) -> Artist:
    with world.acting():
        return db.session.scalars(select(Artist).where(Artist.name == name)).one()


def told(world: World, subject: Any) -> list[tuple[str, str, list[str]]]:
    with world.acting():
        return [(event.kind, event.actor_name, sorted(event.changes)) for event in Event.history(subject.id)]


def test_those_ticked_or_all_that_the_list_asks_for_are_chosen(world: World, as_: Client) -> None:
    ana, _kofi = world.artist("Ana", department="Comp"), world.artist("Kofi", department="Comp")
    world.artist("Mirela", department="Light")
    sara = as_("sara")
    page = sara.get(f"{LIST}?department=Comp").text
    assert f'form="choosing" name="id" value="{ana.id}"' in page and "department=Comp" in page.split("data-choosing")[0]
    one = sara.post(f"{EDITS}/selection", data={"id": [str(ana.id)], "back": f"{LIST}?department=Comp"})
    assert "Change 1 artist" in one.text and f'href="{LIST}?department=Comp"' in one.text
    every = sara.post(f"{EDITS}/selection?department=Comp", data={"all": "yes"})
    assert "Change 2 artists" in every.text and "Mirela" not in every.text
    assert 'id="department" list="departments" maxlength="120" name="department" type="text" value=""' in every.text
    nobody = sara.post(f"{EDITS}/selection", data={"back": "https://evil.test/"})
    assert nobody.status_code == 303 and nobody.location == LIST
    assert "Choose at least one artist first." in sara.get(LIST).text


def test_the_preview_says_what_changes_for_whom_and_keeps_nothing(world: World, as_: Client) -> None:
    ana = world.artist("Ana", department="Comp", skills=["Nuke", "Roto"], skill_levels={"Nuke": 2}, tags=["night"])
    kofi = world.artist("Kofi", skills=["nuke"], tags=["night"])
    same = world.artist("Mirela", department="Light", skills=["Nuke"], skill_levels={"Nuke": 4}, tags=["night"])
    page = previewed(
        as_("sara"), [ana.id, kofi.id, same.id], department="Light", add_skills="Nuke: 4", remove_skills="roto",
        add_tags="Night",
    ).text  # fmt: skip
    assert "2 artists would change." in page and "1 stays as they are." in page
    first, second = (group.split("</section>")[0] for group in page.split('<section class="card stack-small">')[1:])
    assert "Department: Comp → Light" in first and "Skills: − Roto" in first and "Levels: Nuke 2 → 4" in first
    assert "Department: nothing → Light" in second and "Levels: nuke – → 4" in second
    assert ">Ana<" in first.replace("\n  ", "") and ">Kofi<" in second.replace("\n  ", "")
    assert kept(world, "Ana").department == "Comp"


def test_each_artist_has_an_event_and_undo_puts_back_what_was(world: World, as_: Client) -> None:
    ana, kofi = world.artist("Ana", department="Comp", skills=["Nuke"], skill_levels={"Nuke": 2}), world.artist("Kofi")
    sara = as_("sara")
    undo = done(sara, [ana.id, kofi.id], department="Light", add_skills="Nuke: 4", life="archive")
    changed = kept(world, "Ana")
    assert (changed.department, changed.skill_levels, changed.archived) == ("Light", {"Nuke": 4}, True)
    assert "light" in changed.search_text and "nuke" in kept(world, "Kofi").search_text  # and is found by it
    assert kept(world, "Kofi").skills == ["comp", "Nuke"]
    assert told(world, kofi)[1:] == [
        ("artist.edited", "Sara", ["department", "skill_levels", "skills"]),
        ("artist.archived", "Sara", ["archived_at"]),
    ]  # fmt: skip
    answer = sara.post(undo)
    assert answer.status_code == 303 and "2 artists are as before." in sara.get(answer.location).text
    back = kept(world, "Ana")
    assert (back.department, back.skills, back.skill_levels, back.archived) == ("Comp", ["Nuke"], {"Nuke": 2}, False)
    assert [kind for kind, *_ in told(world, ana)][3:] == ["artist.edited", "artist.restored"]
    again = sara.post(undo)
    assert again.status_code == 409 and "Sara restored this artist" in again.text


def test_undo_leaves_whoever_was_changed_since_and_says_who_did_it(world: World, as_: Client) -> None:
    ana, kofi, bo = (world.artist(name, department="Comp") for name in ("Ana", "Kofi", "Bo"))
    undo = done(as_("sara"), [ana.id, kofi.id], department="Light")
    archived = done(as_("sara"), [bo.id], life="archive")
    with world.acting("adam"):
        db.session.get_one(Artist, (world.tenant.id, ana.id)).edit(world.adam, city="Lisbon")
        db.session.commit()
    world.artist("bo")
    page = as_("mia").post(undo).text
    assert "1 artist is as before." in page and "1 stays as they are now:" in page
    assert "Adam changed this artist" in page and ": City" in page
    assert (kept(world, "Ana").department, kept(world, "Kofi").department) == ("Light", "Comp")
    assert "Another artist is called Bo now." in as_("mia").post(archived).text


def test_what_changed_after_the_preview_is_shown_again(world: World, as_: Client) -> None:
    ana = world.artist("Ana", department="Comp")
    seen = carried(previewed(as_("sara"), [ana.id], department="Light").text)
    with world.acting("adam"):
        db.session.get_one(Artist, (world.tenant.id, ana.id)).edit(world.adam, department="Roto")
        db.session.commit()
    answer = as_("sara").post(EDITS, data=seen)
    assert answer.status_code == 409 and "Department: Roto → Light" in answer.text and "look again" in answer.text
    assert as_("sara").post(EDITS, data=carried(answer.text)).status_code == 303


def test_who_comes_back_needs_their_name(world: World, as_: Client) -> None:
    old = world.artist("Ana")
    with world.acting():
        db.session.get_one(Artist, (world.tenant.id, old.id)).archive(None, now())
        db.session.commit()
    world.artist("ana")
    page = previewed(as_("sara"), [old.id], life="restore").text
    assert "0 artists would change." in page and "Another artist is called Ana now." in page


@pytest.mark.parametrize(
    "asked, words",
    [
        ({}, "Say what is to change."),
        ({"add_tags": "night", "remove_tags": "Night"}, "Night: either added or removed."),
        ({"add_skills": "Nuke: 9"}, "Levels are from 1 to 5"),
        ({"department": "Comp", "no_department": "y"}, "Either a department or none."),
        ({"zone": "Mars/North"}, "Choose one of the list."),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(world: World, as_: Client, asked: dict[str, str], words: str) -> None:
    answer = previewed(as_("sara"), [world.artist("Ana").id], **asked)
    assert answer.status_code == 422 and words in answer.text


def test_many_artists_take_no_more_statements_than_two(world: World, as_: Client) -> None:
    with world.acting():
        people = [Artist.add(None, f"Artist {n}", tags=["x"] * (n % 2)).id for n in range(42)]
        db.session.commit()
    sara, counts = as_("sara"), []
    for some in (people[:2], people[2:]):
        sent = carried(previewed(sara, some, department="Light", add_tags="x").text)
        with statements() as sql:
            assert sara.post(EDITS, data=sent).status_code == 303
        counts.append(len(sql))
    assert counts[0] == counts[1] < 8
    with world.acting("sara"):
        differences: list[Any] = []
        assert len(list(replay(events("artist.%"), differences.append))) == 42 and not differences


def test_no_more_than_may_be_changed_at_once(world: World, as_: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.directory.routes.bulk_edits.MOST", 1)
    ids, sara = [world.artist(name).id for name in ("Ana", "Kofi")], as_("sara")
    assert edits.MOST == 5000
    assert sara.post(f"{EDITS}/selection", data={"all": "yes"}).status_code == 303
    assert "At most 1 artists" in sara.get(LIST).text
    assert previewed(as_("sara"), ids, department="x").status_code == 404


def test_who_may_not_and_outsiders(app: Flask, world: World, other: World, as_: Client) -> None:
    ana = world.artist("Ana", department="Comp")
    undo = done(as_("sara"), [ana.id], department="Light")
    oscar = browser(app, other.tokens["oscar"])
    for client, here, status in ((as_("vera"), "harbour", 403), (oscar, "harbour", 404), (oscar, "other", 404)):
        root = f"/{here}/artists/edits"
        sent = {"ids": str(ana.id), "id": str(ana.id), "department": "x"}
        for path in (f"{root}/selection", f"{root}/preview", root, undo.replace("harbour", here)):
            assert client.post(path, data=sent).status_code == status, path
    assert "choosing" not in as_("vera").get(LIST).text.replace("selection.js", "")
    assert kept(world, "Ana").department == "Light"
    assert as_("sara").post(f"{EDITS}/ffffffff-ffff-7fff-bfff-ffffffffffff/reversal").status_code == 404
