"""As many time blocks as an artist may have: another is refused, and the pages that count them stay quick."""

from __future__ import annotations

from time import process_time

from flask import Flask
from sqlalchemy import text

from studio.availability.models import MOST_BLOCKS
from studio.extensions import db
from tests.conftest import browser
from tests.support.api_clients import api_client
from tests.support.cast import World, settle

EVERY_DAY = """
INSERT INTO time_blocks (id, tenant_id, artist_id, kind, starts_at, ends_at, zone, rule, note, created_at, version)
SELECT gen_random_uuid(), :tenant, :artist, 'busy', '2026-01-05T10:00Z'::timestamptz + n * interval '1 minute',
       '2026-01-05T11:00Z'::timestamptz + n * interval '1 minute', 'Europe/London', 'FREQ=DAILY', '', now(), 1
FROM generate_series(1, :most) AS n
"""


def test_one_more_is_refused_and_the_pages_stay_quick(app: Flask, world: World) -> None:
    kofi = world.artist("Kofi")
    with world.acting():
        values = {"tenant": world.tenant.id, "artist": kofi.id, "most": MOST_BLOCKS}
        db.session.execute(text(EVERY_DAY), values)
        settle()
    sara, program, words = browser(app, world.tokens["sara"]), api_client(app, world, "sara"), "at most 500 time blocks"
    day = {"kind": "vacation", "starts_on": "2026-11-24", "ends_on": "2026-11-24"}
    page = f"/harbour/artists/{kofi.id}"
    typed = sara.post(f"{page}/time-blocks", data={**day, "all_day": "y", "repeats": "never"})
    assert typed.status_code == 422 and words in typed.text
    sent = program.post(f"/api/v1/artists/{kofi.id}/time-blocks", json=day)
    assert (sent.status_code, sent.json["type"]) == (409, "/api/v1/problems/too-many-time-blocks")
    assert words in sent.json["detail"]
    for path in (
        "/harbour/schedule?view=quarter",
        f"{page}/availability?year=2026",
        f"{page}/availability?month=2026-11",
    ):
        begun = process_time()
        assert sara.get(path).status_code == 200
        assert process_time() - begun < 4, path  # on an idle machine about one second, the first time
