"""A worker that is killed takes the processes of its jobs with it."""

from __future__ import annotations

import subprocess
import sys

import psutil

PARENT = """
import os, time
from studio.lib.resilience.child_processes import end_with_parent
end_with_parent()
child = os.fork()
if child:
    print(child, flush=True)
time.sleep(60)
"""


def test_a_fork_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
        parent.kill()
    child.wait(30)
