"""Templates that can be read: a line says one thing."""

from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent / "templates"
LIMIT = 160  # characters
DONE = [
    "components",
    "generations",
    "styleguide",
    "studio.html",
    "base.html",
    "offline.html",
    "database_busy.html",
]


def files(part: str) -> list[Path]:
    path = TEMPLATES / part
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


@pytest.mark.parametrize("part", DONE)
def test_no_line_is_too_long(part):
    lines = [
        (file, n, line) for file in files(part) for n, line in enumerate(file.read_text().splitlines(), 1)
    ]
    assert lines
    assert [f"{file.relative_to(TEMPLATES)}:{n}" for file, n, line in lines if len(line) > LIMIT] == []
