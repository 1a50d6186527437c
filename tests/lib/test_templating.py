"""A long template gives others their turn on an event loop, and says the same with and without one."""

from __future__ import annotations

import subprocess
import sys

from flask import Flask

PROGRAM = """
from gevent import monkey, sleep, spawn
monkey.patch_all()
from studio.lib.templating import CooperativeEnvironment
turns, ended = [], []

def others():
    while not ended:
        turns.append(1)
        sleep(0.001)

spawn(others)
sleep(0)
before = len(turns)
text = CooperativeEnvironment.concat(str(n) for n in range(500_000))
ended.append(1)
assert text == "".join(str(n) for n in range(500_000))
print(len(turns) - before)
"""


def test_others_have_their_turn_while_a_long_template_is_rendered() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) >= 3


def test_a_template_says_the_same_without_a_loop(app: Flask) -> None:
    template = app.jinja_env.from_string("{% for n in range(300) %}{{ n }},{% endfor %}")
    assert template.render() == "".join(f"{n}," for n in range(300))
