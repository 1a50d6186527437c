"""Children that do not outlive their parent, even when it is killed."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent() -> None:
    """What this process forks from now on is told to end (SIGTERM) when the thread that forked it does. Linux only."""
    os.register_at_fork(before=remember, after_in_child=tie)


def remember() -> None:
    global parent
    parent = os.getpid()


def tie() -> None:
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() != parent:  # it has gone before the kernel knew whom to tell
        os.kill(os.getpid(), signal.SIGTERM)


parent = 0
