"""`make test` fails with what fails, and does not wait for the tests when the types are wrong."""

from __future__ import annotations

import os
import sys

import pytest

from studio.dev.check import together

GOOD, BAD = "print('checked')", "print('wrong'); raise SystemExit(3)"
ENDLESS = "import signal, threading; signal.signal(signal.SIGINT, lambda *_: exit(2)); threading.Event().wait(60)"


@pytest.mark.parametrize(
    ("beside", "tests", "status", "says"),
    [(GOOD, GOOD, 0, "checked"), (GOOD, BAD, 3, "checked"), (BAD, GOOD, 3, "wrong"), (BAD, ENDLESS, 3, "wrong")],
)
def test_the_status_is_that_of_what_failed(
    beside: str, tests: str, status: int, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert together([sys.executable, "-c", beside], [sys.executable, "-c", tests], os.environ) == status
    assert capfd.readouterr().out.endswith(f"{says}\n")  # shown last
