"""gevent's event loop, where the process runs on one: a greenlet that works for long holds up all the others.

`make run` and the Procfile serve with gevent workers; commands, jobs and tests run in plain threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from gevent import get_hub, monkey

Result = TypeVar("Result")


def is_running() -> bool:
    """Whether waiting costs a greenlet here, and not a thread."""
    return bool(monkey.is_module_patched("socket"))


def run_in_thread(function: Callable[..., Result], *args: Any) -> Result:
    """Call a function that computes for long in a native thread, while the loop goes on; here and now without a loop.

    It must release the GIL, and must not touch the database or anything else of the loop. Its exceptions are raised.
    """
    if not is_running():
        return function(*args)
    result, error = get_hub().threadpool.apply(attempt, (function, args))
    if error is not None:
        raise error
    return result


def attempt(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    """The result and no error, or no result and the error: the pool prints what is raised in it."""
    try:
        return function(*args), None
    except Exception as error:
        return None, error
