"""Our own JavaScript stays small: it does not repeat what HTML, CSS and htmx can do."""

import re
from pathlib import Path

import pytest

from tests.database import ROOT

LIMIT = 40_000  # bytes, before compression
SCRIPTS = ROOT / "static" / "js"
ON_EVERY_PAGE = [SCRIPTS / "initial_theme.js", SCRIPTS / "frame.js", ROOT / "templates" / "sw.js"]
PAGES = ["studio.js", "runs.js", "gallery.js", "image.js", "review.js", "releases.js", "account.js"]
IMPORT = re.compile(r"""^import [^"]*"([^"]+)";$""", re.MULTILINE)


def loaded(*entries: Path) -> set[Path]:
    """The modules that a browser loads for these entry points."""
    found: set[Path] = set()
    queue = list(entries)
    while queue:
        path = queue.pop().resolve()
        if path not in found:
            found.add(path)
            queue += [path.parent / name for name in IMPORT.findall(path.read_text())]
    return found


def test_every_script_is_used_by_a_page():
    used = loaded(*ON_EVERY_PAGE, *(SCRIPTS / page for page in PAGES))
    assert set(SCRIPTS.rglob("*.js")) <= used


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_less_than_forty_kilobytes_of_script(page):
    assert sum(path.stat().st_size for path in loaded(*ON_EVERY_PAGE, SCRIPTS / page)) < LIMIT
