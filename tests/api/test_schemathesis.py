"""The whole specification, tried by schemathesis as an owner, an artist and somebody of another studio."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.support import servers
from tests.support.api_clients import token
from tests.support.cast import World, days

RANDOM = "examples,fuzzing,stateful"
ALL = f"{RANDOM},coverage"  # and what the schema refuses, which is much, and the same for everybody
EXAMPLES = os.environ.get("API_EXAMPLES", "2")  # random requests per operation; the rest is worked out from the schema


def explore(address: str, secret: str, phases: str, folder: Path) -> None:
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(Path(__file__).with_name("schemathesis.toml")),
        "--no-color", "run", f"{address}/api/v1/openapi.json", "--checks", "all", "--phases", phases,
        "--max-examples", EXAMPLES,
        "--header", f"Authorization: Bearer {secret}", "--seed", "7", "--generation-database", "none",
        "--request-timeout", "20",
        "--workers", "1",  # Hypothesis parses sources, which under Python 3.11 two threads may not do at once
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=folder)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]


@pytest.mark.parametrize(("who", "phases"), [("owner", ALL), ("artist", RANDOM), ("outsider", RANDOM)])
def test_nothing_breaks_and_nothing_is_answered_that_is_not_declared(
    app: Flask, world: World, other: World, environment: dict[str, str], tmp_path: Path, who: str, phases: str
) -> None:
    kofi, show = world.artist("Kofi"), world.project("Harbour S2")
    world.booking(kofi, show, days(0, 5))
    secret = {"owner": (world, "mia"), "artist": (world, "ana"), "outsider": (other, "oscar")}[who]
    with servers.web({**environment, "API_RATE": "100000"}) as address:
        explore(address, token(*secret), phases, tmp_path)
