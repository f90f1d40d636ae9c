"""Script of our own stays small: what HTML, CSS and htmx can do is not written again."""

import re
from pathlib import Path

import pytest

from tests.database import ROOT

LIMIT = 40_000  # bytes, before compression
SCRIPTS = ROOT / "static" / "js"
EVERYWHERE = [SCRIPTS / "initial_theme.js", SCRIPTS / "frame.js", ROOT / "templates" / "sw.js"]
PAGES = ["studio.js", "runs.js", "gallery.js", "image.js", "review.js", "releases.js", "account.js"]
IMPORT = re.compile(r"""^import [^"]*"([^"]+)";$""", re.MULTILINE)


def loaded(*entries: Path) -> set[Path]:
    """The modules that a browser fetches for these."""
    found: set[Path] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            waiting += [path.parent / name for name in IMPORT.findall(path.read_text())]
    return found


def test_every_script_is_of_some_page():
    everything = loaded(*EVERYWHERE, *(SCRIPTS / page for page in PAGES))
    assert set(SCRIPTS.rglob("*.js")) <= everything


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_less_than_forty_kilobytes_of_script(page):
    assert sum(path.stat().st_size for path in loaded(*EVERYWHERE, SCRIPTS / page)) < LIMIT
