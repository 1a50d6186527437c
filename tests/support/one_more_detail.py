"""A Studio whose bookings have one more detail, `reel`, on its way through every door: a program of test_new_detail."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from flask import Flask

from studio import create_app
from studio.config import load
from tests.conftest import Browser, browser
from tests.support.api_clients import client_with

HTMX = {"HX-Request": "true"}
ROW = "artist,project,starts_at,ends_at,status,reel\nMirela,Film,2026-12-03T09:00Z,2026-12-03T18:00Z,pencil,imported\n"


def main(session: str, token: str, artist: str, project: str, csv: str) -> None:
    app = create_app(load(os.environ))
    app.test_client_class = Browser
    with app.app_context():
        json.dump({**by_form(app, session, artist, project), **by_api(app, token, csv)}, sys.stdout)


def by_form(app: Flask, session: str, artist: str, project: str) -> dict[str, Any]:
    form = {
        "artist_id": artist, "project_id": project, "status": "pencil", "all_day": "y", "starts_on": "2026-11-30",
        "ends_on": "2026-11-30", "reel": "first",
    }  # fmt: skip
    sara = browser(app, session)
    url = sara.post("/harbour/bookings", data=form, headers=HTMX).headers["Location"]
    edit, clash = sara.get(f"{url}/edit").text, sara.post("/harbour/bookings", data=form, headers=HTMX).text
    saved = sara.post(url, data={**form, "reel": "second", "version": "1"}, headers=HTMX)
    return {"edit": edit, "clash": clash, "saved": saved.status_code, "card": sara.get(url, headers=HTMX).text}


def by_api(app: Flask, token: str, csv: str) -> dict[str, Any]:
    program, run = client_with(app, token), app.test_cli_runner().invoke
    [booking] = program.get("/api/v1/bookings").json["data"]
    url, match = f"/api/v1/bookings/{booking['id']}", {"If-Match": '"2"'}
    changed = program.patch(url, json={"reel": "third"}, headers=match).json
    with open(csv, "w") as file:
        file.write(ROW)
    imported = run(args=["import", "bookings", csv, "--tenant", "harbour", "--as", "sara@studio.test"])
    listed = [one["reel"] for one in program.get("/api/v1/bookings?sort=starts_at").json["data"]]
    replayed = run(args=["replay", "--tenant", "harbour", "--check"])
    return {
        "shown": booking["reel"], "changed": changed, "imported": imported.output, "listed": listed,
        "replayed": replayed.output,
    }  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
