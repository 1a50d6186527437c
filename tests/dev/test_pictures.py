"""`make pictures`: one screen for each picture of the guide, taken as large as the guide shows it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from studio.config import ROOT
from studio.dev.screens import SCREENS
from studio.guide.pages import FOLDER
from studio.guide.webp import DENSITY, dimensions

TAKE = "import sys, pathlib; from studio.dev import pictures; sys.exit(pictures.main({0!r}, pathlib.Path({1!r})))"


def test_each_picture_has_a_screen_it_is_taken_of() -> None:
    assert sorted(screen.name for screen in SCREENS) == sorted(path.stem for path in (FOLDER / "pictures").iterdir())


def test_a_picture_is_taken_anew_from_the_demo_studio(tmp_path: Path) -> None:
    """In a process of its own: it stops the clock, and starts a browser."""
    wanted = {"profile", "phone-card"}
    command = [sys.executable, "-c", TAKE.format(wanted, str(tmp_path))]
    taken = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=300)
    assert taken.returncode == 0, taken.stderr
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(wanted)
    assert dimensions(tmp_path / "profile.webp") == (1440 // DENSITY, 470 // DENSITY)
    assert dimensions(tmp_path / "phone-card.webp") == (390, 760)
    for name in wanted:
        assert dimensions(tmp_path / f"{name}.webp") == dimensions(FOLDER / "pictures" / f"{name}.webp"), name
