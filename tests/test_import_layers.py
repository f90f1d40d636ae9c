"""Imports point one way: between packages, and between the parts of a package."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "studio"

REVIEW = {"provider", "infra", "audit", "accounts", "policies", "budgets", "generations", "gallery"}
"""What `review` may import; those above it may import more."""
PACKAGES = {
    "provider": set(),
    "sandbox": {"provider"},
    "infra": set(),
    "audit": {"infra"},
    "accounts": {"infra", "audit"},
    "policies": {"infra", "audit", "accounts"},
    "budgets": {"infra", "audit", "accounts", "policies"},
    "generations": {"provider", "infra", "audit", "accounts", "policies", "budgets"},
    "gallery": {"provider", "infra", "audit", "accounts", "policies", "budgets", "generations"},
    "review": REVIEW,
    "webhooks": REVIEW | {"review"},
    "usage": REVIEW | {"review"},
    "administration": REVIEW | {"review", "usage"},
    "api": REVIEW | {"review", "usage"},
}
"""What each package may import."""

LAYERS = {
    "generations": [
        {"states", "queue", "search_index", "media"},
        {"models"},
        {"review_teams"},
        {"files", "ledger"},
        {"execution"},
        {"runs", "status"},
        {
            "composer",
            "budget_requests",
            "live",
            "account_deletion",
            "account_deletion_form",
            "backup",
            "restore",
        },
        {"context_processors", "templatetags", "views"},
    ],
    "gallery": [
        {"models", "locking"},
        {"curation"},
        {"search"},
        {
            "bulk",
            "comments",
            "export",
            "scope",
            "ownership",
            "rail",
            "run_settings",
            "seed",
            "image_sections",
        },
        {"views"},
    ],
    "usage": [
        {"models", "sql", "forecast", "chart", "month"},
        {"rollup", "mismatches", "run_links"},
        {"query"},
        {"figures"},
        {"report", "export", "recovery"},
        {"views"},
    ],
}
"""The parts of the large packages, from the bottom; each imports what is below it, or beside it without a cycle."""

ENTRY_POINTS = {"admin", "apps", "tasks", "urls", "management", "migrations"}
"""Loaded by Django and Procrastinate; these connect the parts."""

TOP = {"settings.py", "urls.py", "asgi.py", "__init__.py"}


def modules(package: str) -> list[Path]:
    """A package's modules, without its commands: those connect packages, as urls.py does."""
    skipped = {"commands", "migrations"}
    return [path for path in sorted((ROOT / package).rglob("*.py")) if not skipped & {*path.parts}]


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs: an import inside a function counts, one for type checkers does not."""
    for node in ast.iter_child_nodes(tree):
        if not _is_for_types(node):
            yield node
            yield from _nodes(node)


def _is_module(name: str) -> bool:
    path = ROOT.parent / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def imports(path: Path) -> set[str]:
    """The modules of the studio that a module imports, anywhere in it, with dots."""
    found = set()
    for node in _nodes(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            full = [(f"{module}.{alias.name}", module) for alias in node.names]
            found |= {name if _is_module(name) else module for name, module in full}
    return {name for name in found if name.startswith("studio.")}


def part(name: str, package: str) -> str:
    """The part of the package that a module is in: `studio.gallery.search.query` is in `search` of `studio.gallery`."""
    return name.removeprefix(f"{package}.").split(".")[0] if name.startswith(f"{package}.") else ""


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


def parts(package: str) -> dict[str, set[str]]:
    """The parts of a package, and which of its parts each imports."""
    graph: dict[str, set[str]] = {}
    for path in modules(package.removeprefix("studio").strip(".").replace(".", "/")):
        own_part = part(dotted(path), package)
        if own_part:
            graph.setdefault(own_part, set()).update(
                {part(name, package) for name in imports(path)} - {"", own_part}
            )
    return graph


def packages() -> list[str]:
    found = [path.parent for path in modules("") if path.name == "__init__.py" and path.parent != ROOT]
    return [dotted(path) for path in found]


def test_every_package_is_listed():
    folders = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(PACKAGES)
    assert {path.name for path in ROOT.glob("*.py")} == TOP


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_is_below_it(package):
    for path in modules(package):
        assert {part(name, "studio") for name in imports(path)} - {package} <= PACKAGES[package], path


@pytest.mark.parametrize("package", packages())
def test_the_parts_of_a_package_have_no_import_cycle(package):
    try:
        TopologicalSorter(parts(package)).prepare()
    except CycleError as error:
        pytest.fail(f"{package}: {' → '.join(error.args[1])}")


@pytest.mark.parametrize("package", LAYERS)
def test_a_part_imports_only_layers_below_its_own(package):
    graph = {name: found for name, found in parts(f"studio.{package}").items() if name not in ENTRY_POINTS}
    layer = {name: number for number, names in enumerate(LAYERS[package]) for name in names}
    assert graph.keys() == layer.keys()
    wrong = {(name, other) for name, found in graph.items() for other in found if layer[other] > layer[name]}
    assert not wrong


@pytest.mark.parametrize("package", ["provider", "sandbox"])
def test_the_contract_and_the_sandbox_do_not_use_django(package):
    for path in modules(package):
        assert "django" not in path.read_text(), path
