"""The house keeps its shape: who may import whom, where the request may be seen, no hidden imports, no cycles."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from studio.config import ROOT

ORDER = (
    ("lib",), ("activity",), ("accounts",), ("guide",), ("saved_views",), ("custom_fields",), ("artists", "projects"),
    ("availability",), ("bookings",), ("budgets",), ("planning",), ("schedule",), ("directory",),
    ("palette", "call_sheets", "feeds"), ("imports",), ("publishing",), ("notifications",), ("analytics",),
    ("webhooks",), ("live",), ("api", "pwa", "ops"),
)  # fmt: skip
RANK = {feature: rank for rank, features in enumerate(ORDER) for feature in features}
GROUND = {"extensions", "config"}  # the unbound extensions and the settings: anybody may import them
COMPOSERS = {"__init__", "cli", "dev", "demo", "periodic"}  # what puts the features together
# Pages that stand in another room than the record and its forms.
PAGES_OF = {"directory": {"artists", "projects", "availability"}, "artists": {"custom_fields"}}
PRIVATE = {"routes", "forms", "jobs", "broadcasts", "cli", "blueprint"}  # a feature's own business
HTTP_NAMES = {"request", "session", "g", "current_user", "url_for"}
HTTP_HOMES = {"routes", "forms", "responses", "broadcasts"}
HTTP_MODULES = {
    "studio.accounts.authorization", "studio.accounts.device_cookies", "studio.accounts.unsent_forms",
    "studio.accounts.login_throttle", "studio.dev.mailbox",
}  # fmt: skip
HTTP_LIB = {"web", "logs", "formats", "fragment_cache"}
MOST_MODULES = 20  # in a folder
COMMITS = {
    "studio.lib.db",  # how
    "studio.lib.http.transaction", "studio.lib.jobs", "studio.accounts.authorization",
    "studio.imports.jobs", "studio.webhooks.jobs",  # batches of one job
    "studio.accounts.cli", "studio.imports.cli", "studio.demo.seed",
}  # fmt: skip


def modules() -> list[Path]:
    return sorted((ROOT / "studio").rglob("*.py"))


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def feature(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every `studio` module a file imports; `from studio.x import y` may name a module y."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names if alias.name.split(".")[0] == "studio")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "studio":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield node, inner if is_module(inner) else str(node.module)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def test_features_import_only_what_stands_to_their_left() -> None:
    wrong = []
    for path in modules():
        here = feature(dotted(path))
        if here not in RANK:
            continue
        for _, name in imports(path):
            there = feature(name)
            if there != here and there not in GROUND and RANK.get(there, 99) >= RANK[here]:
                wrong.append(f"{dotted(path)} imports {name}")
    assert not wrong


def test_no_feature_imports_another_features_routes_forms_or_jobs() -> None:
    wrong = []
    for path in modules():
        here = feature(dotted(path))
        if here in COMPOSERS:
            continue
        for _, name in imports(path):
            if feature(name) not in {here, "lib", *PAGES_OF.get(here, ())} and PRIVATE & set(name.split(".")[2:]):
                wrong.append(f"{dotted(path)} imports {name}")
    assert not wrong


def test_no_folder_has_more_modules_than_a_reader_can_take_in() -> None:
    folders = Counter(path.parent for path in modules() if path.stem != "__init__")
    assert not {str(folder): count for folder, count in folders.items() if count > MOST_MODULES}


def test_nothing_is_imported_inside_a_function() -> None:
    hidden = []
    for path in modules():
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = (n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom))
                hidden += [f"{path}:{node.lineno}" for node in inner]
    assert not hidden


def test_modules_have_no_import_cycles() -> None:
    graph = {dotted(path): {name for _, name in imports(path)} - {dotted(path)} for path in modules()}
    TopologicalSorter(graph).prepare()  # raises CycleError


def may_see_the_request(module: str) -> bool:
    place = set(module.split(".")[2:])
    if feature(module) == "lib":
        return bool(place & {"http", "forms"}) or place <= HTTP_LIB
    return feature(module) in ("live", "api", "__init__") or bool(place & HTTP_HOMES) or module in HTTP_MODULES


def test_the_request_is_seen_only_where_http_is_spoken() -> None:
    wrong = []
    for path in modules():
        module = dotted(path)
        if may_see_the_request(module):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("flask", "flask_login")):
                wrong += [f"{module} sees {a.name}" for a in node.names if a.name in HTTP_NAMES]
    assert not wrong


def test_only_the_boundary_the_jobs_and_the_commands_commit() -> None:
    wrong = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "commit" and dotted(path) not in COMMITS:
                wrong.append(f"{path}:{node.lineno}")
    assert not wrong


def test_all_of_them_commit_by_the_session_that_writes_the_events() -> None:
    """Nobody else asks the driver, or the connection, to commit; and nobody is named without committing."""
    spelled = set()
    for module in COMMITS:
        for node in ast.walk(ast.parse(ROOT.joinpath(*module.split(".")).with_suffix(".py").read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "commit":
                spelled.add((module, ast.unparse(node)))
    by_session = {(module, "db.session.commit") for module in COMMITS - {"studio.lib.db"}}
    own = {("studio.lib.db", "driver.commit"), ("studio.lib.db", "super().commit")}
    assert spelled == by_session | own


@pytest.mark.parametrize("bad", ["import studio.bookings.models", "from studio.bookings import models"])
def test_the_reader_of_imports_sees_both_spellings(tmp_path: Path, bad: str) -> None:
    file = tmp_path / "m.py"
    file.write_text(bad)
    assert [name for _, name in imports(file)] == ["studio.bookings.models"]
