"""The tenant is the first path segment, and the app below it never notices."""

from __future__ import annotations

from typing import Any

import pytest

from studio.lib.http.tenant_prefix import TenantPrefix

RESERVED = frozenset({"static", "sign-in"})


def seen(path: str, script: str = "") -> tuple[Any, ...]:
    environ: dict[str, Any] = {"PATH_INFO": path, "SCRIPT_NAME": script}
    TenantPrefix(lambda env, start: [], RESERVED)(environ, None)
    return environ.get("studio.tenant"), environ["SCRIPT_NAME"], environ["PATH_INFO"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/acme/schedule", ("acme", "/acme", "/schedule")),
        ("/acme/", ("acme", "/acme", "/")),
        ("/acme", ("acme", "/acme", "/")),
        ("/acme/static/x", ("acme", "/acme", "/static/x")),
        ("/static/app.css", (None, "", "/static/app.css")),
        ("/sign-in", (None, "", "/sign-in")),
        ("/", (None, "", "/")),
        ("/favicon.ico", (None, "", "/favicon.ico")),
    ],
)
def test_the_first_segment_moves_unless_it_is_reserved(path: str, expected: tuple[Any, ...]) -> None:
    assert seen(path) == expected


def test_a_mount_point_in_front_is_kept() -> None:
    assert seen("/acme/x", "/app") == ("acme", "/app/acme", "/x")
