"""`python -m bench.compare --before DIR`: this build beside another checkout of Studio, in turns, in one run.

Both run under gunicorn with threads, each with its own database on the same server, filled by its own code. Rounds
are short and alternate, so that a slow moment of the machine hits both; the medians of the rates and their ratio are
printed. `--quick` leaves the thousand artists out, `--rounds 9` asks for more of them, `--only page` for some rows.
The page is cold where every row is new: see bench/cold.py.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import repeat
from pathlib import Path

from bench import api
from bench.data import SCALE
from bench.measure import Pair, Target, in_turns
from bench.requests import Browser
from bench.servers import THREADS, gunicorn
from studio import create_app
from studio.config import ROOT, load
from studio.dev.servers import services

SECONDS, WARM, ROUNDS = 1.5, 2.0, 7
TOKEN = """
import json, os; from bench import api; from studio import create_app; from studio.config import load
print(json.dumps(api.token(create_app(load(os.environ)), "fortnight")))
"""
FILL = "import sys; from bench import data; [getattr(data, name)(sys.argv[1]) for name in sys.argv[2:]]"


def main(arguments: Sequence[str]) -> int:
    options = parsed(arguments)
    folder = ROOT / "var" / "compare"
    shutil.rmtree(folder, ignore_errors=True)
    running = services.start(folder)
    try:
        compare(running, folder, options)
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__.partition("\n")[0])
    parser.add_argument("--before", type=Path, required=True, help="the folder of the other checkout")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help="without the thousand artists")
    parser.add_argument("--only", default="", help="rows whose names hold this")
    return parser.parse_args(arguments)


def compare(running: services.Services, folder: Path, options: argparse.Namespace) -> None:
    fills = ["fill_small"] if options.quick else ["fill_small", "fill_scale"]
    sides = [side(running, folder, root, fills) for root in (options.before.resolve(), ROOT)]
    with ExitStack() as stack:
        warm = [stack.enter_context(threads("wsgi:app", given, root)) for root, given in sides]
        cold = stack.enter_context(threads("bench.cold:app", sides[1][1], ROOT))
        pairs = [pair for pair in pairs_of(sides, warm, cold, options.quick) if options.only in pair.other.name]
        in_turns(pairs, SECONDS, options.rounds, WARM)
    show(pairs)


@contextmanager
def threads(target: str, given: Mapping[str, str], root: Path) -> Iterator[int]:
    """Its port: of a build in threads, which every build can be served by."""
    with gunicorn(target, given, "/healthz", *THREADS, root=root) as (port, _):
        yield port


def side(running: services.Services, folder: Path, root: Path, fills: Sequence[str]) -> tuple[Path, dict[str, str]]:
    """A build's database, migrated and filled by its own code; its folder and environment."""
    made = services.create_database(running, f"build_{len(list(folder.glob('build_*')))}")
    var = folder / f"build_{len(list(folder.glob('build_*')))}"
    var.mkdir()
    given = {
        "DATABASE_URL": made.database_url, "APP_DATABASE_URL": made.app_database_url,
        "RELAY_DATABASE_URL": made.relay_database_url, "REDIS_URL": made.redis_url, "STUDIO_VAR": str(var),
        "SECRET_KEY": "only-for-the-benchmark-" * 2, "STUDIO_ENV": "production", "API_RATE": "1000000000",
    }  # fmt: skip
    run(root, given, "-m", "flask", "--app", "wsgi", "db", "upgrade")
    run(root, given, "-c", FILL, made.database_url, *fills)
    return root, given


def run(root: Path, given: Mapping[str, str], *command: str) -> bytes:
    """What it prints."""
    environment = {**os.environ, **given}
    done = subprocess.run([sys.executable, *command], cwd=root, env=environment, check=True, capture_output=True)
    return done.stdout


def pairs_of(
    sides: Sequence[tuple[Path, Mapping[str, str]]], warm: Sequence[int], cold: int, quick: bool
) -> Iterator[Pair]:
    """A row for each thing that is compared."""
    before, after = (targets(root, given, port, quick) for (root, given), port in zip(sides, warm, strict=True))
    for name in before:
        yield Pair(before[name], after[name])
        if name == "page, warm":
            yield Pair(
                replace(before[name], results=[]), replace(after[name], name="page, cold", port=cold, results=[])
            )


def targets(root: Path, given: Mapping[str, str], port: int, quick: bool) -> dict[str, Target]:
    app = create_app(load(given))
    browser = Browser.of(app, given["APP_DATABASE_URL"])
    page, large = browser.schedule(), browser.schedule(slug=SCALE)
    reader = json.loads(run(root, given, "-c", TOKEN))
    rows = [
        Target("page, warm", port, lambda: repeat(page), 200),
        Target("page, 1,000 artists", port, lambda: repeat(large), 200),
        Target("list of 175, API", port, lambda: repeat(api.fortnight(reader)), 200),
        Target("create", port, browser.creating, 201),
        Target("refused clash", port, browser.clashing, 409),
    ]
    return {row.name: row for row in rows if not (quick and "1,000" in row.name)}


def show(pairs: Sequence[Pair]) -> None:
    print(f"{'':22}{'before':>9}{'after':>9} req/s{'p95 ms':>9}{'p95':>8}{'times as fast':>15}")
    for pair in pairs:
        sides = (pair.one, pair.other)
        rates, slow = "".join(f"{s.rate:9.1f}" for s in sides), "".join(f"{s.percentile(95):8.1f}" for s in sides)
        print(f"{pair.other.name:22}{rates}      {slow} {pair.ratio:15.2f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
