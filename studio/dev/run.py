"""Starts `studio.dev.up` without importing the whole app first, as the package `studio` would: that takes a second,
and only the processes of the Procfile need it."""

import runpy
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

if __name__ == "__main__":
    bare = types.ModuleType("studio")
    bare.__path__ = [str(ROOT / "studio")]
    sys.modules["studio"] = bare
    sys.path[0] = str(ROOT)
    runpy.run_module("studio.dev.up", run_name="__main__")
