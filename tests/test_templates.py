"""Templates are readable: a line says one thing."""

from pathlib import Path

TEMPLATES = Path(__file__).parent.parent / "templates"
LIMIT = 160  # characters


def test_no_line_is_too_long():
    files = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    assert len(files) > 100
    long = [
        f"{path.relative_to(TEMPLATES)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LIMIT
    ]
    assert long == []
