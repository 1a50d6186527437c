"""The guide's examples run as they are written, and print what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from flask import Flask

from studio.accounts import demo as demo_people
from studio.accounts.models import Membership, User
from studio.accounts.roles import OWNER
from studio.config import ROOT
from studio.extensions import db
from tests.support import api_commands, cast, servers

GUIDE = ROOT / "docs" / "api.md"
MARK = "--- the end of an example ---"


def examples() -> list[tuple[str, list[str]]]:
    """Each example's lines for the shell, and what they print."""
    found = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    return [
        (
            "\n".join(line for line in block.splitlines() if not line.startswith("#>")),
            [line[2:].strip() for line in block.splitlines() if line.startswith("#>")],
        )
        for block in found
    ]


def the_machines_own() -> bool:
    """Whether it has both; `--json` came with curl 7.82."""
    if not (shutil.which("curl") and shutil.which("jq")):
        return False
    told = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = told.split()[1].split(".")[:2]
    return (int(major), int(minor)) >= (7, 82)


def owner_of_the_demo() -> None:
    """Whoever the demo's owner is, without all the bookings around them."""
    demo = cast.studio("demo", "Demo")
    with demo.acting():
        user = User.join("owner@demo.test", "Olive", demo_people.PASSWORD)
        db.session.add(Membership(user_id=user.id, role=OWNER))
        db.session.commit()


def test_the_examples_print_what_the_guide_says(app: Flask, environment: dict[str, str], tmp_path: Path) -> None:
    owner_of_the_demo()
    script = f"\necho '{MARK}'\n".join(code for code, _ in examples())
    commands = "" if the_machines_own() else f"{api_commands.put_in(tmp_path / 'bin')}:"
    path = commands + os.environ["PATH"]
    with servers.web(environment) as address:
        run = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(
            run, env={"PATH": path, "STUDIO": address}, capture_output=True, text=True, timeout=120, cwd=tmp_path
        )
    printed = [part.split("\n") for part in done.stdout.split(MARK)]
    assert done.returncode == 0, done.stdout + done.stderr
    for (code, said), lines in zip(examples(), printed, strict=True):
        assert [line for line in lines if line] == said, code
