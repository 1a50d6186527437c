"""Playwright drives the browser with a Node of its own, which a bare Debian cannot start: it lacks libatomic."""

import os
import shutil
import subprocess
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

LIBRARY = "libatomic1"


def ensure(folder: Path) -> bool:
    """Make Playwright's driver start, for this process and its children; installs into `folder` unless root."""
    return runs() or installed() or another_node() or unpacked(folder / "debian")


def runs() -> bool:
    node = os.environ.get("PLAYWRIGHT_NODEJS_PATH") or compute_driver_executable()[0]
    try:
        return subprocess.run([node, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def installed() -> bool:
    return apt_install(LIBRARY) and runs()


def another_node() -> bool:
    node = shutil.which("node")
    if node:
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node
    return bool(node) and runs()


def unpacked(folder: Path) -> bool:
    """Without root, apt can still fetch a package when it keeps its lists elsewhere; dpkg unpacks it there."""
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg")
    os.environ.pop("PLAYWRIGHT_NODEJS_PATH", None)
    if not apt or not dpkg:
        return False
    (folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    own = [f"Dir::State::Lists={folder}/lists", f"Dir::Cache={folder}", "Debug::NoLocking=1"]
    options = [part for option in own for part in ("-o", option)]
    print(f"Fetching {LIBRARY} for Playwright ...", flush=True)
    for command in ([apt, *options, "update"], [apt, *options, "download", LIBRARY]):
        subprocess.run(command, cwd=folder, capture_output=True)
    for package in folder.glob("*.deb"):
        subprocess.run([dpkg, "-x", package, folder], capture_output=True)
    places = {str(found.parent) for found in folder.glob("**/libatomic.so*")}
    os.environ["LD_LIBRARY_PATH"] = os.pathsep.join([*places, *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])
    return runs()


def apt_install(*packages: str) -> bool:
    """As root on a Debian or its kin."""
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or not apt:
        return False
    print(f"Installing {' and '.join(packages)} with apt ...", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([apt, "update"], env=env, capture_output=True)
    install = [apt, "install", "-y", "--no-install-recommends", *packages]
    return subprocess.run(install, env=env, capture_output=True).returncode == 0
