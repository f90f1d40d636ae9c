"""Script of our own stays small: what HTML, CSS and htmx can do is not written again."""

from pathlib import Path

LIMIT = 40_960  # bytes, as they lie in the folder
SCRIPTS = Path(__file__).parent.parent / "static" / "js"


def test_our_scripts_together_are_below_40_kib():
    assert sum(path.stat().st_size for path in SCRIPTS.rglob("*.js")) < LIMIT
