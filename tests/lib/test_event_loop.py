"""Work that takes long leaves the event loop, where there is one."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from studio.lib.event_loop import is_running, run_in_thread

PROGRAM = """
from gevent import monkey, spawn, sleep
monkey.patch_all()
from time import monotonic
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from studio.lib.event_loop import is_running, run_in_thread
assert is_running()
gaps, ended = [], []

def others():
    last = monotonic()
    while not ended:
        sleep(0.001)
        gaps.append(monotonic() - last)
        last = monotonic()

spawn(others)
hashed = run_in_thread(PasswordHasher(time_cost=8).hash, "secret")
ended.append(1)
try:
    run_in_thread(PasswordHasher().verify, hashed, "wrong")
except VerifyMismatchError:
    print(len(gaps))
"""


def test_others_go_on_while_a_password_is_hashed_and_errors_come_through() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) >= 1  # held up, they would not have had one turn
    assert done.stderr == ""


def test_without_a_loop_it_is_called_here_and_now() -> None:
    assert not is_running()
    assert run_in_thread(threading.get_ident) == threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        run_in_thread(divmod, 1, 0)
