"""What several people make in the same moment: none takes another's place, and there are no more than there may be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from studio.availability.calendars.models import MOST, SubscribedCalendar
from studio.custom_fields.models import CustomField
from studio.extensions import db
from tests.conftest import browser
from tests.support.cast import World

CALENDAR = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def test_calendars_fields_and_days_of_leave(app: Flask, world: World) -> None:
    ana = world.artist("Ana")
    here, year = f"/harbour/artists/{ana.id}", "2026"
    sent: list[tuple[str, dict[str, Any]]] = [
        *((f"{here}/calendars", {"url": "https://calendar.example.com/a.ics"}) for _ in range(MOST + 3)),
        *((f"{here}/allowances", {"year": year, "vacation_days": "25", "sick_days": "5"}) for _ in range(4)),
        *(("/harbour/settings/custom-fields", {"name": "Union" + "-" * n, "kind": "text"}) for n in range(4)),
    ]

    people = [browser(app, world.tokens["mia"]) for _ in sent]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda mia, one: mia.post(one[0], data=one[1]).status_code, people, sent))
    assert sorted(answers) == [303] * (MOST + 8) + [422] * 3
    with world.acting():
        assert db.session.scalar(select(func.count()).select_from(SubscribedCalendar)) == MOST
        assert {field.key for field in CustomField.of("artist")} == {"union", "union_2", "union_3", "union_4"}
