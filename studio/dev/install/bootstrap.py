"""Makes .venv hold what a lock file says, then becomes a Python of it:

    python3 studio/dev/install/bootstrap.py requirements.lock -m studio.dev.up

Only the standard library, and nothing of `studio`: this runs before anything is installed. A second time it only
compares two hashes.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "studio.stamp"
OLDEST = (3, 11)
PIP_WHEEL = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
# A person's pip settings (a mirror, a certificate) stay; what would install elsewhere, or something else, goes.
PIP_ENV = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
FOREIGN = {"PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT", "PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH"}
FOREIGN |= {"PYTHONDONTWRITEBYTECODE"}  # without compiled modules every start takes seconds longer


class CannotInstall(Exception):
    """One line for the person at the terminal."""


def main(lock_name: str, command: list[str]) -> None:
    use_new_enough_python()
    os.chdir(ROOT)
    lock = ROOT / lock_name
    if not installed(lock):
        (ROOT / "var").mkdir(exist_ok=True)
        with (ROOT / "var" / "install.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two at once: the second waits, and finds it done
            if not installed(lock):
                install(lock)
    os.execve(PYTHON, [str(PYTHON), *command], environment())


def use_new_enough_python() -> None:
    if sys.version_info >= OLDEST:
        return
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
            os.execv(found, [found, *sys.argv])
    raise CannotInstall(f"Studio needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in FOREIGN}


def fingerprint(lock: Path) -> str:
    """What was installed, and for which Python: a new one of those has no packages yet."""
    return f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()} {PYTHON.resolve()}"


def installed(lock: Path) -> bool:
    return os.access(PYTHON, os.X_OK) and STAMP.exists() and fingerprint(lock) in STAMP.read_text().splitlines()


def install(lock: Path) -> None:
    print(f"Installing what {lock.name} lists into .venv ...", flush=True)
    STAMP.unlink(missing_ok=True)
    if not usable():
        fresh_venv()
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--no-compile", "--quiet", "--no-input"]
    run(PYTHON, "-m", "pip", "install", *options, "--disable-pip-version-check", "-r", lock)
    # In parallel, which pip does not. If it fails, starts are slower, no more.
    subprocess.run([PYTHON, "-m", "compileall", "-q", "-j", "0", VENV / "lib"], capture_output=True)
    # The development lock contains the other one.
    done = {lock, ROOT / "requirements.lock"}
    STAMP.write_text("".join(fingerprint(each) + "\n" for each in sorted(done)))


def usable() -> bool:
    if not os.access(PYTHON, os.X_OK):
        return False
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, env=environment()).returncode == 0


def fresh_venv() -> None:
    base = getattr(sys, "_base_executable", sys.executable)  # not the .venv that is about to go
    make = [base, "-m", "venv", "--clear"]
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if has_pip and subprocess.run([*make, VENV], capture_output=True).returncode == 0:
        return
    run(*make, "--without-pip", VENV)  # Debian without python3-venv
    wheel = pip_wheel()
    # A wheel is a zip that Python can run from: pip installs itself.
    run(PYTHON, f"{wheel}/pip", "install", "--quiet", "--no-index", "--no-deps", wheel)


def pip_wheel() -> Path:
    """pip itself, from the package index; its hash is known here."""
    wheel = ROOT / "var" / PIP_WHEEL
    if not (wheel.exists() and hashlib.sha256(wheel.read_bytes()).hexdigest() == PIP_SHA256):
        index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
        try:
            page = fetch(index).decode()
            found = re.search(rf'href="([^"]*{re.escape(PIP_WHEEL)}[^"]*)"', page)
            content = fetch(urllib.parse.urljoin(index, found.group(1))) if found else b""
        except OSError as error:
            raise CannotInstall(f"No pip here, and none to be had from {index}: {error}") from None
        if hashlib.sha256(content).hexdigest() != PIP_SHA256:
            raise CannotInstall(f"No pip here, and {index} does not offer the {PIP_WHEEL} that is expected.")
        wheel.write_bytes(content)
    return wheel


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310
        content: bytes = answer.read()
        return content


def run(*command: object) -> None:
    words = [str(word) for word in command]
    if subprocess.run(words, env={**environment(), **PIP_ENV}).returncode != 0:
        raise CannotInstall(f"This failed: {' '.join(words)}")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except CannotInstall as reason:
        sys.exit(str(reason))
    except PermissionError as error:
        sys.exit(f"Not allowed to write {error.filename}: whose checkout is this?")
    except KeyboardInterrupt:
        sys.exit(130)
