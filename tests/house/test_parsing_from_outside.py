"""What comes from outside is read by `lib/text/parsing.py`, which raises nothing, or where it is listed here."""

from __future__ import annotations

import ast
from pathlib import Path

from studio.config import ROOT

READERS = {"loads", "fromisoformat", "isdecimal", "isdigit", "isnumeric"}
OURS = "written by Studio itself"
GUARDED = "raises what its caller turns into an answer"
ELSEWHERE = {
    "studio.activity.message": OURS,
    "studio.api.resources.deliveries": OURS,
    "studio.availability.calendars.expansion": GUARDED,
    "studio.availability.calendars.sandbox": OURS,
    "studio.availability.history": OURS,
    "studio.availability.patterns": OURS,
    "studio.availability.queries": OURS,
    "studio.bookings.history": OURS,
    "studio.custom_fields.forms": OURS,
    "studio.directory.export.table": OURS,
    "studio.projects.history": OURS,
    "studio.schedule.broadcasts": OURS,
    "studio.schedule.load": OURS,
    "studio.webhooks.deliveries": OURS,
    "studio.webhooks.requests": OURS,
    "studio.accounts.device_cookies": OURS,  # signed
    "studio.accounts.unsent_forms": OURS,  # signed
    "studio.accounts.passwords": OURS,  # signed
    "studio.live.workers.presence": OURS,
    "studio.api.http.pagination": GUARDED,
    "studio.api.operations.idempotency": GUARDED,
    "studio.api.schemas.common": GUARDED,
    "studio.custom_fields.values": GUARDED,
    "studio.imports.reading": GUARDED,
}
FOR_DEVELOPERS = ("studio.dev.", "studio.ops.", "studio.demo.")


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_text_from_outside_is_parsed_in_one_place() -> None:
    found: set[str] = set()
    for path in (ROOT / "studio").rglob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        if any(isinstance(call, ast.Attribute) and call.attr in READERS for call in calls):
            found.add(module(path))
    found = {name for name in found if not name.startswith(FOR_DEVELOPERS)}
    assert found - {"studio.lib.text.parsing"} == set(ELSEWHERE)
