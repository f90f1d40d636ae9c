"""Imports point one way: who may know whom."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "studio"

MAY_IMPORT = {
    "provider": set(),
    "sandbox": {"provider"},
    "engine": set(),
    "accounts": {"engine"},
    "generations": {"provider", "engine", "accounts"},
    "gallery": {"provider", "engine", "accounts", "generations"},
}
TOP = {"settings.py", "urls.py", "asgi.py", "__init__.py"}


def modules(room: str) -> list[Path]:
    """A room's modules, without its commands: those are entry points, which put rooms together as urls.py does."""
    return [path for path in sorted((ROOT / room).rglob("*.py")) if "commands" not in path.parts]


def imported(path: Path) -> set[str]:
    """The rooms that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module == "studio":
            names = [f"studio.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("studio.")}
    return found


def test_every_room_is_known():
    assert {path.name for path in ROOT.iterdir() if path.is_dir() and (path / "__init__.py").exists()} == set(
        MAY_IMPORT
    )
    assert {path.name for path in ROOT.glob("*.py")} == TOP


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_is_below_it(room):
    for path in modules(room):
        assert imported(path) - {room} <= MAY_IMPORT[room], path


@pytest.mark.parametrize("room", ["provider", "sandbox"])
def test_the_contract_and_the_sandbox_know_no_django(room):
    for path in modules(room):
        assert "django" not in path.read_text(), path
