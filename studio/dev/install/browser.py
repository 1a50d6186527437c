"""A Chromium for the tests: the headless one npm carries, else the machine's, else Debian's, else Playwright's."""

import base64
import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from studio.dev.install import playwright_driver
from studio.dev.servers.secrets import write_privately

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
NPM_TARBALL = "@sparticuz/chromium/-/chromium-153.0.0.tgz"
NPM_INTEGRITY = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="  # sha512
PATIENCE = 180  # seconds for a download
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{0}/cache</cachedir></fontconfig>
"""


class NoBrowser(RuntimeError):
    """One line for the person at the terminal."""


def find(given: Mapping[str, str], folder: Path) -> Path:
    """The path of a Chromium that renders a page; installs one if none does, into `folder` where it can."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if not playwright_driver.ensure(folder):
        raise NoBrowser("Playwright's Node cannot start; it needs libatomic.so.1 (Debian: apt-get install libatomic1).")
    if given.get("CHROMIUM_PATH"):
        path = Path(given["CHROMIUM_PATH"])
        if works(path):
            return path
        raise NoBrowser(f"CHROMIUM_PATH={path} is not a Chromium that renders a page.")
    for way in (earlier, from_npm, on_the_machine, from_debian, from_playwright):
        found = way(folder)
        if found and works(found):
            write_privately(folder / "path", str(found))
            return found
    raise NoBrowser("No Chromium here and none to be had; install one and set CHROMIUM_PATH.")


def works(path: Path) -> bool:
    """It really starts and lays out text: some distributions have a stub of that name, or libraries are missing."""
    if not os.access(path, os.X_OK):
        return False
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"], timeout=60_000)
            page = chromium.new_page()
            page.set_content("<p>Studio</p>")
            text = page.inner_text("p")  # empty where there is no font at all
            chromium.close()
            return text == "Studio"
    except PlaywrightError:
        return False


def on_the_machine(_folder: Path) -> Path | None:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def earlier(folder: Path) -> Path | None:
    note = folder / "path"
    return Path(note.read_text()) if note.exists() else None


def from_debian(folder: Path) -> Path | None:
    return on_the_machine(folder) if playwright_driver.apt_install("chromium", "fonts-liberation") else None


def from_playwright(folder: Path) -> Path | None:
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(folder / "playwright")
    attempt(
        "Asking Playwright for its Chromium",
        [sys.executable, "-m", "playwright", "install", "chromium"],
        capture_output=True,
    )
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def from_npm(folder: Path) -> Path | None:
    package = folder / "sparticuz-chromium-153.0.0.tgz"
    npm = shutil.which("npm")
    if npm:
        attempt(
            f"Fetching {NPM_PACKAGE} from npm",
            [npm, "pack", "--silent", "--pack-destination", str(folder), NPM_PACKAGE],
            cwd=folder,
        )
    else:
        download(package)
    return unpack(package, folder / "npm") if package.exists() else None


def download(package: Path) -> None:
    """What `npm pack` does, for a machine without npm."""
    registry = os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org").rstrip("/")
    print(f"Fetching {NPM_PACKAGE} from {registry} ...", flush=True)
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{registry}/{NPM_TARBALL}", timeout=60) as answer:  # noqa: S310
        package.write_bytes(answer.read())


def unpack(package: Path, target: Path) -> Path:
    """The npm package's brotli archives, laid out so that a small script can start the browser in them."""
    content = package.read_bytes()
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != NPM_INTEGRITY:
        raise NoBrowser(f"{package} is not the {NPM_PACKAGE} that is expected.")
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        parts = {
            Path(m.name).name: brotli.decompress(f.read())
            for m in tar
            if (f := tar.extractfile(m)) and m.name.endswith(".br")
        }
    target.mkdir(exist_ok=True)
    for name in ("swiftshader", "al2023", "fonts"):  # al2023 has the libraries a bare system lacks, in lib/
        with tarfile.open(fileobj=io.BytesIO(parts[f"{name}.tar.br"])) as tar:
            tar.extractall(target)  # noqa: S202  (its hash is known; Debian 12 has no filters yet)
    (target / "fonts.conf").write_text(FONTS.format(target.resolve()))
    binary, script = target / "chromium.bin", target / "chromium"
    binary.write_bytes(parts["chromium.br"])
    script.write_text(
        "#!/bin/sh\n"
        'here=$(dirname "$(readlink -f "$0")")\n'
        'export LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" FONTCONFIG_FILE="$here/fonts.conf"\n'
        'exec "$here/chromium.bin" "$@"\n'
    )
    binary.chmod(0o755)
    script.chmod(0o755)
    return script


def attempt(doing: str, command: list[str], **options: Any) -> bool:
    print(f"{doing} ...", flush=True)
    try:
        return subprocess.run(command, check=False, timeout=PATIENCE, **options).returncode == 0
    except subprocess.TimeoutExpired:
        return False
