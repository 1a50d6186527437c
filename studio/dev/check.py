"""`make test`: the linter, the formatter, the types, then every test with coverage; stops at the first that fails."""

import os
import subprocess
import sys
from collections.abc import Mapping

from studio.config import ROOT
from studio.dev.install.browser import NoBrowser, find

# Settings of the person's own servers must not reach the tests: they start theirs.
NOT_FOR_TESTS = {"DATABASE_URL", "APP_DATABASE_URL", "RELAY_DATABASE_URL", "BACKUP_DATABASE_URL", "REDIS_URL"}
NOT_FOR_TESTS |= {"SECRET_KEY", "STUDIO_ENV", "STUDIO_HOST", "STUDIO_VAR", "PORT", "MAIL_URL", "PUBLIC_URL"}
STEPS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest", "--cov", "--numprocesses", "auto", "--maxprocesses", "4", "--dist", "worksteal"),  # each has its servers
)


def main(given: Mapping[str, str]) -> int:
    try:
        browser = find(given, ROOT / "var" / "browser")
    except NoBrowser as reason:
        print(reason, file=sys.stderr)
        return 1
    # `find` may have added to os.environ what Playwright needs.
    env = {name: value for name, value in {**given, **os.environ}.items() if name not in NOT_FOR_TESTS}
    env["CHROMIUM_PATH"] = str(browser)
    for step in STEPS:
        print(f"== {' '.join(step)}", flush=True)
        status = subprocess.run([sys.executable, "-m", *step], cwd=ROOT, env=env).returncode
        if status != 0:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
