"""`make test`: the linter, the formatter, then the types beside every test with coverage; stops at what fails first."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

from studio.config import ROOT
from studio.dev.install.browser import NoBrowser, find

# Settings of the person's own servers must not reach the tests: they start theirs.
NOT_FOR_TESTS = {"DATABASE_URL", "APP_DATABASE_URL", "RELAY_DATABASE_URL", "BACKUP_DATABASE_URL", "REDIS_URL"}
NOT_FOR_TESTS |= {"SECRET_KEY", "STUDIO_ENV", "STUDIO_HOST", "STUDIO_VAR", "PORT", "MAIL_URL", "PUBLIC_URL"}
# Each worker has its own servers. One more than there are cores: tests often wait, for a browser or another process.
WORKERS = min((os.cpu_count() or 1) + 1, 4)
BANDIT = ("bandit", "--quiet", "--configfile", "pyproject.toml", "--recursive", "studio", "wsgi.py", "gunicorn.conf.py")
QUICK = (("ruff", "check", "."), ("ruff", "format", "--check", "."), BANDIT)
TYPES = ("mypy",)
TESTS = ("pytest", "--cov", "--numprocesses", str(WORKERS), "--dist", "worksteal")


def main(given: Mapping[str, str]) -> int:
    try:
        browser = find(given, ROOT / "var" / "browser")
    except NoBrowser as reason:
        print(reason, file=sys.stderr)
        return 1
    # `find` may have added to os.environ what Playwright needs.
    env = {name: value for name, value in {**given, **os.environ}.items() if name not in NOT_FOR_TESTS}
    env["CHROMIUM_PATH"] = str(browser)
    for step in QUICK:
        print(f"== {' '.join(step)}", flush=True)
        status = subprocess.run(module(step), cwd=ROOT, env=env).returncode
        if status != 0:
            return status
    print(f"== {' '.join(TYPES)}, and beside it {' '.join(TESTS)}", flush=True)
    return together(module(TYPES), module(TESTS), env)


def module(step: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", *step]


def together(beside: Sequence[str], command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run both at once; the exit status of what failed. What `beside` says is shown when `command` is silent again; if
    it fails, `command` is interrupted."""
    with tempfile.TemporaryFile() as said:
        other = subprocess.Popen(beside, cwd=ROOT, env=env, stdout=said, stderr=said)
        tests = subprocess.Popen(command, cwd=ROOT, env=env)
        try:
            while tests.poll() is None and not other.poll():
                time.sleep(0.1)
            if other.poll():
                tests.send_signal(signal.SIGINT)
            status, status_beside = tests.wait(), other.wait()
        except KeyboardInterrupt:  # the terminal told them as well
            other.wait()
            return tests.wait() or 130
        said.seek(0)
        print(f"== {' '.join(beside[2:])}\n{said.read().decode()}", end="", flush=True)
    return status_beside or status


if __name__ == "__main__":
    sys.exit(main(os.environ))
