"""The files of static/ under an address that carries the hash of them all: `/static/<build>/js/app.js`.

A module that imports `./status.js`, or a sheet that names `../vendor/inter/x.woff2`, asks for it below the same hash,
so what browsers keep for good is never mixed from two releases. See docs/decisions/024.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Flask

from studio.config import ROOT
from studio.ops.builds import keep

SOURCE = ROOT / "static"
# One sheet, twenty requests less before anything can be drawn. The first file says in which order layers win; within a
# layer the later file does.
SHEETS = (
    "reset", "fonts", "tokens", "base", "layout", "nav", "button", "badge", "form", "combobox", "card", "table",
    "overlay", "live", "schedule", "toolbar", "bar", "agenda", "drag", "filters", "night", "key", "heatmap",
    "year", "week", "overlap", "chart", "saved_views", "signed_out", "palette", "print", "api_docs", "guide",
)  # fmt: skip
STYLESHEET = "css/studio.css"  # beside its parts: what they name by a relative address is found from here too


@dataclass(frozen=True)
class Build:
    """All static files of one release, by their path below static/. `name` is the hash of their paths and contents."""

    name: str
    files: Mapping[str, bytes]

    def url(self, path: str) -> str:
        """The address of a file at the root, whatever the tenant. LookupError when there is no such file."""
        if path not in self.files:
            raise LookupError(f"There is no static file {path!r}.")
        return f"/static/{self.name}/{path}"


def init_app(app: Flask) -> None:
    build = app.extensions["build"] = read(SOURCE)
    app.jinja_env.globals["static_url"] = build.url
    try:
        keep(build.name, build.files, builds_folder(app))
    except OSError as error:
        app.logger.warning("This build's files cannot be kept for pages that outlive it: %s", error)


def read(folder: Path) -> Build:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    files[STYLESHEET] = b"\n".join(files[f"css/{name}.css"] for name in SHEETS)
    digest = sha256()
    for path, content in files.items():
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return Build(digest.hexdigest()[:16], files)


def builds_folder(app: Flask) -> Path:
    """Where the last builds are kept, this one included."""
    return Path(app.config["SETTINGS"].var, "builds").resolve()
