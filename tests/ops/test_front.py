"""The example of a front and our own server agree on who lets go of a connection first."""

from __future__ import annotations

import re
import runpy

from studio import LARGEST_BODY
from studio.config import ROOT


def setting(pattern: str) -> int:
    found = re.search(rf"^\s*{pattern}", (ROOT / "docs/nginx.conf").read_text(), re.MULTILINE)
    assert found
    return int(found[1])


def test_a_front_closes_idle_connections_before_we_do() -> None:
    ours = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["keepalive"]
    assert setting(r"keepalive_timeout (\d+)s;  # less") < ours


def test_a_front_lets_every_file_pass_that_we_take() -> None:
    assert setting(r"client_max_body_size (\d+)m;") << 20 == LARGEST_BODY
