"""The guide's examples run as they are written, and print what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from studio.accounts import demo as demo_people
from studio.accounts.models import Membership, User
from studio.accounts.roles import OWNER
from studio.config import ROOT
from studio.extensions import db
from tests import cast, servers

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


def curl_is_new_enough() -> bool:
    """`--json` came with 7.82."""
    if not (shutil.which("curl") and shutil.which("jq") and shutil.which("bash")):
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


@pytest.mark.skipif(not curl_is_new_enough(), reason="the examples need bash, jq, and curl 7.82 or newer")
def test_the_examples_print_what_the_guide_says(app: Flask, environment: dict[str, str], tmp_path: Path) -> None:
    owner_of_the_demo()
    script = f"\necho '{MARK}'\n".join(code for code, _ in examples())
    with servers.web(environment) as address:
        run = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(
            run, env={"PATH": "/usr/bin:/bin:/usr/local/bin", "STUDIO": address}, capture_output=True, text=True,
            timeout=60, cwd=tmp_path,
        )  # fmt: skip
    printed = [part.split("\n") for part in done.stdout.split(MARK)]
    assert done.returncode == 0, done.stdout + done.stderr
    for (code, said), lines in zip(examples(), printed, strict=True):
        assert [line for line in lines if line] == said, code
