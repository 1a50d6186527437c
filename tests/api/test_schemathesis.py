"""The whole specification, tried by schemathesis: its examples and its coverage as an owner in every run, fuzzing and
stateful chains as everybody in `make explore`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support import servers
from tests.support.api_clients import token
from tests.support.cast import World, days

EXAMPLES = os.environ.get("API_EXAMPLES", "10")  # random requests per operation
EVERYBODY = ("mia", "adam", "sara", "ana", "vera", "oscar")


@pytest.fixture
def address(app: Flask, world: World, environment: dict[str, str]) -> Iterator[str]:
    """Studio as a server, with a booking in it."""
    world.booking(world.artist("Kofi"), world.project("Harbour S2"), days(0, 5))
    with servers.web({**environment, **servers.UNMEASURED, "API_RATE": "100000"}) as address:
        yield address


def explore(address: str, secret: str, folder: Path, *options: str) -> None:
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(Path(__file__).with_name("schemathesis.toml")),
        "--no-color", "run", f"{address}/api/v1/openapi.json", "--checks", "all", *options,
        "--header", f"Authorization: Bearer {secret}", "--generation-database", "none", "--request-timeout", "20",
        "--workers", "1",  # Hypothesis parses sources, which under Python 3.11 two threads may not do at once
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, cwd=folder)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]


@pytest.mark.parametrize(
    "paths",
    [
        ("--include-path-regex", "/artists"), ("--include-path-regex", "/bookings"),
        ("--exclude-path-regex", "/(artists|bookings)"),
    ],
    ids=["artists", "bookings", "the others"],
)  # fmt: skip
def test_every_operation_answers_as_declared_whatever_its_schema_allows_or_refuses(
    address: str, world: World, tmp_path: Path, paths: tuple[str, str]
) -> None:
    """In parts: as one it would keep one process at work when the others are done."""
    explore(address, token(world, "mia"), tmp_path, "--phases", "examples,coverage", "--seed", "7", *paths)


@pytest.mark.explore
@pytest.mark.parametrize("name", EVERYBODY)
def test_nothing_breaks_and_nothing_is_answered_that_is_not_declared(
    address: str, world: World, other: World, tmp_path: Path, name: str
) -> None:
    secret = token(other if name in other.members else world, name)
    explore(address, secret, tmp_path, "--phases", "fuzzing,stateful", "--max-examples", EXAMPLES)
